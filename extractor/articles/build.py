"""Make an article from a text and its metadata."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from extractor.articles.article import Article, check_length
from extractor.articles.markdown import front_matter
from extractor.articles.original import Media, Original
from extractor.core.errors import ArticleError, ErrorClass

_KNOWN = ("published", "outlet", "url", "language")
_MARKUP = 20  # how many times longer than its article an HTML file may be


def make_article(
    name: str,
    original: str | Original,
    metadata: Mapping[str, str],
    max_chars: int = 200_000,
) -> Article:
    """Make an article from a text and its metadata.

    Args:
        name: a file name or an id.
        original: the text as read; a string is plain text. What a page or document says of itself fills in what
            `metadata` leaves out.
        metadata: by column; `published`, `outlet`, `url` and `language` become attributes, the rest `extra`.
        max_chars: longest text that may be sent.

    Raises:
        ArticleError: as `Article` does, and `too_long`, `bad_metadata` (a date that is not one).
    """
    read = original if isinstance(original, Original) else Original(original)
    check_length(name, read.text, _MARKUP * max_chars if read.media is Media.HTML else max_chars)
    metadata, taken = _with_own(_own_metadata(read), metadata, read)
    known = {key: metadata[key].strip() or None for key in _KNOWN if metadata.get(key)}
    article = Article(
        name=name,
        original=read.text,
        published=_published(name, known.pop("published", None)),
        extra={key: value for key, value in metadata.items() if key not in (*_KNOWN, "file") and value},
        media=read.media,
        read_notes=(*read.notes, *taken),
        parts=read.parts,
        **known,
    )
    check_length(name, article.text, max_chars)
    return article


def _own_metadata(read: Original) -> Mapping[str, str]:
    """Return what a page, a document, or the front matter of a Markdown text says of itself; no date that is none."""
    if read.media is Media.HTML:
        from extractor.articles.pages import read_page  # its library is slow to import, and most inputs are plain text

        return read_page(read.text).metadata
    if read.media is Media.TEXT:
        return read.metadata
    found = front_matter(read.text)
    try:
        datetime.fromisoformat(found.get("published", "2000-01-01"))
    except ValueError:
        del found["published"]
    return found


_WHERE = {Media.HTML: "page", Media.MARKDOWN: "front matter", Media.TEXT: "document"}


def _with_own(
    own: Mapping[str, str], given: Mapping[str, str], read: Original
) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """Return metadata filled in by an original's own, and notes on what is from there and what differs."""
    if not own:
        return given, ()
    where = _WHERE[read.media]
    merged = {**own, **{key: value for key, value in given.items() if value}}
    taken = [key for key in (*_KNOWN, "title", "author") if key in own and not given.get(key)]
    notes = [f"from the {where}: {', '.join(taken)}"] if taken else []
    mine, its = given.get("published", "")[:10], own.get("published", "")[:10]
    if mine and its and mine != its:
        notes.append(f"published {mine} as given, {its} by the {where}")
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
            next_step="Write YYYY-MM-DD, or state the order of its numbers: --date-order dmy (or mdy, ymd).",
        ) from error
