"""Read articles from a folder, a file, JSONL, CSV or standard input.

Each input yields an `Article`, or an `Unusable` with its error, so that none is lost. Only regular
files are opened.
"""

from __future__ import annotations

import glob
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.articles.article import Article, Unusable
from extractor.articles.build import make_article
from extractor.articles.charset import decode_article
from extractor.articles.dates import DateOrder, to_iso
from extractor.articles.documents import SUFFIXES
from extractor.articles.held_back import held_back
from extractor.articles.original import Media, Original
from extractor.articles.table_files import csv_rows, open_table, renamed_columns, table_suffix, with_usual_names
from extractor.core.errors import ArticleError, ErrorClass, InputError
from extractor.core.files import MAX_BYTES, decode, read_bytes

if TYPE_CHECKING:
    from extractor.articles.web.warc import Archived

MEDIA = {  # by suffix
    ".txt": Media.TEXT, ".md": Media.MARKDOWN, ".markdown": Media.MARKDOWN, ".html": Media.HTML, ".htm": Media.HTML,
}  # fmt: skip
METADATA_NAMES = ("articles.csv", "metadata.csv")
GOLD = "gold"  # folder of gold files beside the articles


@dataclass(frozen=True)
class InputOptions:
    """Options for all articles of an input.

    Attributes:
        max_chars: longest text that may be sent.
        published: date of publication for articles without one, YYYY-MM-DD.
        hold_back: send no page that is taken for no article (see `held_back`).
        recursive: read folders inside folders; the names of their articles begin with the folder's.
        date_order: of dates of publication that are not YYYY-MM-DD; None refuses them.
    """

    max_chars: int = 200_000
    published: str | None = None
    hold_back: bool = True
    recursive: bool = False
    date_order: DateOrder | None = None

    def article(self, name: str, original: Original, meta: Mapping[str, str]) -> Article:
        """Make the article of a text and its metadata; raises as `make_article`, and `held_back`."""
        given = {key: value for key, value in meta.items() if value}
        if self.date_order and "published" in given:
            given["published"] = to_iso(given["published"], self.date_order)
        if self.published:
            given = {"published": self.published, **given}
        article = make_article(name, original, given, self.max_chars)
        if original.media is Media.HTML and self.hold_back and (reason := held_back(article.text)):
            raise ArticleError(
                f"{name}: {reason}, not sent.",
                error_class=ErrorClass.HELD_BACK,
                next_step="Save the whole page, or send it as it is with --send-held-back.",
            )
        return article


def expand(paths: Sequence[str]) -> list[str]:
    """Return paths with patterns (`news/*.html`) replaced by the files that match, sorted.

    Raises:
        InputError: nothing matches a pattern.
    """
    found: list[str] = []
    for path in paths:
        if os.path.lexists(path) or not glob.has_magic(path) or _recursive(path):
            found.append(path)
            continue
        matching = sorted(glob.glob(path, recursive=True))  # noqa: PTH207  # Path.glob takes no absolute pattern
        if not matching:
            raise InputError(f"{path}: no file matches.", next_step="Check the pattern; ** stands for any folders.")
        found += matching
    return found


def _recursive(path: str) -> Path | None:
    """Return the folder of a path that means it and all folders inside it: `news/**`."""
    folder = Path(path).parent
    return folder if Path(path).name == "**" and folder.is_dir() else None


def read_source(
    path: str,
    options: InputOptions,
    on_skipped: Callable[[str], None],
    stdin: bytes | None = None,
    on_note: Callable[[str], None] = lambda _: None,
) -> Iterator[Article | Unusable]:
    """Read the articles of an input one by one.

    Args:
        path: see `extractor.articles.stream.read_inputs`.
        options: for all of them.
        on_skipped: called with the name of each file or folder that is not an article.
        stdin: the article, if the path is `-`.
        on_note: called with a sentence on how a table is read.

    Raises:
        InputError: no such input, a malformed table, metadata without a file.
    """
    if path == "-":
        return _guarded("-", partial(_from_bytes, "-", stdin or b"", {}, options))
    if not path.strip():
        raise InputError("No articles: the path of the input is empty.", next_step="Give a folder, a file, or -.")
    where = Path(path)
    if folder := _recursive(path):
        return _folder(folder, replace(options, recursive=True), on_skipped)
    if where.is_dir():
        return _folder(where, options, on_skipped)
    if not os.path.lexists(where):
        raise InputError(f"{path}: no such file or folder.", next_step="Check the path.")
    if table := {".jsonl": _jsonl, ".csv": _csv, ".xlsx": _xlsx, ".warc": _warc}.get(table_suffix(where)):
        return table(where, options, on_note)
    meta = _metadata(where.parent).get(where.name, {})
    return _guarded(where.name, partial(_from_file, where, meta, options))


def _guarded(name: str, make: Callable[[], Article]) -> Iterator[Article | Unusable]:
    try:
        yield make()
    except ArticleError as error:
        yield Unusable(name.encode("utf-8", "backslashreplace").decode(), error)


