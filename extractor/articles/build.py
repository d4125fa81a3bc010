"""Make an article of a text and what is known about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from extractor.articles.article import SURROGATE, Article, View, check_text, plain_view
from extractor.core.errors import ArticleError, ErrorClass

MAX_NAME = 1_000
_KNOWN = ("published", "outlet", "url", "language")
_PAGE_FACTOR = 20  # a page may be so many times longer than the article in it


def make_article(
    name: str, original: str, meta: Mapping[str, str], max_chars: int = 200_000, *, page: bool = False
) -> Article:
    """An article from a text and its metadata.

    Raises:
        ArticleError: `too_long`, `bad_encoding`, `empty`, `bad_metadata` (a date that is none),
            `refused` (a name that is empty or longer than 1,000 characters).
    """
    if not name.strip() or len(name) > MAX_NAME:
        raise ArticleError(
            f"{name[:40]!r}: an article's id must have 1 to {MAX_NAME:,} characters.",
            error_class=ErrorClass.REFUSED,
            next_step="Give it another id.",
        )
    for field, value in {"id": name, **meta}.items():
        if SURROGATE.search(field + value):
            raise ArticleError(
                f"{name[:40]!a}: {field[:40]!a} holds half of a surrogate pair, which is not text.",
                error_class=ErrorClass.BAD_METADATA,
                next_step="Save the source again as UTF-8.",
            )
    check_text(name, original, _PAGE_FACTOR * max_chars if page else max_chars)
    view, notes = _page_view(original) if page else plain_view(original)
    if page:
        check_text(name, view.text, max_chars)
    known = {key: meta[key].strip() or None for key in _KNOWN if meta.get(key)}
    return Article(
        name=name,
        original=original,
        published=_published(name, known.pop("published", None)),
        extra={key: value for key, value in meta.items() if key not in (*_KNOWN, "file") and value},
        view=view,
        notes=notes,
        page=page,
        **known,
    )


def _page_view(original: str) -> tuple[View, tuple[str, ...]]:
    from extractor.articles.html import html_view  # its library is heavy, and most inputs are plain text

    return html_view(original)


def _published(name: str, text: str | None) -> date | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).date()
    except ValueError as error:
        raise ArticleError(
            f"{name}: published {text!r} is not a date.",
            error_class=ErrorClass.BAD_METADATA,
            next_step="Write YYYY-MM-DD.",
        ) from error
