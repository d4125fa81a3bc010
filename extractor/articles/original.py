"""The text of an article as it was read from its source, before it is checked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Media(StrEnum):
    """Format of an article's original text; it decides how the view is made."""

    TEXT = "text"
    HTML = "html"
    MARKDOWN = "markdown"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document: its label ("page 3"), and where it begins in the text."""

    label: str
    start: int


def part_at(parts: Sequence[Part], offset: int) -> str | None:
    """Return the label of the part that an offset is in; None without parts."""
    index = bisect_right(parts, offset, key=lambda part: part.start) - 1
    return parts[index].label if index >= 0 else None


@dataclass(frozen=True)
class Original:
    """A text as it was read.

    Attributes:
        text: the text; for a document, what was extracted from it.
        media: format of the text.
        notes: messages on how it was read.
        parts: the pages, paragraphs or parts of a document, in order; empty for other sources.
        metadata: what a document says of itself, by column.
    """

    text: str
    media: Media = Media.TEXT
    notes: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
