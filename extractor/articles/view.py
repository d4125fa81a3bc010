"""The view of an original text: the text sent to the model, with the offsets to map it back."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractor.core.span import Span

# C0 and C1 controls but tab and newline, zero-width space, bidi controls, invisible operators,
# byte order mark, tags. ZWNJ and ZWJ (U+200C, U+200D) stay: Persian and emoji are spelt with them.
_INVISIBLE = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f"
)
INVISIBLE = re.compile(f"[{_INVISIBLE}]")
VISIBLE = re.compile(f"[^\\s{_INVISIBLE}]")
_REPLACED = re.compile(f"\r\n?|[{_INVISIBLE}]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a view: its `text`, and the range of the original that it stands for."""

    text: str
    start: int
    end: int


class TextView:
    """Text derived from an original, with a mapping of offsets back to it.

    A piece as long as its range maps character by character; any other (an entity, a collapsed
    run of spaces) maps as a whole. Pieces are in the order of the original.
    """

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self.pieces = [piece for piece in pieces if piece.text]
        self.text = "".join(piece.text for piece in self.pieces)
        self._starts: list[int] = []
        at = 0
        for piece in self.pieces:
            self._starts.append(at)
            at += len(piece.text)

    def original(self, span: Span) -> Span:
        """Map a non-empty range of the view to the range of the original that it stands for."""
        first = self.pieces[0]
        if span.end <= first.end - first.start == len(first.text):  # a plain text is one piece
            return Span(first.start + span.start, first.start + span.end)
        return Span(self._original(span.start)[0], self._original(span.end - 1)[1])

    def _original(self, at: int) -> tuple[int, int]:
        index = bisect_right(self._starts, at) - 1
        piece, within = self.pieces[index], at - self._starts[index]
        if len(piece.text) == piece.end - piece.start:
            return piece.start + within, piece.start + within + 1
        return piece.start, piece.end


def join_blocks(blocks: Iterable[Sequence[Piece]]) -> list[Piece]:
    """Return the pieces of blocks, none of them empty, with blank lines between them."""
    pieces: list[Piece] = []
    for block in blocks:
        if pieces:
            pieces.append(Piece("\n\n", pieces[-1].end, block[0].start))
        pieces += block
    return pieces


def plain_view(original: str) -> tuple[TextView, tuple[str, ...]]:
    """Make the view of a plain text; return it with notes on the characters left out."""
    if original.replace("\n", "").replace("\t", "").isprintable():
        return TextView([Piece(original, 0, len(original))]), ()
    pieces, at, dropped = [], 0, 0
    for found in _REPLACED.finditer(original):
        pieces.append(Piece(original[at : found.start()], at, found.start()))
        at = found.end()
        if found[0].startswith("\r"):
            pieces.append(Piece("\n", found.start(), at))
        elif found.start() > 0 or found[0] != "\ufeff":
            dropped += 1
    pieces.append(Piece(original[at:], at, len(original)))
    notes = (f"{dropped} invisible characters left out",) if dropped else ()
    return TextView(pieces), notes
