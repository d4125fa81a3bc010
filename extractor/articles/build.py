"""Make an article from a text and its metadata."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from extractor.articles.article import Article, Media, check_length
from extractor.core.errors import ArticleError, ErrorClass

_KNOWN = ("published", "outlet", "url", "language")
_MARKUP = 20  # how many times longer than its article an HTML file may be


def make_article(
    name: str,
    original: str,
    metadata: Mapping[str, str],
    max_chars: int = 200_000,
    *,
    media: Media = Media.TEXT,
    notes: tuple[str, ...] = (),
) -> Article:
    """Make an article from a text and its metadata.

    Args:
        name: a file name or an id.
        original: the text as read.
        metadata: by column; `published`, `outlet`, `url` and `language` become attributes, the rest `extra`.
        max_chars: longest text that may be sent.
        media: format of the text. What a page says of itself fills in what `metadata` leaves out.
        notes: messages on how the original was read.

    Raises:
        ArticleError: as `Article` does, and `too_long`, `bad_metadata` (a date that is not one).
    """
    check_length(name, original, _MARKUP * max_chars if media is Media.HTML else max_chars)
    if media is Media.HTML:
        metadata, found = _with_page(original, metadata)
        notes = (*notes, *found)
    known = {key: metadata[key].strip() or None for key in _KNOWN if metadata.get(key)}
    article = Article(
        name=name,
        original=original,
        published=_published(name, known.pop("published", None)),
        extra={key: value for key, value in metadata.items() if key not in (*_KNOWN, "file") and value},
        media=media,
        read_notes=notes,
        **known,
    )
    check_length(name, article.text, max_chars)
    return article


def _with_page(original: str, given: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return metadata filled in by what the page says of itself, and notes on what is from there and what differs."""
    from extractor.articles.html import read_page  # its library is slow to import, and most inputs are plain text

    page = read_page(original).metadata
    merged = {**page, **{key: value for key, value in given.items() if value}}
    taken = [key for key in (*_KNOWN, "title", "author") if key in page and not given.get(key)]
    notes = [f"from the page: {', '.join(taken)}"] if taken else []
    mine, its = given.get("published", "")[:10], page.get("published", "")
    if mine and its and mine != its:
        notes.append(f"published {mine} as given, {its} by the page")
    return merged, tuple(notes)


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
