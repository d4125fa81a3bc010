"""The folder that `fetch` writes and `run` reads: pages as received, `articles.csv`, and a ledger of all addresses.

A page is written first, then its line in the ledger (`.fetch.jsonl`); `articles.csv` is written from time to time, and
again at the next start if a process was killed before.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, NotRequired, Self, TypedDict
from urllib.parse import unquote, urlsplit

from extractor.articles.table_files import csv_rows
from extractor.articles.web.downloads import Download, suffix_of
from extractor.core.errors import InputError, UsageError
from extractor.core.files import atomic_file

LEDGER = ".fetch.jsonl"
TABLE = "articles.csv"
_COLUMNS = ("file", "url", "fetched", "charset")
_TABLE_EVERY = 1_000  # pages


class Entry(TypedDict):
    """A line of the ledger: what is known of an address. `file` is missing for a feed or sitemap."""

    url: str
    fetched: str
    sha256: str
    file: NotRequired[str]
    etag: NotRequired[str]
    modified: NotRequired[str]
    charset: NotRequired[str]


class FetchedFolder:
    """The folder, open for writing; a context manager. One process writes it at a time: the caller locks it.

    Raises:
        InputError: the ledger or `articles.csv` is not what was written.
        UsageError: the folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._entries: dict[str, Entry] = {}
        self._files: dict[str, str] = {}  # by content
        self._rows: list[dict[str, str]] = []  # of articles.csv
        self._new = 0
        self._ledger: BinaryIO

    def __enter__(self) -> Self:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._read()
            self._ledger = open(self._folder / LEDGER, "ab")  # closed when the folder is
        except OSError as error:
            raise UsageError(
                f"{self._folder} cannot be written: {error.strerror}.", next_step="Choose another -o."
            ) from error
        self._read_table()
        self._write_table()
        return self

    def __exit__(self, *_: object) -> None:
        self._ledger.close()
        self._write_table()

    def _read(self) -> None:
        path = self._folder / LEDGER
        if not path.exists():
            return
        whole, _, cut = path.read_bytes().rpartition(b"\n")
        if cut:  # a process was killed while it wrote the last line
            os.truncate(path, len(whole) + bool(whole))
        for number, line in enumerate(whole.split(b"\n") if whole else (), start=1):
            try:
                self._remember(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise InputError(
                    f"{path}, line {number}: not a line of the ledger.", next_step="Remove the line, or the file."
                ) from error

    def _remember(self, entry: Entry) -> None:
        self._entries[entry["url"]] = entry
        if "file" in entry:
            self._files[entry["sha256"]] = entry["file"]

    def known(self, url: str) -> Entry | None:
        """Return what is known of an address; None if it was not fetched."""
        return self._entries.get(url)

    def add_listing(self, url: str, download: Download) -> None:
        """Record that all links of a feed or sitemap were fetched."""
        self._append(_entry(url, download))

    def add_page(self, url: str, download: Download) -> bool:
        """Write a page, and return whether its content is new. A page that has changed is another file.

        Raises:
            ArticleError: `not_text`: a format that is no article.
            UsageError: it cannot be written.
        """
        suffix = suffix_of(download)
        entry = _entry(url, download)
        file = self._files.get(entry["sha256"])
        is_new = file is None
        if file is None:
            file = self._free_name(url, suffix)
            with atomic_file(self._folder / file) as out:
                out.write(download.body)
        entry["file"] = file
        if download.charset:
            entry["charset"] = download.charset
        self._append(entry)
        if is_new:
            self._rows.append(_row(entry))
        self._new += is_new
        if is_new and self._new % _TABLE_EVERY == 0:
            self._write_table()
        return is_new

    def _append(self, entry: Entry) -> None:
        self._remember(entry)
        self._ledger.write(json.dumps(entry, ensure_ascii=False).encode() + b"\n")
        self._ledger.flush()

    def _free_name(self, url: str, suffix: str) -> str:
        stem = file_stem(url)
        names = (f"{stem}{f'-{number}' if number > 1 else ''}{suffix}" for number in range(1, 1_000_000))
        return next(name for name in names if not (self._folder / name).exists())

    def _read_table(self) -> None:
        """Read `articles.csv`; drop rows of files that were removed, and add those of files without one."""
        path = self._folder / TABLE
        there = set(os.listdir(self._folder))
        rows = [row for _, row in csv_rows(path)] if path.exists() else []
        ours = {entry.get("file") for entry in self._entries.values()}
        self._rows = [row for row in rows if row.get("file") in there or row.get("file") not in ours]
        written = {row.get("file") for row in self._rows}
        for entry in self._entries.values():
            if "file" in entry and entry["file"] in there and entry["file"] not in written:
                written.add(entry["file"])
                self._rows.append(_row(entry))

    def _write_table(self) -> None:
        if not self._rows:
            return
        text = io.StringIO(newline="")
        columns = dict.fromkeys((*_COLUMNS, *(name for row in self._rows for name in row)))
        writer = csv.DictWriter(text, list(columns), restval="")
        writer.writeheader()
        writer.writerows(self._rows)
        with atomic_file(self._folder / TABLE) as out:
            out.write(text.getvalue().encode())


def _row(entry: Entry) -> dict[str, str]:
    """Return the row of a file in `articles.csv`."""
    return {column: str(entry.get(column, "")) for column in _COLUMNS}


def _entry(url: str, download: Download) -> Entry:
    entry: Entry = {
        "url": url,
        "fetched": datetime.now(UTC).isoformat(timespec="seconds"),
        "sha256": hashlib.sha256(download.body).hexdigest(),
    }
    if etag := download.headers.get("etag"):
        entry["etag"] = etag
    if modified := download.headers.get("last-modified"):
        entry["modified"] = modified
    return entry


def file_stem(url: str) -> str:
    """Return a file name for an address: host, last words of the path, and a hash that tells it from all others."""
    parts = urlsplit(url)
    words = re.sub(r"[^0-9a-z]+", "-", f"{parts.hostname} {unquote(parts.path)[-60:]}".lower()).strip("-")
    return f"{words[:80].strip('-')}-{hashlib.sha256(url.encode()).hexdigest()[:8]}"


def conditions(entry: Mapping[str, object] | None) -> dict[str, str]:
    """Return what a conditional request for an address says: its `etag` and `modified`."""
    return {name: str(entry[name]) for name in ("etag", "modified") if entry and entry.get(name)}
