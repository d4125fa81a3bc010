"""The text of a document, put together from its sections, and what all formats have in common."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from extractor.articles.original import Original, Part
from extractor.core.errors import ArticleError, ErrorClass

MAX_UNPACKED = 200_000_000  # bytes of all files in a document
MAX_XML = 50_000_000  # bytes of one XML file in it; its tree takes about ten times as much memory
_LINE_END = re.compile("\r\n?|[\x0b\x0c\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Section:
    """A page, paragraph, table row or mail part.

    Attributes:
        label: "page 3".
        text: its text.
        continues: whether a line end, not a blank line, is before it.
    """

    label: str
    text: str
    continues: bool = False


def joined(
    sections: Iterable[Section], *, max_chars: int, notes: tuple[str, ...] = (), metadata: Mapping[str, str] | None
) -> Original:
    """Join the sections that have text.

    Raises:
        ArticleError: `too_long` as soon as the text exceeds `max_chars`; the rest is not read.
    """
    texts: list[str] = []
    parts: list[Part] = []
    length = 0
    for section in sections:
        text = _LINE_END.sub("\n", section.text).strip()
        if not text:
            continue
        gap = "" if not texts else "\n" if section.continues else "\n\n"
        texts += [gap, text]
        parts.append(Part(section.label, length + len(gap)))
        length += len(gap) + len(text)
        if length > max_chars:
            raise ArticleError(
                f"more than the {max_chars:,} characters allowed, at {section.label}",
                error_class=ErrorClass.TOO_LONG,
                next_step="Split it, or raise EXTRACTOR_MAX_CHARS.",
            )
    known = {name: " ".join(value.split()) for name, value in (metadata or {}).items() if value and value.strip()}
    return Original("".join(texts), notes=notes, parts=tuple(parts), metadata=known)


def numbered(blocks: Iterable[tuple[bool, str]]) -> Iterator[Section]:
    """Yield the paragraphs and the rows of tables of a text document, numbered apart.

    Args:
        blocks: each with whether it is a paragraph, not a row.
    """
    paragraphs = rows = 0
    for is_paragraph, text in blocks:
        if is_paragraph:
            paragraphs += 1
            yield Section(f"paragraph {paragraphs}", text)
        else:
            rows += 1
            yield Section(f"table row {rows}", text, continues=True)


def check_archive(data: bytes) -> None:
    """Reject a zipped document that is damaged, or too large when unpacked.

    Raises:
        ArticleError: `unreadable` or `too_long`.
    """
    try:
        files = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise unreadable(f"damaged: {error}") from error
    xml = max((each.file_size for each in files if each.filename.endswith(".xml")), default=0)
    if xml > MAX_XML or sum(each.file_size for each in files) > MAX_UNPACKED:
        raise ArticleError(
            f"unpacked it has more than {MAX_XML if xml > MAX_XML else MAX_UNPACKED:,} bytes",
            error_class=ErrorClass.TOO_LONG,
            next_step="Save its text to a .txt file.",
        )


def unreadable(reason: str, next_step: str = "Open it in its program and save it again.") -> ArticleError:
    """Return the error of a document that cannot be read; the name of the file is put before the reason."""
    return ArticleError(reason, error_class=ErrorClass.UNREADABLE, next_step=next_step)
