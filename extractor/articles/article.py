"""An article as read: its text is never altered, and its id is a hash of it.

The model reads a view of the text: without invisible characters or, for HTML, without boilerplate.
The view maps every character back, so all offsets in results count in the original.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from extractor.articles.markdown import markdown_view
from extractor.articles.original import Media, Original, Part
from extractor.articles.view import VISIBLE, TextView, plain_view
from extractor.core.canonical import digest
from extractor.core.errors import ArticleError, ErrorClass

MAX_NAME = 1_000
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Article:
    """One article; making one checks it.

    Attributes:
        name: a file name or an id; an identifier, never opened as a path.
        original: the text as read, untouched; offsets count its code points.
        published: date of publication; None if unknown.
        outlet, url, language: as given, or None.
        extra: further columns of the metadata, as given.
        media: format of the original.
        read_notes: messages on how the original was read (its encoding, metadata of the page).
        parts: the pages or paragraphs of a document, by their place in the original.
        view: the text for the model, derived from the original.
        notes: messages on what the view leaves out.

    Raises:
        ArticleError: `empty`, `bad_encoding` (half of a surrogate pair), `bad_metadata`, `not_text` (HTML that
            cannot be parsed), `refused` (a name that is empty or longer than 1,000 characters).
    """

    name: str
    original: str
    published: date | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None
    extra: Mapping[str, str] = field(default_factory=dict)
    media: Media = Media.TEXT
    read_notes: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    view: TextView = field(init=False, compare=False, repr=False)
    notes: tuple[str, ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "media", Media(self.media))  # the dataclass is frozen; a string from outside
        if self.published is not None and not isinstance(self.published, date):
            raise ArticleError(
                f"{self.name[:40]}: published {self.published!r} is no date.",
                error_class=ErrorClass.BAD_METADATA,
                next_step="Give a datetime.date.",
            )
        check_metadata(self.name, {"outlet": self.outlet, "url": self.url, "language": self.language, **self.extra})
        check_text(self.name, self.original)
        view, notes = _view(self.original, self.media)
        if self.media is not Media.TEXT:
            check_text(self.name, view.text)
        object.__setattr__(self, "view", view)
        object.__setattr__(self, "notes", (*self.read_notes, *notes))

    @classmethod
    def from_text(
        cls,
        text: str,
        *,
        name: str = "",
        published: date | str | None = None,
        media: Media | str = Media.TEXT,
        **metadata: str,
    ) -> Article:
        """Make an article of a text in memory.

        Args:
            text: plain text, a page or Markdown, as `media` says.
            name: an id; by default the first digits of its hash.
            published: a day, or YYYY-MM-DD.
            media: `text`, `html` or `markdown`.
            metadata: `outlet`, `url`, `language`, and any other facts.

        Raises:
            ArticleError: see `Article`.
        """
        if isinstance(published, str):
            given = published
            try:
                published = date.fromisoformat(given[:10])
            except ValueError as error:
                raise ArticleError(
                    f"published {given[:40]!r} is not a date.",
                    error_class=ErrorClass.BAD_METADATA,
                    next_step="Write YYYY-MM-DD, or give a datetime.date.",
                ) from error
        outlet, url, language = (metadata.pop(key, None) for key in ("outlet", "url", "language"))
        name = name or f"text-{digest('name/1', text)[:12]}"
        return cls(name, text, published, outlet=outlet, url=url, language=language, extra=metadata, media=Media(media))

    @cached_property
    def id(self) -> str:
        """128 bits in hex, hashed from the original text: same content, same article."""
        return digest("article/1", self.original)[:32]

    @property
    def as_read(self) -> Original:
        """The original text with its format and the places of its parts."""
        return Original(self.original, self.media, parts=self.parts)

    @property
    def text(self) -> str:
        """The text for the model."""
        return self.view.text

    @cached_property
    def boundary(self) -> str:
        """A line that does not occur in the text, to mark its beginning and end in a prompt."""
        mark = self.id
        while mark[:12] in self.text:
            mark = digest("boundary/1", mark)
        return f"=== {mark[:12]} ==="


def _view(original: str, media: Media) -> tuple[TextView, tuple[str, ...]]:
    if media is Media.HTML:
        from extractor.articles.pages import html_view  # its library is slow to import, and most inputs are plain text

        return html_view(original)
    if media is Media.MARKDOWN:
        return markdown_view(original)
    return plain_view(original)


@dataclass(frozen=True)
class Unusable:
    """An input that did not become an article, with its error."""

    name: str
    error: ArticleError


def check_length(name: str, text: str, max_chars: int) -> None:
    """Raise ArticleError `too_long` for a text of more than `max_chars` characters."""
    if len(text) > max_chars:
        raise ArticleError(
            f"{name}: {len(text):,} characters, more than the {max_chars:,} allowed.",
            error_class=ErrorClass.TOO_LONG,
            next_step="Split it, or raise EXTRACTOR_MAX_CHARS.",
        )


def check_text(name: str, text: str) -> None:
    """Reject a text that cannot be sent.

    Raises:
        ArticleError: `bad_encoding` (a lone surrogate) or `empty`.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ArticleError(
            f"{name}: character {error.start} is half of a surrogate pair, which is not text.",
            error_class=ErrorClass.BAD_ENCODING,
            next_step="Save the source again as UTF-8.",
        ) from None
    if not VISIBLE.search(text):
        raise ArticleError(f"{name}: no text.", error_class=ErrorClass.EMPTY, next_step="Remove it or fill it.")


def check_metadata(name: str, metadata: Mapping[str, str | None]) -> None:
    """Reject a name or metadata that cannot be written to a row.

    Raises:
        ArticleError: `refused` (the name is empty or too long) or `bad_metadata` (a lone surrogate).
    """
    if not name.strip() or len(name) > MAX_NAME:
        raise ArticleError(
            f"{name[:40]!r}: an article's id must have 1 to {MAX_NAME:,} characters.",
            error_class=ErrorClass.REFUSED,
            next_step="Give it another id.",
        )
    for column, value in {"id": name, **metadata}.items():
        if _SURROGATE.search(column + (value or "")):
            raise ArticleError(
                f"{name[:40]!a}: {column[:40]!a} holds half of a surrogate pair, which is not text.",
                error_class=ErrorClass.BAD_METADATA,
                next_step="Save the source again as UTF-8.",
            )
