"""Rows made small for the page: a quote becomes a short list, and what the page knows already is left out.

`[start, end]` is a quote that stands there exactly; `[start, end, match, words, again, replied]` is any other, cut off
after the last thing that it has. Offsets count code points of the text as the page shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from extractor.runs.rows import IDENTITY

Place = Callable[[int, int], tuple[int, int] | None]  # from the file to what is shown; None where it is not shown


def as_it_is(start: int, end: int) -> tuple[int, int]:
    """The place of a quote in a text that is shown whole."""
    return start, end


def small(value: Any, place: Place = as_it_is, *, words: bool = False) -> Any:
    """A row, or any part of one, with its quotes made small.

    Args:
        place: where what stands in the file is shown.
        words: give the words of every quote, for a page that has no texts.
    """
    if isinstance(value, Mapping):
        if {"text", "match", "start", "end"} <= value.keys():
            return _quote(value, place, words)
        return {name: small(inner, place, words=words) for name, inner in value.items() if name not in IDENTITY}
    return [small(each, place, words=words) for each in value] if isinstance(value, list) else value


def _quote(quote: Mapping[str, Any], place: Place, words: bool) -> list[Any]:
    found = place(quote["start"], quote["end"]) if quote["start"] is not None else None
    start, end = found or (None, None)
    match = quote["match"] if found or quote["match"] == "ungrounded" else "elsewhere"
    rest = [
        None if match == "exact" else match,
        quote["text"] if words or not found else None,
        1 if quote.get("asked_again") else None,
        quote.get("replied") if quote.get("replied") != quote["text"] else None,
    ]
    while rest and rest[-1] is None:
        rest.pop()
    return [start, end, *rest]
