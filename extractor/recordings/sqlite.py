"""The database under the store; the only file that knows diskcache.

diskcache unpickles what it reads and follows file names found in its rows (CVE-2025-69872, no
fixed release). Neither can happen here: `PlainDisk` keeps text keys and byte values inside the
row, refuses every other row on reading, and overrides each method of its parent that would
pickle or touch a file. A digest over key and value stands in front of every value, so a changed
byte is an error and never an answer. Nothing is evicted or expired, and no answer is lost to another.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import diskcache

from extractor.core.errors import Stop, StoreError
from extractor.recordings.soundness import LOCK_SECONDS, damaged, told

_SETTINGS = {
    "eviction_policy": "none",
    "cull_limit": 0,
    "size_limit": 2**62,
    "sqlite_synchronous": 2,  # FULL: an acknowledged answer survives a power cut
    "sqlite_cache_size": 1_024,  # pages; diskcache's own 32 MiB and the map of the file would grow with the store
    "sqlite_mmap_size": 0,
    "statistics": 0,
    "tag_index": 0,
}


FOREIGN = "foreign/"


@contextlib.contextmanager
def told_of(folder: Path, error: type[StoreError] | type[Stop] = Stop) -> Iterator[None]:
    """As `told`, for the one error of diskcache as well."""
    with told(folder, error):
        try:
            yield
        except diskcache.Timeout as cause:
            raise sqlite3.OperationalError("database is locked") from cause


class PlainDisk(diskcache.Disk):  # type: ignore[misc]  # diskcache carries no types
    """Text keys and byte values, in the row; nothing is pickled, no file is opened or removed."""

    def put(self, key: object) -> tuple[str, bool]:
        """Only text may be a key."""
        if type(key) is not str:
            raise TypeError("a key of the store is text")
        return key, True

    def get(self, key: object, raw: object) -> str:
        """The name of a row; a key that is not text gets a name under which nothing is found."""
        if type(key) is not str or not raw:
            return f"{FOREIGN}{hashlib.sha256(repr(key).encode()).hexdigest()[:16]}"
        return key

    def store(self, value: object, read: bool, key: object = None) -> tuple[int, int, None, Any]:
        """Only bytes may be a value; they stay in the row whatever their size."""
        if type(value) is not bytes or read:
            raise TypeError("a value of the store is bytes")
        return 0, diskcache.core.MODE_RAW, None, sqlite3.Binary(value)

    def fetch(self, mode: object, filename: object, value: object, read: bool) -> bytes:
        """Refuse a row that names a file or holds anything but bytes."""
        if mode != diskcache.core.MODE_RAW or filename is not None or type(value) is not bytes or read:
            raise damaged("of a foreign form")
        return value

    def filename(self, key: object = None, value: object = None) -> tuple[str, str]:
        """Never called: no value has a file."""
        raise TypeError("the store keeps no files")

    def remove(self, file_path: object) -> None:
        """A row that names a file does not get it removed."""


_INSERT = (
    "INSERT OR IGNORE INTO Cache (key, raw, store_time, expire_time, access_time, access_count, tag, size, mode,"
    " filename, value) VALUES "
)
_ROW, _ROWS = "(?, 1, ?, NULL, ?, 0, NULL, 0, ?, NULL, ?)", 500  # SQLite takes 32,766 variables


def add_rows(cache: Any, rows: Sequence[tuple[str, bytes]]) -> None:
    """Add rows that are not there yet, in the form of `PlainDisk`, inside a transaction of the caller.

    One statement for all. diskcache's own `add` looks, inserts and culls for each row; and between
    two statements a thread may have to wait milliseconds for the interpreter.
    """
    now, mode = time.time(), diskcache.core.MODE_RAW
    for at in range(0, len(rows), _ROWS):
        part = rows[at : at + _ROWS]
        values = [value for key, data in part for value in (key, now, now, mode, data)]
        cache._con.execute(_INSERT + ", ".join([_ROW] * len(part)), values)


def open_cache(folder: Path) -> Any:
    """Open the database with settings that lose nothing.

    Raises:
        StoreError: the settings that it has are others.
    """
    cache = diskcache.Cache(str(folder), timeout=LOCK_SECONDS, disk=PlainDisk, **_SETTINGS)
    # Settings live in the file, where any other opener may have rewritten them.
    wrong = {name: getattr(cache, name) for name, value in _SETTINGS.items() if getattr(cache, name) != value}
    if wrong or type(cache.disk) is not PlainDisk:
        raise StoreError(f"The store {folder} has settings that may lose rows: {wrong}.")
    for name in ("cache.db", "cache.db-wal", "cache.db-shm"):
        with contextlib.suppress(FileNotFoundError):
            os.chmod(folder / name, 0o600)
    return cache
