"""Read articles from a folder, a file, JSONL, CSV or standard input.

Each input yields an `Article`, or an `Unusable` with its error, so that none is lost. Only regular
files are opened.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from extractor.articles.article import Article, Media, Unusable
from extractor.articles.build import make_article
from extractor.articles.charset import decode_article
from extractor.articles.held_back import held_back
from extractor.core.errors import ArticleError, ErrorClass, InputError
from extractor.core.files import MAX_BYTES, decode, open_regular, read_bytes

MEDIA = {".txt": Media.TEXT, ".md": Media.TEXT, ".html": Media.HTML, ".htm": Media.HTML}  # by suffix
METADATA_NAMES = ("articles.csv", "metadata.csv")
GOLD = "gold"  # folder of gold files beside the articles


@dataclass(frozen=True)
class InputOptions:
    """Options for all articles of an input.

    Attributes:
        max_chars: longest text that may be sent.
        published: date of publication for articles without one.
        hold_back: send no page that is taken for no article (see `held_back`).
    """

    max_chars: int
    published: str | None
    hold_back: bool = True

    def article(
        self,
        name: str,
        original: str,
        meta: Mapping[str, str],
        *,
        media: Media = Media.TEXT,
        notes: tuple[str, ...] = (),
    ) -> Article:
        """Make the article of a text and its metadata; raises as `make_article`, and `held_back`."""
        given = {key: value for key, value in meta.items() if value}
        if self.published:
            given = {"published": self.published, **given}
        article = make_article(name, original, given, self.max_chars, media=media, notes=notes)
        if media is Media.HTML and self.hold_back and (reason := held_back(article.text)):
            raise ArticleError(
                f"{name}: {reason}, not sent.",
                error_class=ErrorClass.HELD_BACK,
                next_step="Save the whole page, or send it as it is with --send-held-back.",
            )
        return article


def read_source(
    path: str, options: InputOptions, on_skipped: Callable[[str], None], stdin: bytes | None = None
) -> Iterator[Article | Unusable]:
    """Read the articles of an input one by one.

    Args:
        path: see `extractor.articles.stream.read_inputs`.
        options: for all of them.
        on_skipped: called with the name of each file or folder that is not an article.
        stdin: the article, if the path is `-`.

    Raises:
        InputError: no such input, a malformed table, metadata without a file.
    """
    if path == "-":
        return _guarded("-", partial(_from_bytes, "-", stdin or b"", {}, options=options))
    if not path.strip():
        raise InputError("No articles: the path of the input is empty.", next_step="Give a folder, a file, or -.")
    where = Path(path)
    if where.is_dir():
        return _folder(where, options, on_skipped)
    if not os.path.lexists(where):
        raise InputError(f"{path}: no such file or folder.", next_step="Check the path.")
    if table := {".jsonl": _jsonl, ".csv": _csv}.get(where.suffix.lower()):
        return table(where, options)
    meta = _metadata(where.parent).get(where.name, {})
    return _guarded(where.name, partial(_from_file, where, meta, options))


def _guarded(name: str, make: Callable[[], Article]) -> Iterator[Article | Unusable]:
    try:
        yield make()
    except ArticleError as error:
        yield Unusable(name.encode("utf-8", "backslashreplace").decode(), error)


def _folder(folder: Path, options: InputOptions, on_skipped: Callable[[str], None]) -> Iterator[Article | Unusable]:
    """Read the files of a folder in the order of their names, without its subfolders."""
    metadata = _metadata(folder)
    for name in sorted(os.listdir(folder)):
        path = folder / name
        if name.startswith(".") or name in (*METADATA_NAMES, GOLD):
            continue
        if (path.is_dir() and not path.is_symlink()) or path.suffix.lower() not in MEDIA:
            on_skipped(name)
            continue
        meta = metadata.pop(name, {})
        yield from _guarded(name, partial(_from_file, path, meta, options))
    if metadata:
        raise InputError(
            f"{folder}: metadata for files that do not exist: {', '.join(sorted(metadata)[:5])}.",
            next_step="Correct the column 'file', or remove the rows.",
        )


def _from_file(path: Path, meta: Mapping[str, str], options: InputOptions) -> Article:
    media = MEDIA.get(path.suffix.lower(), Media.TEXT)
    # A file name may contain bytes that are not UTF-8; names in rows must be text.
    name = os.fsencode(path.name).decode("utf-8", "backslashreplace")
    return _from_bytes(name, read_bytes(path), meta, options=options, media=media)


def _from_bytes(
    name: str, data: bytes, meta: Mapping[str, str], *, options: InputOptions, media: Media = Media.TEXT
) -> Article:
    text, notes = decode_article(name, data, html=media is Media.HTML)
    return options.article(name, text, meta, media=media, notes=notes)


def _metadata(folder: Path) -> dict[str, dict[str, str]]:
    table = next((folder / name for name in METADATA_NAMES if os.path.lexists(folder / name)), None)
    rows: dict[str, dict[str, str]] = {}
    for number, row in _csv_rows(table) if table else ():
        if "file" not in row:
            raise InputError(
                f"{table}: no column 'file'; there are: {', '.join(row)}.",
                next_step="Columns: file,published,outlet,url,language, separated by commas.",
            )
        if not row["file"]:
            raise InputError(f"{table}, row {number}: no 'file'.", next_step="Name the article's file there.")
        if row["file"] in rows:
            raise InputError(f"{table}, row {number}: {row['file']} occurs twice.")
        rows[row["file"]] = row
    return rows


def _opened(path: Path) -> BinaryIO:
    """Open a table of articles or metadata; if it is unusable, so is the whole input."""
    try:
        return open_regular(path)
    except ArticleError as error:
        raise InputError(error.message, next_step=error.next_step) from error


def _csv_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    csv.field_size_limit(MAX_BYTES)
    try:
        with _opened(path) as file:
            lines = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
            for number, row in enumerate(csv.DictReader(lines, strict=True), start=2):
                if None in row or None in row.values():
                    raise InputError(f"{path}, row {number}: number of fields differs from the header.")
                yield number, row
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path}: byte {error.start} of a block is not UTF-8.", next_step="Save it as UTF-8."
        ) from error
    except csv.Error as error:
        raise InputError(f"{path}: {error}.", next_step="Save it as CSV with quoted fields.") from error


def _csv(path: Path, options: InputOptions) -> Iterator[Article | Unusable]:
    for number, row in _csv_rows(path):
        if "text" not in row:
            raise InputError(
                f"{path}: no column 'text'.", next_step="Columns: id, text, published, outlet, url, language."
            )
        where = f"{path.name} row {number}"
        yield from _guarded(row.get("id") or where, partial(_from_row, row, where, options))


def _jsonl(path: Path, options: InputOptions) -> Iterator[Article | Unusable]:
    with _opened(path) as file:
        # A binary file is split at \n alone: U+2028 and the like may occur inside a string.
        for number, line in enumerate(file, start=1):
            line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
            if line.strip():
                where = f"{path.name} line {number}"
                yield from _guarded(where, partial(_from_line, line, where, options))


def _from_line(line: bytes, where: str, options: InputOptions) -> Article:
    try:
        row = json.loads(decode(where, line), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise ArticleError(
            f"{where}: not JSON: {error}.", error_class=ErrorClass.BAD_LINE, next_step="Each line is one JSON object."
        ) from error
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise ArticleError(
            f"{where}: no string 'text'.", error_class=ErrorClass.BAD_LINE, next_step='{"id": ..., "text": ...}'
        )
    return _from_row(
        {k: v if isinstance(v, str) else json.dumps(v) for k, v in row.items() if v is not None}, where, options
    )


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _from_row(row: Mapping[str, str], where: str, options: InputOptions) -> Article:
    meta = {key: value for key, value in row.items() if key not in ("id", "text")}
    return options.article(row.get("id", where), row["text"], meta)
