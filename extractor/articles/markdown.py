"""The view of a Markdown text: the words without the markup, each character with its place in the source.

markdown-it-py decides what is markup. It gives the lines of a block, and the parts of a block in order but without
their places; so each part is looked for in the block's lines, from the end of the part before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from extractor.articles.view import Piece, TextView, join_blocks, plain_view

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(?P<lines>.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_FIELD = re.compile(
    r"^(?P<name>[A-Za-z_]+):[ \t]*(?P<quote>[\"']?)(?P<value>[^\r\n]*?)(?P=quote)[ \t]*\r?$", re.MULTILINE
)
_NAMES = {  # of front matter, by column
    "date": "published", "published": "published", "title": "title", "author": "author", "url": "url", "link": "url",
    "canonical_url": "url", "lang": "language", "language": "language", "outlet": "outlet", "source": "outlet",
}  # fmt: skip


def front_matter(source: str) -> dict[str, str]:
    """Return what the front matter of a text says of it, by column; empty where it has none."""
    head = _FRONT_MATTER.match(source)
    fields = _FIELD.finditer(head["lines"]) if head else ()
    found = {field["name"].lower(): field["value"].strip() for field in fields}
    return {_NAMES[name]: value for name, value in found.items() if name in _NAMES and value}


def markdown_view(source: str) -> tuple[TextView, tuple[str, ...]]:
    """Make the view of a Markdown text; return it with notes. Images, comments and front matter are left out."""
    from markdown_it import MarkdownIt  # slow to import, and most inputs are plain text

    head = _FRONT_MATTER.match(source)
    body = head.end() if head else 0
    # Spaces in place of the front matter, so that offsets and lines stay: it would be read as a heading.
    text = re.sub(r"[^\r\n]", " ", source[:body]) + source[body:]
    # Escapes and entities stay apart from the text around them, which then stands in the source as it is.
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable("text_join")
    read = _Blocks(text)
    blocks = [block for block in read.of(parser.parse(text)) if "".join(piece.text for piece in block).strip()]
    if title := _title(source, head, blocks):
        blocks.insert(0, [title])
    pieces = join_blocks(blocks)
    if read.lost or not pieces:
        view, notes = plain_view(source)
        return view, (*notes, "Markdown is not told from text: markup left in")
    return TextView(pieces), ("front matter left out",) if head else ()


def _title(source: str, head: re.Match[str] | None, blocks: Sequence[Sequence[Piece]]) -> Piece | None:
    """Return the title in the front matter, unless the text has it."""
    if head is None:
        return None
    field = next((each for each in _FIELD.finditer(head["lines"]) if each["name"].lower() == "title"), None)
    if field is None or not field["value"].strip():
        return None
    text = "".join(piece.text for block in blocks for piece in block)
    start = head.start("lines") + field.start("value")
    return None if field["value"] in text else Piece(field["value"], start, start + len(field["value"]))


class _Blocks:
    """The blocks of a text as pieces, in the order of the source.

    Attributes:
        lost: whether a part was not found.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._lines = [0, *(found.end() for found in re.finditer(r"\r\n?|\n", source)), len(source)]
        self._at = 0  # end of what has been found
        self.lost = False

    def of(self, tokens: Sequence[Token]) -> Iterator[list[Piece]]:
        """Yield the pieces of each block that has text."""
        for token in tokens:
            if token.map is None:
                continue
            start, end = self._line(token.map[0]), self._line(token.map[1])
            if token.type == "inline":
                self._at = max(self._at, start)
                yield self._inline(token.children or [], end)
            elif token.type == "html_block":
                yield self._between_tags(start, end)
            elif token.type in ("fence", "code_block"):
                fenced = token.type == "fence"
                start = self._line(token.map[0] + fenced)
                # Counted, since a fence need not be closed, and then has no last line of its own.
                code = self._source[
                    start : self._line(token.map[0] + fenced + len(token.content.splitlines()))
                ].rstrip()
                yield [Piece(code, start, start + len(code))]

    def _between_tags(self, start: int, end: int) -> list[Piece]:
        """Return the text of a block of HTML, without tags and comments."""
        at = start
        pieces: list[Piece] = []
        for tag in [*_TAG.finditer(self._source, start, end), None]:
            stop = tag.start() if tag else end
            if text := self._source[at:stop].strip():
                begin = self._source.index(text, at)
                pieces += [Piece(" ", at, begin)] * bool(pieces) + [Piece(text, begin, begin + len(text))]
            at = tag.end() if tag else end
        return pieces

    def _line(self, number: int) -> int:
        return self._lines[min(number, len(self._lines) - 1)]

    def _inline(self, children: Sequence[Token], end: int) -> list[Piece]:
        pieces: list[Piece] = []
        for child in children:
            if child.type in ("text", "code_inline"):
                pieces += self._found(child.content, child.content, end)
            elif child.type == "text_special":  # an escape or an entity
                pieces += self._found(child.content, child.markup, end)
            elif child.type in ("softbreak", "hardbreak"):
                at = self._source.find("\n", self._at, end)
                if at >= 0:
                    pieces.append(Piece("\n", at, at + 1))
                    self._at = at + 1
            elif child.type == "html_inline":
                self._skip(child.content, end)
            elif child.type == "image":
                self._skip("![", end)
                self._skip(child.content, end)
                self._skip_destination(end)
            elif child.type == "link_close":
                self._skip_destination(end)
        return pieces

    def _found(self, text: str, written: str, end: int) -> list[Piece]:
        """Return a part at its place."""
        if not written:
            return []
        at = self._source.find(written, self._at, end)
        if at < 0:
            self.lost = True
            return []
        self._at = at + len(written)
        return [Piece(text, at, self._at)]

    def _skip(self, written: str, end: int) -> None:
        at = self._source.find(written, self._at, end) if written else -1
        if at >= 0:
            self._at = at + len(written)

    def _skip_destination(self, end: int) -> None:
        """Go on behind `](address "title")`, `][name]`, `]` or `>`."""
        found = _DESTINATION.match(self._source, self._at, end)
        if found:
            self._at = found.end()


_TAG = re.compile(r"<!--.*?-->|<[^<>]*>", re.DOTALL)
_PARENTHESES = r"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)"
_DESTINATION = re.compile(rf"[*_~`]*(?:\](?:{_PARENTHESES}|\[[^\]]*\])?|>)")
