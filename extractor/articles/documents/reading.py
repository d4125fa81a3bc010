"""Read a document by the suffix of its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from extractor.articles.charset import decode_article
from extractor.articles.documents import SUFFIXES
from extractor.articles.documents.mail import MAX_FORWARDED, is_mail, read_eml, read_msg
from extractor.articles.documents.open_document import read_open_document
from extractor.articles.documents.pdf import read_pdf
from extractor.articles.documents.rtf import read_rtf
from extractor.articles.documents.sections import unreadable
from extractor.articles.documents.word import read_word
from extractor.articles.original import Original
from extractor.core.errors import ArticleError, ErrorClass

_READERS: Mapping[str, Callable[[bytes, int], Original]] = {
    ".pdf": read_pdf,
    ".docx": read_word,
    ".odt": read_open_document,
    ".rtf": read_rtf,
}
_MAILS = {".eml": read_eml, ".msg": read_msg}
_TEXTS = (".txt", ".md", ".markdown")


def read_document(name: str, data: bytes, suffix: str, max_chars: int, *, mails: int = 0) -> Original:
    """Read a document.

    Args:
        name: for messages.
        data: its bytes.
        suffix: its format, one of `SUFFIXES`.
        max_chars: longest text that may be sent.
        mails: how many mails it is inside of.

    Raises:
        ArticleError: `unreadable`, `empty`, `too_long`; `not_text` if the extra `documents` is not installed.
    """
    try:
        if reader := _READERS.get(suffix):
            return reader(data, max_chars)
        return _MAILS[suffix](data, max_chars, partial(_read_attachment, max_chars=max_chars, mails=mails + 1))
    except ImportError as error:
        raise ArticleError(
            f"{name}: reading a {suffix} file needs the extra 'documents'.",
            error_class=ErrorClass.NOT_TEXT,
            next_step="pip install 'incident-extractor[documents]'",
        ) from error
    except ArticleError as error:
        raise ArticleError(
            f"{name}: {error.message.removesuffix('.')}.", error_class=error.error_class, next_step=error.next_step
        ) from error


def _read_attachment(name: str, data: bytes, *, max_chars: int, mails: int) -> Original | None:
    """Read an attachment of a mail; return None if its format is not known."""
    if is_mail(name) and mails > MAX_FORWARDED:
        raise unreadable(f"more than {MAX_FORWARDED} mails inside one another")
    suffix = Path(name).suffix.lower()
    if suffix in SUFFIXES:
        return read_document(name, data, suffix, max_chars, mails=mails)
    return Original(decode_article(name, data)[0]) if suffix in _TEXTS else None
