"""The view of an HTML page: the article without boilerplate; and what the page says of itself.

trafilatura decides what is boilerplate but gives no offsets. So the page is also split into blocks with their ranges in
the source, and the view consists of the blocks that are in trafilatura's text. Both texts are compared without spaces
and in one Unicode form, since lines are wrapped and characters composed differently in them.
"""

from __future__ import annotations

import re
import time
import unicodedata
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from typing import Any

from extractor.articles.asides import is_aside
from extractor.articles.view import INVISIBLE, Piece, TextView, join_blocks
from extractor.core.errors import ArticleError, ErrorClass

_SPACE = re.compile(r"\s+")
_GAP = re.compile(rf"\s+|{INVISIBLE.pattern}")
_BODY = {"body", "article", "main", "section", "div", "p", "h1", "h2", "h3", "ul", "ol", "table"}
_LONG = 40  # characters without spaces from which a block may be anywhere in the main text
_SHINGLE, _SHARED = 20, 0.6  # a long block is kept if so much of it is in the main text, in pieces of this length
_LEAST = 0.6  # of trafilatura's text: a view with less of it has a flag
# CPU seconds for a page, and per character: html.parser takes quadratic time for tags that are not closed.
_SECONDS, _SECONDS_PER_CHARACTER = 3.0, 2e-6
_SKIPPED = {"script", "style", "noscript", "template", "svg", "rt", "rp"}  # the last two: readings above CJK characters
_INLINE = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "label", "mark", "picture", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub",
    "sup", "time", "tt", "u", "var", "wbr",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it is read.

    Attributes:
        view: the text for the model.
        notes: what was left out.
        metadata: what the page says of itself, by column: published, modified, title, author, outlet, url, language.
        left_out: the texts of the blocks that are not in the view.
        share: of trafilatura's text, how much is in the view; 1 where it found none.
    """

    view: TextView
    notes: tuple[str, ...]
    metadata: Mapping[str, str]
    left_out: tuple[str, ...] = ()
    share: float = 1.0


class _Blocks(HTMLParser):
    """Runs of text between block-level tags, each character with its range in the source."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self.blocks: list[list[Piece]] = [[]]
        self.title: list[Piece] = []
        self.headed = False  # whether the page has a main heading with text
        self._heading: list[Piece] | None = None
        self._skipping = 0
        self._in_title = False
        self._line_starts = [0, *(m.end() for m in re.finditer("\n", source))]
        self._ends = time.thread_time() + _SECONDS + _SECONDS_PER_CHARACTER * len(source)
        self.feed(source)
        self.close()

    def _at(self) -> int:
        line, column = self.getpos()
        return self._line_starts[line - 1] + column

    def parse_starttag(self, i: int) -> int:
        """Parse a start tag, unless the page has taken too long."""
        if time.thread_time() > self._ends:
            raise TimeoutError
        return super().parse_starttag(i)

    def parse_html_declaration(self, i: int) -> int:
        """Parse a comment or a declaration, unless the page has taken too long."""
        if time.thread_time() > self._ends:
            raise TimeoutError
        return super().parse_html_declaration(i)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # A body tag inside a skipped element means that the end tag of that element is missing.
        self._skipping = 0 if tag in _BODY else self._skipping + (tag in _SKIPPED)
        self._in_title = tag == "title" and not self._skipping
        if tag not in _INLINE:
            self.blocks.append([])
        if tag == "h1":
            self._heading = self.blocks[-1]

    def handle_endtag(self, tag: str) -> None:
        self._skipping = max(0, self._skipping - (tag in _SKIPPED))
        self._in_title = False
        if tag not in _INLINE:
            self.blocks.append([])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE:
            self.blocks.append([])

    def _add(self, text: str, start: int, end: int) -> None:
        if self._skipping:
            return
        pieces = self.title if self._in_title else self.blocks[-1]
        self.headed |= pieces is self._heading and bool(text.strip())
        if len(text) != end - start:  # an entity
            pieces.append(Piece(_SPACE.sub(" ", INVISIBLE.sub("", text)), start, end))
            return
        at = 0
        for gap in _GAP.finditer(text):
            pieces.append(Piece(text[at : gap.start()], start + at, start + gap.start()))
            if gap[0].isspace():
                pieces.append(Piece(" ", start + gap.start(), start + gap.end()))
            at = gap.end()
        pieces.append(Piece(text[at:], start + at, end))

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