def _folder(
    folder: Path, options: InputOptions, on_skipped: Callable[[str], None], within: str = ""
) -> Iterator[Article | Unusable]:
    """Read the files of a folder in the order of their names; those of its subfolders only if that is asked for.

    Args:
        folder: to read.
        options: for all articles.
        on_skipped: called with the name of what is not read.
        within: what the names of the articles begin with: the folder's place in the one that was given.
    """
    metadata = _metadata(folder)
    for name in sorted(os.listdir(folder)):
        path = folder / name
        if name.startswith(".") or name in (*METADATA_NAMES, GOLD):
            continue
        is_folder = path.is_dir() and not path.is_symlink()
        if is_folder and options.recursive:
            yield from _folder(path, options, on_skipped, f"{within}{_readable_name(name)}/")
            continue
        if is_folder or path.suffix.lower() not in (*MEDIA, *SUFFIXES):
            on_skipped(within + name)
            continue
        meta = metadata.pop(name, {})
        yield from _guarded(within + name, partial(_from_file, path, meta, options, within=within))
    if metadata:
        raise InputError(
            f"{folder}: metadata for files that do not exist: {', '.join(sorted(metadata)[:5])}.",
            next_step="Correct the column 'file', or remove the rows.",
        )


def _readable_name(name: str) -> str:
    """Return a file name as text: it may contain bytes that are not UTF-8, and names in rows must be text."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _from_file(path: Path, meta: Mapping[str, str], options: InputOptions, *, within: str = "") -> Article:
    return _from_bytes(within + _readable_name(path.name), read_bytes(path), meta, options)


def _from_bytes(name: str, data: bytes, meta: Mapping[str, str], options: InputOptions, *, suffix: str = "") -> Article:
    """Make the article of a file's bytes; its format is that of `suffix`, or of the suffix of its name."""
    meta = dict(meta)
    charset = meta.pop("charset", "")
    suffix = (suffix or Path(name).suffix).lower()
    if suffix in SUFFIXES:
        from extractor.articles.documents.reading import read_document  # most inputs are no documents

        return options.article(name, read_document(name, data, suffix, options.max_chars), meta)
    media = MEDIA.get(suffix, Media.TEXT)
    text, notes = decode_article(name, data, html=media is Media.HTML, charset=charset)
    return options.article(name, Original(text, media, notes), meta)


def _metadata(folder: Path) -> dict[str, dict[str, str]]:
    table = next((folder / name for name in METADATA_NAMES if os.path.lexists(folder / name)), None)
    rows: dict[str, dict[str, str]] = {}
    for number, row in csv_rows(table) if table else ():
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


def _csv(path: Path, options: InputOptions, on_note: Callable[[str], None]) -> Iterator[Article | Unusable]:
    return _from_rows(path, csv_rows(path), options, on_note)


def _xlsx(path: Path, options: InputOptions, on_note: Callable[[str], None]) -> Iterator[Article | Unusable]:
    from extractor.articles.xlsx import xlsx_rows  # few inputs are spreadsheets

    return _from_rows(path, xlsx_rows(path, on_note), options, on_note)


def _warc(path: Path, options: InputOptions, on_note: Callable[[str], None]) -> Iterator[Article | Unusable]:
    from extractor.articles.web.warc import read_warc  # few inputs are archives

    for archived in read_warc(path, MAX_BYTES):
        yield from _guarded(archived.name, partial(_from_archived, archived, options))


def _from_archived(archived: Archived, options: InputOptions) -> Article:
    from extractor.articles.web.downloads import suffix_of

    page = archived.download
    meta = {"url": page.url, "fetched": archived.date, "charset": page.charset}
    return _from_bytes(archived.name, page.body, meta, options, suffix=suffix_of(page))


def _from_rows(
    path: Path,
    rows: Iterator[tuple[int, dict[str, str]]],
    options: InputOptions,
    on_note: Callable[[str], None],
) -> Iterator[Article | Unusable]:
    for number, given in rows:
        row = with_usual_names(given)
        if number == FIRST_ROW:
            _tell(path, given, on_note)
        if "text" not in row:
            raise InputError(
                f"{path}: no column 'text'.", next_step="Columns: id, text, published, outlet, url, language."
            )
        where = f"{path.name} row {number}"
        yield from _guarded(row.get("id") or where, partial(_from_row, row, where, options))


FIRST_ROW = 2  # below the header


def _tell(path: Path, row: Mapping[str, str], on_note: Callable[[str], None]) -> None:
    """Tell which columns are read under another name."""
    if renamed := renamed_columns(row):
        on_note(f"{path.name}: column {', '.join(renamed)}.")


def _jsonl(path: Path, options: InputOptions, on_note: Callable[[str], None]) -> Iterator[Article | Unusable]:
    with open_table(path) as file:
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
    row = with_usual_names(row) if isinstance(row, dict) else row
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
    return options.article(row.get("id", where), Original(row["text"]), meta)
