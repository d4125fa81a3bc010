"""The local store of recordings; the only file that knows diskcache.

diskcache unpickles what it reads and follows file names found in its rows (CVE-2025-69872, no
fixed release). Neither can happen here: `PlainDisk` keeps text keys and byte values inside the
row, refuses every other row on reading, and overrides each method of its parent that would
pickle or touch a file. A digest over key and value stands in front of every value, so a changed
byte is an error and never an answer. Nothing is evicted, expired or overwritten.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import diskcache

from extractor.errors import ArticleError, Stop, StoreError
from extractor.recording import Recording, is_key
from extractor.soundness import (
    LOCK_SECONDS,
    check_note,
    check_openable,
    damaged,
    network_filesystem,
    seal,
    told,
    unseal,
    write_note,
)

_SETTINGS = {
    "eviction_policy": "none",
    "cull_limit": 0,
    "size_limit": 2**62,
    "sqlite_synchronous": 2,  # FULL: an acknowledged answer survives a power cut
    "statistics": 0,
    "tag_index": 0,
}


@contextlib.contextmanager
def _told(folder: Path, error: type[StoreError] | type[Stop] = Stop) -> Iterator[None]:
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
        """Refuse a key that is not text."""
        if type(key) is not str or not raw:
            raise damaged(repr(key))
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


class Store:
    """The local store, open for writing. One folder; see `open_store` for what is checked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._cache = _open_cache(folder)
        self._identity = os.stat(folder / "cache.db").st_ino

    def get(self, key: str) -> Recording | None:
        """Look a recording up.

        Raises:
            ArticleError: `damaged_recording`.
        """
        with _told(self.folder):
            sealed = self._cache.get(key)
        return None if sealed is None else Recording.from_bytes(key, unseal(key, sealed))

    def add(self, recording: Recording) -> bool:
        """Keep a recording; False, and nothing is changed, if there is one already.

        Raises:
            Stop: the store cannot be written any more (disk full, folder gone, locked).
        """
        with _told(self.folder):
            new = bool(self._cache.add(recording.key, seal(recording.key, recording.to_bytes())))
        self._still_there()
        return new

    def replace(self, recording: Recording) -> None:
        """Keep a new answer for a key; the old one stays under `superseded/`."""
        old = self.get(recording.key)
        if old is None or old.same_answer(recording):
            self.add(recording)
            return
        name = f"superseded/{recording.key}/{hashlib.sha256(old.to_bytes()).hexdigest()[:16]}"
        with _told(self.folder), self._cache.transact():
            self._cache.add(name, seal(name, old.to_bytes()))
            self._cache.set(recording.key, seal(recording.key, recording.to_bytes()))
        self._still_there()

    def remember(self, name: str, value: dict[str, str]) -> None:
        """Keep a small note under a name that is no key."""
        with _told(self.folder):
            self._cache.set(name, seal(name, json.dumps(value).encode()))

    def recall(self, name: str) -> dict[str, str]:
        """The note under a name; empty if there is none."""
        with _told(self.folder):
            sealed = self._cache.get(name)
        return {} if sealed is None else dict(json.loads(unseal(name, sealed)))

    def check(self, name: str) -> None:
        """Compare an entry with its digest.

        Raises:
            ArticleError: `damaged_recording`.
        """
        with _told(self.folder):
            unseal(name, self._cache.get(name))

    def remove(self, key: str) -> None:
        """Remove one entry; only `cache prune` does that."""
        with _told(self.folder):
            self._cache.delete(key)

    def __iter__(self) -> Iterator[str]:
        """The keys of all recordings, sorted."""
        return (name for name in self.names() if is_key(name))

    def names(self) -> Iterator[str]:
        """All names, sorted: keys, notes (`asked/...`) and superseded answers."""
        with _told(self.folder):
            yield from (name for name in self._cache.iterkeys() if isinstance(name, str))

    def close(self) -> None:
        """Write the row count to `store.json`, so that a lost database is noticed."""
        with _told(self.folder):
            self._still_there()
            write_note(self.folder, len(self._cache))
            self._cache.close()

    def _still_there(self) -> None:
        # A deleted folder would take writes and lose them: compare with what was opened.
        try:
            same = os.stat(self.folder / "cache.db").st_ino == self._identity
        except OSError:
            same = False
        if not same:
            raise Stop(f"The store {self.folder} was removed or replaced during the run.")
        if not (self.folder / "store.json").exists():
            write_note(self.folder, 1)


def open_store(folder: Path, *, rebuild: bool = False) -> Store:
    """Open, or make, the store in a folder.

    Raises:
        StoreError: a network file system; a format of another version; a database that is
            locked, damaged, cut short, or gone although it had rows (unless `rebuild`).
    """
    if kind := network_filesystem(folder):
        raise StoreError(
            f"The store {folder} lies on a network file system ({kind}), where locks do not hold.",
            next_step="Set EXTRACTOR_STORE to a local folder.",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not rebuild:
            check_note(folder)
        database = folder / "cache.db"
        os.close(os.open(database, os.O_CREAT | os.O_RDWR, 0o600))
        os.chmod(folder, 0o700)
    except OSError as error:
        raise StoreError(
            f"The store {folder} cannot be written: {error.strerror}.",
            next_step="Choose another with EXTRACTOR_STORE, or replay with --offline.",
        ) from error
    with _told(folder, StoreError):
        check_openable(folder)
        return Store(folder)


def _open_cache(folder: Path) -> Any:
    cache = diskcache.Cache(str(folder), timeout=LOCK_SECONDS, disk=PlainDisk, **_SETTINGS)
    # Settings live in the file, where any other opener may have rewritten them.
    wrong = {name: getattr(cache, name) for name, value in _SETTINGS.items() if getattr(cache, name) != value}
    if wrong or type(cache.disk) is not PlainDisk:
        raise StoreError(f"The store {folder} has settings that may lose rows: {wrong}.")
    for name in ("cache.db", "cache.db-wal", "cache.db-shm"):
        with contextlib.suppress(FileNotFoundError):
            os.chmod(folder / name, 0o600)
    return cache


def damaged_keys(store: Store) -> list[str]:
    """The names of all entries that are not what was stored."""
    bad = []
    for key in store.names():
        try:
            store.check(key)
        except ArticleError:
            bad.append(key)
    return bad
