"""The view of an HTML page: the article without boilerplate.

trafilatura decides what is boilerplate but gives no offsets. So the page is also split into blocks
with their ranges in the source, and the view consists of the blocks that trafilatura keeps.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from html.parser import HTMLParser

from extractor.articles.view import INVISIBLE, Piece, TextView
from extractor.core.errors import ArticleError, ErrorClass

_SPACE = re.compile(r"\s+")
_GAP = re.compile(rf"\s+|{INVISIBLE.pattern}")
_BODY = {"body", "article", "main", "section", "div", "p", "h1", "h2", "h3", "ul", "ol", "table"}
_LONG = 40  # characters without spaces from which a block may match part of a line
_SKIPPED = {"script", "style", "noscript", "template", "title", "svg"}
_INLINE = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "label", "mark", "picture", "q", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup",
    "time", "tt", "u", "var", "wbr",
}  # fmt: skip


class _Blocks(HTMLParser):
    """Runs of text between block-level tags, each character with its range in the source."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self.blocks: list[list[Piece]] = [[]]
        self._skipping = 0
        self._line_starts = [0, *(m.end() for m in re.finditer("\n", source))]
        self.feed(source)
        self.close()

    def _at(self) -> int:
        line, column = self.getpos()
        return self._line_starts[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # A body tag inside a skipped element means that the end tag of that element is missing.
        self._skipping = 0 if tag in _BODY else self._skipping + (tag in _SKIPPED)
        if tag not in _INLINE:
            self.blocks.append([])

    def handle_endtag(self, tag: str) -> None:
        self._skipping = max(0, self._skipping - (tag in _SKIPPED))
        if tag not in _INLINE:
            self.blocks.append([])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE:
            self.blocks.append([])

    def _add(self, text: str, start: int, end: int) -> None:
        if self._skipping:
            return
        if len(text) != end - start:  # an entity
            self.blocks[-1].append(Piece(_SPACE.sub(" ", INVISIBLE.sub("", text)), start, end))
            return
        at = 0
        for gap in _GAP.finditer(text):
            self.blocks[-1].append(Piece(text[at : gap.start()], start + at, start + gap.start()))
            if gap[0].isspace():
                self.blocks[-1].append(Piece(" ", start + gap.start(), start + gap.end()))
            at = gap.end()
        self.blocks[-1].append(Piece(text[at:], start + at, end))

    def handle_data(self, data: str) -> None:
        self._add(data, self._at(), self._at() + len(data))

    def _reference(self, source: str) -> None:
        # The parser drops the closing semicolon. The source is fed at once, so raw data and source
        # have the same offsets.
        at = self._at()
        written = f"{source};" if self.rawdata.startswith(f"{source};", at) else source
        self._add(unescape(written), at, at + len(written))

    def handle_entityref(self, name: str) -> None:
        self._reference(f"&{name}")

    def handle_charref(self, name: str) -> None:
        self._reference(f"&#{name}")


def html_view(source: str) -> tuple[TextView, tuple[str, ...]]:
    """Make the view of a page; return it with notes on the blocks left out.

    Raises:
        ArticleError: `not_text`, if the markup cannot be parsed.
    """
    import trafilatura  # slow to import, and needed for HTML only

    try:
        blocks = [trimmed for block in _Blocks(source).blocks if (trimmed := _trimmed(block))]
    except (AssertionError, ValueError) as error:  # raised by html.parser
        raise ArticleError(f"The HTML cannot be parsed: {error}.", error_class=ErrorClass.NOT_TEXT) from error
    main = trafilatura.extract(source, include_comments=False, include_tables=True)
    kept = _kept(blocks, _lines(main or ""))
    notes = (f"{len(blocks) - len(kept)} of {len(blocks)} page blocks left out as boilerplate",)
    if not kept:
        kept, notes = blocks, ("boilerplate not recognized; nothing left out",)
    pieces: list[Piece] = []
    for block in kept:
        if pieces:
            pieces.append(Piece("\n\n", pieces[-1].end, block[0].start))
        pieces += block
    return TextView(pieces), notes


def _lines(main: str) -> list[str]:
    """Split a main text into lines without list markers, and table rows into cells."""
    cells = (cell for line in main.splitlines() for cell in [line.removeprefix("- "), *line.split("|")])
    return [stripped for cell in cells if (stripped := _without_space(cell))]


def _kept(blocks: list[list[Piece]], lines: list[str]) -> list[list[Piece]]:
    """Return the blocks that equal a line of the main text, or are long and part of one, in the page's order.

    A short block must equal a line, or a menu's "Iraq" would match any sentence with it.
    """
    whole = set(lines)
    kept = []
    for block in blocks:
        text = _without_space("".join(piece.text for piece in block))
        if text in whole or (len(text) >= _LONG and any(text in line for line in lines)):
            kept.append(block)
    return kept


def _trimmed(block: list[Piece]) -> list[Piece]:
    out: list[Piece] = []
    for piece in block:
        if piece.text and not (piece.text == " " and (not out or out[-1].text == " ")):
            out.append(piece)
    return out[:-1] if out and out[-1].text == " " else out


def _without_space(text: str) -> str:
    """Remove spaces and format characters: trafilatura changes the former and drops the latter."""
    return "".join(ch for ch in text if not ch.isspace() and unicodedata.category(ch) != "Cf")
