"""Read the articles of a verb, and tell what should be known about them before anything is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractor.cli.console import print_err

if TYPE_CHECKING:
    from extractor.articles.stream import Inputs, Some
    from extractor.core.settings import Settings


def survey_inputs(path: str, settings: Settings, limit: int | None = None, published: str | None = None) -> Inputs:
    """The inputs of a verb, looked through; what was passed over, and articles without a date, are told on stderr."""
    from extractor.articles.stream import read_inputs

    inputs = read_inputs(path, max_chars=settings.max_chars, limit=limit, published=published)
    print_input_notes(inputs)
    return inputs


def read_once(path: str, settings: Settings, limit: int | None = None, published: str | None = None) -> Inputs:
    """Return inputs that are surveyed while they are read: a replay has no cost that a late error could waste."""
    from extractor.articles.stream import read_inputs

    inputs = read_inputs(path, max_chars=settings.max_chars, limit=limit, published=published, survey=False)
    next(iter(inputs), None)  # an input that is missing or empty is refused before a run folder is touched
    return inputs


def print_input_notes(inputs: Inputs) -> None:
    """What should be known about articles: what was passed over, and those without a date."""
    if inputs.skipped:
        print_err(f"Not read (folders, and files that are not .txt, .md or .html): {_names(inputs.skipped)}")
    if inputs.repeated:
        print_err(f"Given twice and read once: {_names(inputs.repeated)}")
    if inputs.undated:
        print_err(
            f"Without a publication date: {_names(inputs.undated)}. Days such as 'on Tuesday' stay unresolved there; "
            "a date that is added later makes a new request."
        )


def print_unusable(inputs: Inputs) -> bool:
    """Name the inputs that cannot become articles, for verbs that make no failures file; whether there are any."""
    unusable = inputs.unusable
    for item in unusable.first[:10]:
        print_err(f"  {item.error}")
    if unusable.count > 10:
        print_err(f"  ... and {unusable.count - 10} more that cannot be read.")
    return bool(unusable)


def _names(names: Some[str]) -> str:
    return ", ".join(names.first[:5]) + (f" and {names.count - 5} more" if names.count > 5 else "")
