"""An article as it enters: its text is never altered, its id is its content.

What a model reads is a *view*: the original without characters that nobody can see (or, for
HTML, without boilerplate). A view knows for every character where it came from, so every offset
that leaves this house points into the original.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from extractor.core.canonical import digest
from extractor.core.errors import ArticleError, ErrorClass
from extractor.core.span import Span

# C0 and C1 controls but tab and newline, zero-width space, bidi controls, invisible operators,
# byte order mark, tags. ZWNJ and ZWJ (U+200C, U+200D) stay: Persian and emoji are spelt with them.
_INVISIBLE = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f"
)
INVISIBLE = re.compile(f"[{_INVISIBLE}]")
_UNSEEN = re.compile(f"\r\n?|[{_INVISIBLE}]")
_SEEN = re.compile(f"[^\\s{_INVISIBLE}]")
SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Piece:
    """`text` of a view, and the range of the original that it shows."""

    text: str
    start: int
    end: int


class View:
    """A reading of an original text, with the way back.

    A piece as long as its range maps character by character; one that is not (an entity, a
    collapsed run of spaces) maps as a whole. Pieces are in the order of the original.
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
        """The range of the original that a non-empty range of the view shows."""
        return Span(self._back(span.start)[0], self._back(span.end - 1)[1])

    def _back(self, at: int) -> tuple[int, int]:
        index = bisect_right(self._starts, at) - 1
        piece, within = self.pieces[index], at - self._starts[index]
        if len(piece.text) == piece.end - piece.start:
            return piece.start + within, piece.start + within + 1
        return piece.start, piece.end


def plain_view(original: str) -> tuple[View, tuple[str, ...]]:
    """The view of a plain text, and notes on what it leaves out."""
    pieces, at, dropped = [], 0, 0
    for unseen in _UNSEEN.finditer(original):
        pieces.append(Piece(original[at : unseen.start()], at, unseen.start()))
        at = unseen.end()
        if unseen[0].startswith("\r"):
            pieces.append(Piece("\n", unseen.start(), at))
        elif unseen.start() > 0 or unseen[0] != "\ufeff":
            dropped += 1
    pieces.append(Piece(original[at:], at, len(original)))
    notes = (f"{dropped} invisible characters left out",) if dropped else ()
    return View(pieces), notes


@dataclass(frozen=True)
class Article:
    """One article.

    Attributes:
        name: what its owner calls it (a file name, an id in a table). Data, never a path to open.
        original: the text as it was read, untouched; offsets count its code points.
        published: the publication date, an input; None where nobody knows it.
        outlet, url, language: as given, or None.
        extra: further columns of the metadata, as given.
        view: what a model reads.
        notes: what the reading left out, in words.
        page: whether it is a page of HTML, of which the view shows the article.
    """

    name: str
    original: str
    published: date | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None
    extra: Mapping[str, str] = field(default_factory=dict)
    view: View = field(default_factory=lambda: View(()), compare=False, repr=False)
    notes: tuple[str, ...] = ()
    page: bool = False

    @cached_property
    def id(self) -> str:
        """128 bits in hex over the original text: same content, same article."""
        return digest("article/1", self.original)[:32]

    @property
    def text(self) -> str:
        """What a model reads."""
        return self.view.text

    @cached_property
    def boundary(self) -> str:
        """A line that stands nowhere in the text, to mark where it begins and ends."""
        mark = self.id
        while mark[:12] in self.text:
            mark = digest("boundary/1", mark)
        return f"=== {mark[:12]} ==="


@dataclass(frozen=True)
class Unusable:
    """An input that did not become an article, and why."""

    name: str
    error: ArticleError


def check_text(name: str, original: str, max_chars: int) -> None:
    """Refuse a text that no request may be made of.

    Raises:
        ArticleError: `too_long`, `bad_encoding` (a lone surrogate) or `empty`.
    """
    if len(original) > max_chars:
        raise ArticleError(
            f"{name}: {len(original):,} characters, more than the {max_chars:,} allowed.",
            error_class=ErrorClass.TOO_LONG,
            next_step="Split it, or raise EXTRACTOR_MAX_CHARS.",
        )
    if bad := SURROGATE.search(original):
        raise ArticleError(
            f"{name}: character {bad.start()} is half of a surrogate pair, which is not text.",
            error_class=ErrorClass.BAD_ENCODING,
            next_step="Save the source again as UTF-8.",
        )
    if not _SEEN.search(original):
        raise ArticleError(f"{name}: no text.", error_class=ErrorClass.EMPTY, next_step="Remove it or fill it.")
