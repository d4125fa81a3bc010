"""The local store of recordings: committed rows are kept unchanged; damage is an error."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from extractor.core.errors import ArticleError, Stop, StoreError
from extractor.recordings.recording import MODES, Recording, is_key
from extractor.recordings.sqlite import (
    FOREIGN,
    LOCK_SECONDS,
    DatabaseFile,
    add_rows,
    check_count,
    check_metadata,
    check_openable,
    iterate_names,
    network_filesystem,
    open_cache,
    read_back,
    seal,
    store_errors,
    unseal,
    write_metadata,
)

CHECK_SECONDS = 0.5  # between two looks at the files during a run
READ_BACK = 3  # entries that are read anew each time: the first ones of a run, and the last


class Store:
    """The local store, open for writing: one folder. Opened by `open_store`, which checks it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = DatabaseFile.of(folder / "cache.db")
        self._cache = open_cache(folder)
        self._identity = os.stat(folder / "cache.db").st_ino
        self._modes: set[str] = set()  # output modes that are noted for sure
        self._written: list[str] = []  # some of the keys that were written since it was opened
        self._sizes = (0, 0)
        self._checked = 0.0

    def get(self, key: str) -> Recording | None:
        """Return the recording of a key, or None.

        Raises:
            ArticleError: `damaged_recording`.
        """
        data = self._data(key)
        return None if data is None else Recording.from_bytes(key, data)

    def _data(self, name: str) -> bytes | None:
        with store_errors(self.folder):
            sealed = self._cache.get(name)
        return None if sealed is None else unseal(name, sealed)

    def add(self, recording: Recording) -> bool:
        """Add a recording; False, without a change, if the key has one.

        Raises:
            Stop: the store cannot be written any more (disk full, folder gone, locked).
        """
        with store_errors(self.folder):
            new = bool(self._cache.add(recording.key, seal(recording.key, recording.to_bytes())))
        self._note_modes([recording])
        self._check_identity()
        return new

    def replace(self, recording: Recording) -> None:
        """Store a new response for a key; keep the old one under `superseded/`."""
        with store_errors(self.folder), self._cache.transact():
            self._replace(recording)
        self._check_identity()

    def _replace(self, recording: Recording) -> None:
        try:
            old = self.get(recording.key)
        except ArticleError:  # damaged: there is no response to keep
            old = None
        if old and old.same_response(recording):
            return
        if old:
            name = f"superseded/{recording.key}/{hashlib.sha256(old.to_bytes()).hexdigest()[:16]}"
            self._cache.add(name, seal(name, old.to_bytes()))
        self._cache.set(recording.key, seal(recording.key, recording.to_bytes()))

    def add_all(self, recordings: Iterable[tuple[Recording, bool]]) -> None:
        """Store recordings in one transaction, each like `add`, or like `replace` if its flag is set.

        Raises:
            Stop: the store cannot be written any more; none of them is stored.
        """
        recordings, new = list(recordings), []
        with store_errors(self.folder), self._cache.transact():
            for recording, replace in recordings:
                if replace:
                    self._replace(recording)
                else:
                    new.append((recording.key, seal(recording.key, recording.to_bytes())))
            add_rows(self._cache, new)
            self._note_modes(recording for recording, _ in recordings)
        self._remember([recording.key for recording, _ in recordings])
        self._check_identity()

    def release(self) -> None:
        """Close the connection of the calling thread; each thread has one of its own."""
        self._cache.close()

    def set_note(self, name: str, value: dict[str, str]) -> None:
        """Store a small note under a name that is not a key."""
        with store_errors(self.folder):
            self._cache.set(name, seal(name, json.dumps(value).encode()))

    def get_note(self, name: str) -> dict[str, str]:
        """Return the note under a name; empty if there is none."""
        data = self._data(name)
        return {} if data is None else dict(json.loads(data))

    def verify(self, name: str) -> None:
        """Compare an entry with its digest.

        Raises:
            ArticleError: `damaged_recording`.
        """
        with store_errors(self.folder):
            unseal(name, self._cache.get(name))

    def lower_row_count(self, rows: int) -> None:
        """Write a lower number of rows to `store.json`, before rows are removed: a kill in between is harmless."""
        write_metadata(self.folder, rows)

    def remove(self, key: str) -> None:
        """Remove one entry, as `cache prune` and finished batches do."""
        with store_errors(self.folder):
            self._cache.delete(key)
            if key.startswith(FOREIGN):
                with contextlib.closing(sqlite3.connect(self.folder / "cache.db", timeout=LOCK_SECONDS)) as db, db:
                    db.execute("DELETE FROM Cache WHERE raw = 0 OR typeof(key) != 'text'")

    def modes(self) -> set[str]:
        """Return the labels of the output modes, other than `tools`, in which something is recorded."""
        return set(self.get_note(MODES))

    def _note_modes(self, recordings: Iterable[Recording]) -> None:
        """Note the output modes of recordings, so that a replay knows where to look."""
        new = {mode for recording in recordings if (mode := recording.parts.get("mode"))} - self._modes
        if new:
            self._modes |= new | self.modes()
            self.set_note(MODES, dict.fromkeys(sorted(self._modes), "1"))

    def __iter__(self) -> Iterator[str]:
        """Yield the keys of all recordings, sorted."""
        return (name for name in self.names() if is_key(name))

    def names(self, prefix: str = "") -> Iterator[str]:
        """Yield all names with a prefix, sorted: keys, notes (`asked/...`) and superseded responses."""
        with store_errors(self.folder):
            yield from iterate_names(self._cache, prefix)

    def __len__(self) -> int:
        """Return the number of rows, notes and superseded responses included."""
        return len(self._cache)

    def abandon(self) -> None:
        """Close the database and leave `store.json` as it is."""
        self._cache.close()
        self._file.release()

    def close(self) -> None:
        """Write the row count to `store.json`, so that a lost database is noticed.

        Raises:
            Stop: the folder was removed or replaced; the database is closed all the same.
        """
        try:
            with contextlib.closing(self._cache), store_errors(self.folder):
                self._check_identity()
                write_metadata(self.folder, len(self._cache))
        finally:
            self._file.release()

    def _check_identity(self) -> None:
        # Writes to a deleted folder succeed and are lost, so the file is compared with the one that was opened.
        try:
            same = os.stat(self.folder / "cache.db").st_ino == self._identity
        except OSError:
            same = False
        if not same:
            raise Stop(
                f"The store {self.folder} was removed or replaced during the run.",
                next_step="Restore the folder, or run again with a new store.",
            )
        if not (self.folder / "store.json").exists():
            write_metadata(self.folder, 1)
        self._check_files()

    def _remember(self, keys: Sequence[str]) -> None:
        self._written = [*self._written[: READ_BACK - 1], *keys[-1:]]

    def _check_files(self) -> None:
        """Notice within a second that the files were cut, zeroed or overwritten: SQLite reads from memory what it has.

        Raises:
            Stop: a file is shorter than it was, or does not have what was written.
        """
        now = time.monotonic()
        if now - self._checked < CHECK_SECONDS:
            return
        self._checked, before = now, self._sizes
        self._sizes = _size(self.folder / "cache.db"), _size(self.folder / "cache.db-wal")
        problem = "it is shorter than it was" if any(map(int.__lt__, self._sizes, before)) else self._file.problem()
        try:
            read_back(self.folder, self._written)
        except (sqlite3.Error, ArticleError) as error:
            problem = problem or str(error).rstrip(".")
        if problem:
            raise Stop(
                f"The store {self.folder} was damaged during the run: {problem}.",
                next_step="Restore the folder from a copy, or move it aside, then run again.",
            )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def open_store(folder: Path, *, new_if_missing: bool = False, index: bool = True) -> Store:
    """Open the store in a folder; make it if there is none.

    Args:
        folder: of the store.
        new_if_missing: if the database is gone, go on with an empty one.
        index: check that its rows are found by their keys.

    Raises:
        StoreError: a network file system; the format of another version; a database that is locked, damaged,
            truncated, or gone although it had rows (unless `new_if_missing`).
    """
    if kind := network_filesystem(folder):
        raise StoreError(
            f"The store {folder} is on a network file system ({kind}), where locks are not reliable.",
            next_step="Set EXTRACTOR_STORE to a local folder.",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        check_metadata(folder, new_if_missing=new_if_missing)
        database = folder / "cache.db"
        if not database.exists():
            os.close(os.open(database, os.O_CREAT | os.O_RDWR, 0o600))
        os.chmod(folder, 0o700)
    except OSError as error:
        raise StoreError(
            f"The store {folder} cannot be written: {error.strerror}.",
            next_step="Choose another folder with EXTRACTOR_STORE, or replay with --offline.",
        ) from error
    with store_errors(folder, StoreError):
        check_openable(folder, index=index)
        store = Store(folder)
    if not new_if_missing:
        try:
            check_count(folder, len(store))
        except StoreError:
            store.abandon()
            raise
    return store


def damaged_keys(store: Store) -> list[str]:
    """Return the names of all damaged entries."""
    damaged = []
    for key in store.names():
        try:
            store.verify(key)
        except ArticleError:
            damaged.append(key)
    return damaged
