"""Which part of a web page is the article; the only file that knows trafilatura.

trafilatura decides what is boilerplate but keeps no offsets, so the page is also cut into its
blocks with their places in the source, and the blocks that trafilatura kept form the view.
"""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

from extractor.article import INVISIBLE, Piece, View

_SPACE = re.compile(r"\s+")
_GAP = re.compile(rf"\s+|{INVISIBLE.pattern}")
_SKIPPED = {"script", "style", "noscript", "template", "head", "svg"}
_INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "font", "i", "mark", "q", "s", "small",
    "span", "strong", "sub", "sup", "time", "u", "wbr",
}  # fmt: skip


class _Blocks(HTMLParser):
    """The page's runs of text between block-level tags, each character with its source range."""

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
        self._skipping += tag in _SKIPPED
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
        at = self._at()
        # The parser drops the closing semicolon from what it hands over.
        closed = self.rawdata.startswith(f"{source};", self._from_raw(at))
        written = f"{source};" if closed else source
        self._add(unescape(written), at, at + len(written))

    def _from_raw(self, at: int) -> int:
        return at  # everything is fed at once, so raw data and source have the same offsets

    def handle_entityref(self, name: str) -> None:
        self._reference(f"&{name}")

    def handle_charref(self, name: str) -> None:
        self._reference(f"&#{name}")


def html_view(source: str) -> tuple[View, tuple[str, ...]]:
    """The view of a page without its boilerplate, and notes on what was left out."""
    import trafilatura  # heavy, and needed for pages only

    blocks = [_trimmed(block) for block in _Blocks(source).blocks]
    blocks = [block for block in blocks if block]
    main = trafilatura.extract(source, include_comments=False, include_tables=True)
    wanted = _squeeze(main or "")
    kept = [block for block in blocks if _squeeze("".join(p.text for p in block)) in wanted]
    notes = (f"{len(blocks) - len(kept)} of {len(blocks)} page blocks left out as boilerplate",)
    if not kept:
        kept, notes = blocks, ("boilerplate could not be told from text; nothing left out",)
    pieces: list[Piece] = []
    for block in kept:
        if pieces:
            pieces.append(Piece("\n\n", pieces[-1].end, block[0].start))
        pieces += block
    return View(pieces), notes


def _trimmed(block: list[Piece]) -> list[Piece]:
    out: list[Piece] = []
    for piece in block:
        if piece.text and not (piece.text == " " and (not out or out[-1].text == " ")):
            out.append(piece)
    return out[:-1] if out and out[-1].text == " " else out


def _squeeze(text: str) -> str:
    return _SPACE.sub("", text)
