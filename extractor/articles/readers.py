"""Read articles: a folder, one file, JSONL, CSV; the only reader of article files.

What becomes an article is yielded as one; what cannot is yielded as the error that says why, so
that every input ends somewhere. Files are opened only after a look at what they are.
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
from extractor.core.errors import ArticleError, ErrorClass, InputError
from extractor.core.files import MAX_BYTES, decode, open_regular, read_bytes

MEDIA = {".txt": Media.TEXT, ".md": Media.TEXT, ".html": Media.HTML, ".htm": Media.HTML}  # by suffix
METADATA_NAMES = ("articles.csv", "metadata.csv")
GOLD = "gold"  # a folder of that name beside articles holds how people coded them


@dataclass(frozen=True)
class Rules:
    """What holds for all articles of an input: longest text, date of those without one."""

    max_chars: int
    published: str | None

    def article(self, name: str, original: str, meta: Mapping[str, str], *, media: Media = Media.TEXT) -> Article:
        """The article of a text and what is known about it; raises as `make_article`."""
        given = {key: value for key, value in meta.items() if value}
        if self.published:
            given = {"published": self.published, **given}
        return make_article(name, original, given, self.max_chars, media=media)


def read_source(
    path: str, rules: Rules, skip: Callable[[str], None], stdin: bytes | None = None
) -> Iterator[Article | Unusable]:
    """Read the articles of an input one after the other.

    Args:
        path: see `extractor.articles.stream.read_inputs`.
        rules: what holds for all of them.
        skip: hears of files and folders that are of no kind that is read.
        stdin: the article, where the path is `-`.

    Raises:
        InputError: no such input, a broken table, metadata that fit nothing.
    """
    if path == "-":
        return _guarded("-", lambda: rules.article("-", decode("-", stdin or b""), {}))
    if not path.strip():
        raise InputError("No articles: the name of the input is empty.", next_step="Give a folder, a file, or -.")
    where = Path(path)
    if where.is_dir():
        return _folder(where, rules, skip)
    if not os.path.lexists(where):
        raise InputError(f"{path}: no such file or folder.", next_step="Check the path.")
    if table := {".jsonl": _jsonl, ".csv": _csv}.get(where.suffix.lower()):
        return table(where, rules)
    meta = _metadata(where.parent).get(where.name, {})
    return _guarded(where.name, partial(_from_file, where, meta, rules))


def _guarded(name: str, make: Callable[[], Article]) -> Iterator[Article | Unusable]:
    try:
        yield make()
    except ArticleError as error:
        yield Unusable(name.encode("utf-8", "backslashreplace").decode(), error)


def _folder(folder: Path, rules: Rules, skip: Callable[[str], None]) -> Iterator[Article | Unusable]:
    """The files of a folder in the order of their names; folders inside it are not entered."""
    metadata = _metadata(folder)
    for name in sorted(os.listdir(folder)):
        path = folder / name
        if name.startswith(".") or name in (*METADATA_NAMES, GOLD):
            continue
        if (path.is_dir() and not path.is_symlink()) or path.suffix.lower() not in MEDIA:
            skip(name)
            continue
        meta = metadata.pop(name, {})
        yield from _guarded(name, partial(_from_file, path, meta, rules))
    if metadata:
        raise InputError(
            f"{folder}: metadata for files that are not there: {', '.join(sorted(metadata)[:5])}.",
            next_step="Correct the column 'file', or remove the rows.",
        )


def _from_file(path: Path, meta: Mapping[str, str], rules: Rules) -> Article:
    media = MEDIA.get(path.suffix.lower(), Media.TEXT)
    # A file name may hold bytes that are no UTF-8; what is shown and written must be text.
    name = os.fsencode(path.name).decode("utf-8", "backslashreplace")
    return rules.article(name, decode(name, read_bytes(path)), meta, media=media)


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
            raise InputError(f"{table}, row {number}: {row['file']} for the second time.")
        rows[row["file"]] = row
    return rows


def _opened(path: Path) -> BinaryIO:
    """A file that holds several articles, or facts about them: unusable, the whole input is."""
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
                    raise InputError(f"{path}, row {number}: not as many fields as the header.")
                yield number, row
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path}: byte {error.start} of a block is not UTF-8.", next_step="Save it as UTF-8."
        ) from error
    except csv.Error as error:
        raise InputError(f"{path}: {error}.", next_step="Save it as CSV with quoted fields.") from error


def _csv(path: Path, rules: Rules) -> Iterator[Article | Unusable]:
    for number, row in _csv_rows(path):
        if "text" not in row:
            raise InputError(
                f"{path}: no column 'text'.", next_step="Columns: id, text, published, outlet, url, language."
            )
        where = f"{path.name} row {number}"
        yield from _guarded(row.get("id") or where, partial(_from_row, row, where, rules))


def _jsonl(path: Path, rules: Rules) -> Iterator[Article | Unusable]:
    with _opened(path) as file:
        # A binary file splits on \n alone: U+2028 and its like may stand inside a string.
        for number, line in enumerate(file, start=1):
            line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
            if line.strip():
                where = f"{path.name} line {number}"
                yield from _guarded(where, partial(_from_line, line, where, rules))


def _from_line(line: bytes, where: str, rules: Rules) -> Article:
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
        {k: v if isinstance(v, str) else json.dumps(v) for k, v in row.items() if v is not None}, where, rules
    )


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _from_row(row: Mapping[str, str], where: str, rules: Rules) -> Article:
    meta = {key: value for key, value in row.items() if key not in ("id", "text")}
    return rules.article(row.get("id", where), row["text"], meta)