def page_text(source: str) -> str:
    """Return the whole text of a page, menus included; mails are no articles by which trafilatura could tell.

    Raises:
        ArticleError: as `read_page`.
    """
    blocks = (_text(trimmed) for block in _parsed(source).blocks if (trimmed := _trimmed(block)))
    return "\n\n".join(blocks)


def _parsed(source: str) -> _Blocks:
    try:
        return _Blocks(source)
    except TimeoutError as error:
        raise ArticleError(
            "The HTML takes too long to parse: it has tags that are not closed.",
            error_class=ErrorClass.UNREADABLE,
            next_step="Save the page again from a browser.",
        ) from error
    except (AssertionError, ValueError) as error:  # raised by html.parser
        raise ArticleError(f"The HTML cannot be parsed: {error}.", error_class=ErrorClass.NOT_TEXT) from error


def parse_page(source: str) -> Page:
    """Parse a page and find its article; raises as `read_page` in `pages`."""
    parsed = _parsed(source)
    blocks = [trimmed for block in parsed.blocks if (trimmed := _trimmed(block))]
    main, metadata = _main_text(source)
    text = _MainText(main)
    kept = text.kept(blocks)
    notes = [f"{len(blocks) - sum(kept)} of {len(blocks)} page blocks left out as boilerplate"]
    if not any(kept):
        kept, notes = [True] * len(blocks), ["boilerplate not recognized; nothing left out"]
    asides = [is_kept and is_aside(_text(block)) for block, is_kept in zip(blocks, kept, strict=True)]
    if any(asides) and asides != kept:
        kept = [is_kept and not aside for is_kept, aside in zip(kept, asides, strict=True)]
        notes.append(f"left out: {sum(asides)} blocks that refer to other articles, newsletters and the like")
    _keep_title(metadata.get("title", ""), blocks, kept)
    view = TextView(
        _joined(
            [block for block, is_kept in zip(blocks, kept, strict=True) if is_kept],
            [] if parsed.headed else parsed.title,
        )
    )
    share = min(1.0, len(_comparable(view.text)) / len(text.text)) if text.text else 1.0
    if share < _LEAST:
        notes.append(f"only {share:.0%} of the text that was recognized as the article is in the view")
    left_out = tuple(_text(block) for block, is_kept in zip(blocks, kept, strict=True) if not is_kept)
    return Page(view, tuple(notes), metadata, left_out=left_out, share=share)


def _main_text(source: str) -> tuple[str, dict[str, str]]:
    """Return the main text that trafilatura finds, and what the page says of itself."""
    import trafilatura  # slow to import, and needed for HTML only

    # A date in the text may be any; those of metadata and markup are of the page. A fixed last day: no clock.
    dates = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}
    try:
        found: Any = trafilatura.bare_extraction(
            source, include_comments=False, include_tables=True, with_metadata=True, date_extraction_params=dates
        )
    except (ValueError, RecursionError, AttributeError, TypeError):  # of libraries below it, on broken pages
        return "", {}
    if found is None:
        return "", {}
    columns = {
        "published": found.date, "title": found.title, "author": found.author,
        "outlet": found.sitename or found.hostname, "url": found.url, "language": found.language,
    }  # fmt: skip
    metadata = {name: " ".join(str(value).split()) for name, value in columns.items() if value}
    return found.text or "", metadata


