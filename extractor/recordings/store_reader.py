"""Read-only access to the local store, for replays: plain SQL, so no lock and no writable folder are needed."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from extractor.core.errors import StoreError
from extractor.recordings.recording import MODES, Recording, is_key
from extractor.recordings.sqlite import (
    LOCK_SECONDS,
    check_count,
    check_index,
    check_metadata,
    check_size,
    damaged,
    sqlite_errors,
    unseal,
)

IN_ROW = 1  # diskcache's mode of a value that is in its row unchanged


class ReadOnlyStore:
    """A store opened for reading; empty if there is none.

    Raises:
        StoreError: the database is damaged, truncated, or gone although it had rows.
    """

    def __init__(self, folder: Path) -> None:
        if folder.exists() and not folder.is_dir():
            raise StoreError(f"The store {folder} is not a folder.", next_step="Set EXTRACTOR_STORE to a folder.")
        self.folder = folder
        # As text: they are read for every recording, and a Path is slower.
        self._file, self._log = str(folder / "cache.db"), str(folder / "cache.db-wal")
        self._db: sqlite3.Connection | None = None
        self._version: object = None
        check_metadata(folder)
        self._open()

    def close(self) -> None:
        """Close the database."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def get(self, key: str) -> Recording | None:
        """Return the recording of a key, or None; raises as `Store.get` does."""
        self._reopen_if_changed()
        row = self._row(key)
        if row is None:
            return None
        if row[1] != IN_ROW or row[2] is not None:
            raise damaged(key)
        return Recording.from_bytes(key, unseal(key, row[0]))

    def get_note(self, name: str) -> dict[str, str]:
        """Return the note under a name; empty if there is none."""
        row = self._row(name)
        return dict(json.loads(unseal(name, row[0]))) if row else {}

    def modes(self) -> set[str]:
        """Return the labels of the output modes, other than `tools`, in which something is recorded."""
        return set(self.get_note(MODES))

    def _row(self, key: str) -> tuple[object, int, str | None] | None:
        if self._db is None:
            return None
        with sqlite_errors(self.folder, StoreError):
            found = self._db.execute("SELECT value, mode, filename FROM Cache WHERE key = ? AND raw = 1", (key,))
            row: tuple[object, int, str | None] | None = found.fetchone()
            return row

    def __iter__(self) -> Iterator[str]:
        """Yield the keys of all recordings, sorted."""
        self._reopen_if_changed()
        if self._db is None:
            return
        with sqlite_errors(self.folder, StoreError):
            keys = self._db.execute("SELECT key FROM Cache WHERE raw = 1 ORDER BY key").fetchall()
        yield from (key for (key,) in keys if isinstance(key, str) and is_key(key))

    def _reopen_if_changed(self) -> None:
        if self._version != self._current_version():  # a live run has written since
            self.close()
            self._open()

    def _current_version(self) -> object:
        """Return size and time of the database file, and whether it has a log; they change with every commit."""
        try:
            facts = os.stat(self._file)
        except OSError:
            return None
        return facts.st_size, facts.st_mtime_ns, os.access(self._log, os.F_OK)

    def _open(self) -> None:
        self._version = self._current_version()
        if self._version is None:
            return
        # A writer has a log beside the database. Without one the file is complete, and `immutable` reads it without
        # writing anything, even in a folder that cannot be written.
        mode = "mode=ro" if (self.folder / "cache.db-wal").exists() else "mode=ro&immutable=1"
        uri = f"{(self.folder.resolve() / 'cache.db').as_uri()}?{mode}"
        with sqlite_errors(self.folder, StoreError):
            db = sqlite3.connect(uri, uri=True, timeout=LOCK_SECONDS)
            try:
                check_size(self.folder, db)
                if not db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'Cache'").fetchone()[0]:
                    db.close()  # created, and never written to
                    return
                check_count(self.folder, db.execute("SELECT value FROM Settings WHERE key = 'count'").fetchone()[0])
                check_index(self.folder, db)
            except (sqlite3.Error, StoreError):
                db.close()
                raise
            self._db = db
