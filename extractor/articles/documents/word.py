"""The paragraphs, table rows and notes of a Word document (.docx), by python-docx.

Its `paragraph.text` leaves out insertions that are tracked, content controls and text boxes, so the elements are
walked. Deletions that are tracked, comments, headers and footers are left out.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from extractor.articles.documents.sections import Section, check_archive, joined, numbered, unreadable
from extractor.articles.original import Original

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # the same text box again
_P, _TABLE, _ROW, _CELL, _TEXT = (_W + name for name in ("p", "tbl", "tr", "tc", "t"))
_SPACES = {_W + "tab": "\t", _W + "br": "\n", _W + "cr": "\n", _W + "noBreakHyphen": "-"}
_LEFT_OUT = {_W + "del", _W + "moveFrom", _FALLBACK}
_NOTES = ("footnotes", "endnotes")


def read_word(data: bytes, max_chars: int) -> Original:
    """Read a Word document; its parts are paragraphs, rows of tables, and notes.

    Raises:
        ArticleError: `unreadable`, `too_long`.
    """
    from docx import Document
    from docx.opc.exceptions import OpcError

    check_archive(data)
    try:
        document = Document(io.BytesIO(data))
    except (OpcError, KeyError, ValueError, SyntaxError, OSError) as error:  # lxml's errors are SyntaxErrors
        raise unreadable(f"no Word document that can be read: {error}") from error
    properties = document.core_properties
    metadata = {"title": properties.title, "author": properties.author}
    return joined(_sections(document), max_chars=max_chars, notes=("Word document",), metadata=metadata)


def _sections(document: Any) -> Iterator[Section]:
    from docx.oxml import parse_xml

    yield from numbered((kind == _P, text) for kind, text in _blocks(document.element.body))
    for relation in document.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        if kind in _NOTES and not relation.is_external:
            for number, note in enumerate(parse_xml(relation.target_part.blob), start=-1):  # the first two are lines
                yield Section(f"{kind[:-1]} {number}", " ".join(text for _, text in _blocks(note)))


def _blocks(element: Any) -> Iterator[tuple[str, str]]:
    """Yield the paragraphs and the rows of tables below an element, each with its kind."""
    for child in element:
        if child.tag in _LEFT_OUT:
            continue
        if child.tag == _P:
            yield _P, _text(child)
            yield from _blocks(child)  # text boxes
        elif child.tag == _TABLE:
            for row in child.iter(_ROW):
                cells = [" ".join(text for _, text in _blocks(cell)).strip() for cell in row.iterchildren(_CELL)]
                yield _ROW, " | ".join(cells)
        elif child.tag != _TEXT:
            yield from _blocks(child)


def _text(element: Any) -> str:
    """Return the text of a paragraph, without that of paragraphs inside it."""
    found: list[str] = []
    for child in element:
        if child.tag == _TEXT:
            found.append(child.text or "")
        elif child.tag in _SPACES:
            found.append(_SPACES[child.tag])
        elif child.tag not in (_P, *_LEFT_OUT):
            found.append(_text(child))
    return "".join(found)
