"""Read the articles of a verb, and tell what should be known about them before anything is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractor.cli.console import say

if TYPE_CHECKING:
    from extractor.settings import Settings
    from extractor.sources import Inputs


def take(path: str, settings: Settings, limit: int | None = None, published: str | None = None) -> Inputs:
    """The inputs of a verb; what was passed over, and articles without a date, are told on stderr."""
    from extractor.sources import read_inputs

    inputs = read_inputs(path, max_chars=settings.max_chars, limit=limit, published=published)
    if inputs.skipped:
        say(f"Not read (folders, and files that are not .txt, .md or .html): {_names(inputs.skipped)}")
    if inputs.repeated:
        say(f"Given twice and read once: {_names(inputs.repeated)}")
    if undated := [article.name for article in inputs.articles if article.published is None]:
        say(
            f"Without a publication date: {_names(undated)}. Days such as 'on Tuesday' stay unresolved there; "
            "a date that is added later makes a new request."
        )
    return inputs


def tell_unusable(inputs: Inputs) -> bool:
    """Name the inputs that cannot become articles, for verbs that make no failures file; whether there are any."""
    unusable = inputs.unusable
    for item in unusable[:10]:
        say(f"  {item.error}")
    if len(unusable) > 10:
        say(f"  ... and {len(unusable) - 10} more that cannot be read.")
    return bool(unusable)


def _names(names: list[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
