"""Read the articles of a command; print what to know about them before a request is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractor.cli.console import print_err

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractor.articles.stream import CappedList, Inputs
    from extractor.core.settings import Settings


def survey_inputs(
    path: str | Sequence[str],
    settings: Settings,
    limit: int | None = None,
    published: str | None = None,
    *,
    recursive: bool = False,
) -> Inputs:
    """Survey the inputs of a command; print skipped, repeated and undated ones to stderr."""
    inputs = _inputs(path, settings, limit, published, recursive=recursive)
    inputs.survey()
    print_input_notes(inputs)
    return inputs


def read_once(
    path: str | Sequence[str],
    settings: Settings,
    limit: int | None = None,
    published: str | None = None,
    *,
    recursive: bool = False,
) -> Inputs:
    """Return inputs that are surveyed while they are read: a replay has no cost that a late error could waste."""
    inputs = _inputs(path, settings, limit, published, recursive=recursive)
    next(iter(inputs), None)  # an input that is missing or empty is refused before a run folder is touched
    return inputs


def _inputs(
    path: str | Sequence[str], settings: Settings, limit: int | None, published: str | None, *, recursive: bool
) -> Inputs:
    from extractor.articles.readers import InputOptions
    from extractor.articles.stream import read_inputs

    return read_inputs(
        _with_inner(path, recursive),
        InputOptions(settings.max_chars, hold_back=not settings.send_held_back, date_order=settings.date_order),
        limit=limit,
        published=published,
        survey=False,
    )


def _with_inner(path: str | Sequence[str], recursive: bool) -> list[str]:
    """Return the paths, folders as patterns for all folders inside them if that is asked for."""
    from pathlib import Path

    paths = [path] if isinstance(path, str) else path
    return [f"{each.rstrip('/')}/**" if recursive and Path(each).is_dir() else each for each in paths]


def print_input_notes(inputs: Inputs) -> None:
    """Print skipped, repeated and undated inputs."""
    for note in inputs.notes:
        print_err(note)
    if inputs.skipped:
        print_err(f"Skipped (folders without -r, tables, what is no text or document): {_names(inputs.skipped)}")
    if inputs.duplicates:
        print_err(f"Given twice, read once: {_names(inputs.duplicates)}")
    if inputs.undated:
        print_err(
            f"No publication date: {_names(inputs.undated)}. Relative dates such as 'on Tuesday' cannot be resolved; "
            "adding a date later makes a new request."
        )


def print_unusable(inputs: Inputs) -> bool:
    """Print inputs that are no articles, for commands without a failures file; return True if there are any."""
    unusable = inputs.unusable
    for item in unusable.first[:10]:
        print_err(f"  {item.error}")
    if unusable.count > 10:
        print_err(f"  ... and {unusable.count - 10} more.")
    return bool(unusable)


def _names(names: CappedList[str]) -> str:
    return ", ".join(names.first[:5]) + (f" and {names.count - 5} more" if names.count > 5 else "")
