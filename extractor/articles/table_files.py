"""CSV files of articles as people have them: any separator and encoding, compressed, columns by usual names."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, cast

from extractor.articles.charset import decode_article
from extractor.core.errors import ArticleError, InputError
from extractor.core.files import MAX_BYTES, open_regular

_HEAD = 65_536  # bytes by which encoding and separator are chosen
SEPARATORS = (",", ";", "\t")
# Other usual names of a column; letter case does not count.
ALIASES = {
    "text": ("body", "content", "article", "full_text", "fulltext", "texte", "texto"),
    "published": ("date", "pubdate", "pub_date", "published_at", "publication_date", "datetime"),
    "title": ("headline",),
    "url": ("link",),
    "outlet": ("publisher", "newspaper", "source"),
    "language": ("lang",),
    "id": ("article_id", "guid"),
}


def open_table(path: Path) -> BinaryIO:
    """Open a table of articles or metadata, decompressed; if it is unusable, so is the whole input."""
    try:
        file = open_regular(path)
    except ArticleError as error:
        raise InputError(error.message, next_step=error.next_step) from error
    if path.suffix.lower() != ".gz":
        return file
    packed = gzip.GzipFile(fileobj=file)
    packed.myfileobj = file  # type: ignore[assignment]  # so that the file is closed with it
    return cast(BinaryIO, packed)


def table_suffix(path: Path) -> str:
    """Return the ending of a table's name in lower case, without `.gz`."""
    return (Path(path.stem) if path.suffix.lower() == ".gz" else path).suffix.lower()


def csv_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a CSV file with their numbers.

    Raises:
        InputError: not CSV, a row of another length than the header, or an encoding that is not known.
    """
    csv.field_size_limit(MAX_BYTES)
    encoding, separator = _form(path)
    try:
        with open_table(path) as file:
            lines = io.TextIOWrapper(file, encoding=encoding, newline="")
            for number, row in enumerate(csv.DictReader(lines, delimiter=separator, strict=True), start=2):
                if None in row or None in row.values():
                    raise InputError(f"{path}, row {number}: number of fields differs from the header.")
                yield number, row
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path}: byte {error.start} of a block is not {encoding}.", next_step="Save it as UTF-8."
        ) from error
    except (csv.Error, gzip.BadGzipFile, EOFError) as error:
        raise InputError(f"{path}: {error}.", next_step="Save it as CSV with quoted fields.") from error


def _form(path: Path) -> tuple[str, str]:
    """Return the encoding and the separator of a CSV file, by its beginning."""
    try:
        with open_table(path) as file:
            head = file.read(_HEAD)
    except (gzip.BadGzipFile, EOFError) as error:
        raise InputError(f"{path}: {error}.", next_step="Compress it again.") from error
    whole = head.rpartition(b"\n")[0] if len(head) == _HEAD else head  # the last line may be cut inside a character
    try:
        text, notes = decode_article(str(path), whole)
    except ArticleError as error:
        raise InputError(error.message, next_step="Save it as UTF-8.") from error
    read_as = notes[0].partition("read as ")[2].partition(" ")[0] if notes else ""
    header = text.removeprefix("\ufeff").partition("\n")[0]
    return read_as or "utf-8-sig", max(SEPARATORS, key=header.count)


def with_usual_names(row: Mapping[str, str]) -> dict[str, str]:
    """Return a row under the names that are read: `body` as `text`, `date` as `published`; what has one keeps it."""
    found = {name.strip().casefold().replace(" ", "_"): name for name in row if name}
    renamed = dict(row)
    for usual, aliases in ALIASES.items():
        if usual in row:
            continue
        given = next((found[name] for name in (usual, *aliases) if name in found), None)
        if given is not None:
            renamed = {usual if name == given else name: value for name, value in renamed.items()}
    return renamed


def renamed_columns(columns: Mapping[str, str]) -> list[str]:
    """Return how the columns of a row are read, where that is under another name: "body as text"."""
    return [
        f"{given} as {usual}"
        for given, usual in zip(columns, with_usual_names(dict.fromkeys(columns, "")), strict=True)
        if given != usual
    ]
