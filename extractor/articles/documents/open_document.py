"""The paragraphs and table rows of an OpenDocument text (.odt), by odfdo."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from extractor.articles.documents.sections import check_archive, joined, numbered, unreadable
from extractor.articles.original import Original

_PARAGRAPHS = {"text:p", "text:h"}
# Deletions that are tracked, comments, fields' definitions.
_LEFT_OUT = {"text:tracked-changes", "office:annotation", "text:sequence-decls", "text:variable-decls", "office:forms"}
_SPACES = {"text:tab": "\t", "text:line-break": "\n"}


def read_open_document(data: bytes, max_chars: int) -> Original:
    """Read an OpenDocument text; its parts are paragraphs and rows of tables.

    Raises:
        ArticleError: `unreadable`, `too_long`.
    """
    from odfdo import Document

    check_archive(data)
    try:
        document = Document(io.BytesIO(data))
        body, meta = document.body, document.meta
        metadata = {"title": meta.title or "", "author": meta.creator or meta.initial_creator or ""}
    except Exception as error:  # of zipfile, lxml and odfdo itself, which has no class of its own
        raise unreadable(f"no OpenDocument text that can be read: {error}") from error
    blocks = ((kind in _PARAGRAPHS, text) for kind, text in _blocks(body))
    return joined(numbered(blocks), max_chars=max_chars, notes=("OpenDocument text",), metadata=metadata)


def _blocks(element: Any) -> Iterator[tuple[str, str]]:
    """Yield the paragraphs and the rows of tables below an element, each with its kind."""
    for child in element.children:
        if child.tag in _LEFT_OUT:
            continue
        if child.tag in _PARAGRAPHS:
            yield child.tag, _text(child)
            yield from _blocks(child)  # frames and notes
        elif child.tag == "table:table-row":
            cells = [" ".join(text for _, text in _blocks(cell)).strip() for cell in child.children]
            yield child.tag, " | ".join(cells)
        else:
            yield from _blocks(child)


def _text(element: Any) -> str:
    """Return the text of a paragraph, without that of paragraphs inside it."""
    found = [element.text or ""]
    for child in element.children:
        if child.tag == "text:s":
            found.append(" " * int(child.get_attribute("text:c") or 1))
        elif child.tag in _SPACES:
            found.append(_SPACES[child.tag])
        elif child.tag not in (*_PARAGRAPHS, *_LEFT_OUT, "text:note"):
            found.append(_text(child))
        found.append(child.tail or "")
    return "".join(found)
