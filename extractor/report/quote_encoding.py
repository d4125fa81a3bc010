"""Compact form of rows for the page: a quote becomes a short list, and columns the page has elsewhere are left out.

`[start, end]` is an exact quote; `[start, end, match, text, again, replied]` is any other, cut off after its last
value. Offsets count code points of the text as the page displays it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from extractor.runs.rows import IDENTITY

# From a range of the original to that of the displayed text; None if it is not displayed.
OffsetMap = Callable[[int, int], tuple[int, int] | None]


def unchanged(start: int, end: int) -> tuple[int, int]:
    """Map a range of a text that is displayed as it is."""
    return start, end


def encode_quotes(value: Any, offsets: OffsetMap = unchanged, *, words: bool = False) -> Any:
    """Return a row, or any part of one, with its quotes in compact form.

    Args:
        offsets: map of offsets to the displayed text.
        words: include the text of every quote, for a page without texts.
    """
    if isinstance(value, Mapping):
        if {"text", "match", "start", "end"} <= value.keys():
            return _quote(value, offsets, words)
        return {
            name: encode_quotes(inner, offsets, words=words) for name, inner in value.items() if name not in IDENTITY
        }
    return [encode_quotes(each, offsets, words=words) for each in value] if isinstance(value, list) else value


def _quote(quote: Mapping[str, Any], offsets: OffsetMap, words: bool) -> list[Any]:
    found = offsets(quote["start"], quote["end"]) if quote["start"] is not None else None
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