class _MainText:
    """A main text without spaces, with the places where its lines and table cells begin and end."""

    def __init__(self, main: str) -> None:
        cells = (cell for line in main.splitlines() for cell in line.removeprefix("- ").split("|"))
        units = [comparable for cell in cells if (comparable := _comparable(cell))]
        self.text = "".join(units)
        self._edges = [0]
        for unit in units:
            self._edges.append(self._edges[-1] + len(unit))

    def _is_whole(self, start: int, end: int) -> bool:
        return self._is_edge(start) and self._is_edge(end)

    def _is_edge(self, at: int) -> bool:
        index = bisect_left(self._edges, at)
        return index < len(self._edges) and self._edges[index] == at

    def kept(self, blocks: Sequence[Sequence[Piece]]) -> list[bool]:
        """Tell which blocks are in the main text, going through both in order.

        A short block must be a whole line or cell, or follow directly on the block before: a menu's "Iraq" would be
        found in any sentence with it.
        """
        at, kept = 0, []
        for block in blocks:
            text = _comparable(_text(block))
            found = self._find(text, at) if text else -1
            kept.append(found >= 0 or self._shares(text))
            if found == at or (found > at and len(text) >= _LONG):
                at = found + len(text)
        return kept

    def _find(self, text: str, at: int) -> int:
        if self.text.startswith(text, at):
            return at
        for start in (at, 0):
            found = self.text.find(text, start)
            while found >= 0:
                if len(text) >= _LONG or self._is_whole(found, found + len(text)):
                    return found
                found = self.text.find(text, found + 1)
        return -1

    def _shares(self, text: str) -> bool:
        """Tell whether most of a long block is in the main text: parts of it may have been left out."""
        if len(text) < 2 * _LONG:
            return False
        shingles = [text[at : at + _SHINGLE] for at in range(0, len(text) - _SHINGLE, _SHINGLE)]
        return sum(shingle in self.text for shingle in shingles) >= _SHARED * len(shingles)


def _keep_title(title: str, blocks: Sequence[Sequence[Piece]], kept: list[bool]) -> None:
    """Keep the first block that is the title, unless one is kept."""
    wanted = _comparable(title).casefold()
    if not wanted:
        return
    same = [at for at, block in enumerate(blocks) if _comparable(_text(block)).casefold() == wanted]
    if same and not any(kept[at] for at in same):
        kept[same[0]] = True


def _joined(blocks: Sequence[Sequence[Piece]], title: Sequence[Piece]) -> list[Piece]:
    """Return the pieces of blocks with blank lines between them, after the page's title if none of them has it."""
    head = _trimmed(title)
    text = _comparable("".join(piece.text for block in blocks for piece in block)).casefold()
    wanted = _comparable(_text(head)).casefold()
    words = re.split(r"[|–—]", _text(head))  # "Headline | Outlet"
    parts = [part for word in words if len(part := _comparable(word).casefold()) > _SHINGLE]
    stands = wanted in text or any(part in text for part in parts)
    in_order = bool(blocks and head) and head[-1].end <= blocks[0][0].start
    return join_blocks([head, *blocks] if head and in_order and not stands else blocks)


def _text(block: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in block)


def _trimmed(block: Sequence[Piece]) -> list[Piece]:
    out: list[Piece] = []
    for piece in block:
        if piece.text and not (piece.text == " " and (not out or out[-1].text == " ")):
            out.append(piece)
    return _merged(out[:-1] if out and out[-1].text == " " else out)


def _merged(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the same text in fewer pieces: neighbours that map character by character become one."""
    out: list[Piece] = []
    run: list[Piece] = []

    def end_run() -> None:
        if run:
            out.append(Piece("".join(piece.text for piece in run), run[0].start, run[-1].end))
            run.clear()

    for piece in pieces:
        if len(piece.text) != piece.end - piece.start:
            end_run()
            out.append(piece)
            continue
        if run and run[-1].end != piece.start:
            end_run()
        run.append(piece)
    end_run()
    return out


def _comparable(text: str) -> str:
    """Return a text in one Unicode form, without spaces, format characters and bars of tables."""
    if text.isascii():
        return text.translate(_ASCII_DROPPED)
    composed = unicodedata.normalize("NFC", text)
    return "".join(ch for ch in composed if not ch.isspace() and ch != "|" and unicodedata.category(ch) != "Cf")


_ASCII_DROPPED = dict.fromkeys([*map(ord, " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f"), ord("|")])
