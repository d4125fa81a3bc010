"""What all formats have in common: bounds, and the errors of bad documents."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from extractor.articles.documents.reading import read_document
from extractor.core.errors import ArticleError
from tests.articles.documents.made import pdf, word_document

LOCKED = Path(__file__).parent / "data" / "locked.pdf"


def _bomb() -> bytes:
    out = io.BytesIO(word_document())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/bomb.xml", b" " * 60_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "error_class", "words"),
    [
        ("a.pdf", LOCKED.read_bytes(), "unreadable", "password"),
        ("a.pdf", pdf(["", ""]), "empty", "2 pages without text: a scan"),
        ("a.pdf", b"%PDF-1.4 nothing", "unreadable", "a.pdf: no PDF"),
        ("a.pdf", pdf(["word " * 30] * 20), "too_long", "at page 7"),
        ("a.docx", word_document()[:3_000], "unreadable", "damaged"),
        ("a.odt", word_document(), "unreadable", "a.odt: no OpenDocument"),
        ("a.docx", _bomb(), "too_long", "unpacked"),
        ("a.rtf", b"words", "unreadable", "a.rtf: no RTF"),
        ("a.msg", b"words", "unreadable", "a.msg: no mail"),
    ],
    ids=lambda value: "data" if isinstance(value, bytes) else value,  # bytes differ from one process to the next
)
def test_bad_documents(name: str, data: bytes, error_class: str, words: str) -> None:
    """A document that is locked, scanned, damaged or too large is an error that names the file."""
    with pytest.raises(ArticleError) as caught:
        read_document(name, data, name[1:], 1_000)
    assert caught.value.error_class == error_class
    assert words in caught.value.message
    assert caught.value.message.startswith(f"{name}: ")
