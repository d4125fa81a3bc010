"""The pages of a PDF, by PDFium."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from extractor.articles.documents.sections import Section, joined, unreadable
from extractor.articles.original import Original
from extractor.core.errors import ArticleError, ErrorClass

_HYPHEN = "\ufffe"  # stands for a hyphen at the end of a line, and for the line end after it
_NAMED = 5  # pages that a note lists


def read_pdf(data: bytes, max_chars: int) -> Original:
    """Read a PDF; its parts are its pages.

    Raises:
        ArticleError: `unreadable` (damaged, or with a password), `empty` (a scan), `too_long`.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise unreadable("needs a password", "Save a copy without one.") from error
        raise unreadable(f"no PDF that can be read: {error}") from error
    with document:
        count = len(document)
        bare: list[int] = []
        found = document.get_metadata_dict(skip_empty=True)
        metadata = {"title": found.get("Title", ""), "author": found.get("Author", "")}
        original = joined(_pages(document, bare), max_chars=max_chars, metadata=metadata)
    if not original.parts:
        raise ArticleError(
            f"{count} pages without text: a scan",
            error_class=ErrorClass.EMPTY,
            next_step="Run text recognition on it, for instance: ocrmypdf IN.pdf OUT.pdf.",
        )
    notes = [f"PDF, {count} pages"]
    if bare:
        more = f" and {len(bare) - _NAMED} more" if len(bare) > _NAMED else ""
        notes.append(f"no text on page {', '.join(map(str, bare[:_NAMED]))}{more}: scanned or empty")
    return Original(original.text, notes=tuple(notes), parts=original.parts, metadata=original.metadata)


def _pages(document: Any, bare: list[int]) -> Iterator[Section]:
    """Yield the pages; append the numbers of those without text."""
    import pypdfium2

    for number in range(1, len(document) + 1):
        try:
            page = document[number - 1]
            text = page.get_textpage().get_text_range()
        except pypdfium2.PdfiumError as error:
            raise unreadable(f"page {number} cannot be read: {error}") from error
        if not text.strip():
            bare.append(number)
        yield Section(f"page {number}", text.replace(_HYPHEN, "-\n"))
        page.close()
