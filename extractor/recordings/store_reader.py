"""The local store for a replay: plain SQL, so it needs no lock and no folder that can be written."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from extractor.core.errors import StoreError
from extractor.recordings.recording import Recording, is_key
from extractor.recordings.sqlite import LOCK_SECONDS, check_count, check_note, check_size, damaged, told, unseal

IN_ROW = 1  # diskcache's mark for a value that stands in its row as it is


class ReadOnlyStore:
    """A store opened for reading; an empty one where there is none.

    Raises:
        StoreError: the database is damaged, cut short, or gone although it had rows.
    """

    def __init__(self, folder: Path) -> None:
        if folder.exists() and not folder.is_dir():
            raise StoreError(f"The store {folder} is no folder.", next_step="Set EXTRACTOR_STORE to one.")
        self.folder = folder
        # As text: they are looked at for every recording, and a Path takes its time.
        self._file, self._log = str(folder / "cache.db"), str(folder / "cache.db-wal")
        self._db: sqlite3.Connection | None = None
        self._seen: object = None
        check_note(folder)
        self._open()

    def close(self) -> None:
        """Let go of the database."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def get(self, key: str) -> Recording | None:
        """Look a recording up; raises as `Store.get`."""
        self._reopen_if_changed()
        row = self._row(key)
        if row is None:
            return None
        if row[1] != IN_ROW or row[2] is not None:
            raise damaged(key)
        return Recording.from_bytes(key, unseal(key, row[0]))

    def recall(self, name: str) -> dict[str, str]:
        """The note under a name; empty if there is none."""
        row = self._row(name)
        return dict(json.loads(unseal(name, row[0]))) if row else {}

    def _row(self, key: str) -> Any:
        if self._db is None:
            return None
        with told(self.folder, StoreError):
            found = self._db.execute("SELECT value, mode, filename FROM Cache WHERE key = ? AND raw = 1", (key,))
            return found.fetchone()

    def __iter__(self) -> Iterator[str]:
        """The keys of all recordings, sorted."""
        self._reopen_if_changed()
        if self._db is None:
            return
        with told(self.folder, StoreError):
            keys = self._db.execute("SELECT key FROM Cache WHERE raw = 1 ORDER BY key").fetchall()
        yield from (key for (key,) in keys if isinstance(key, str) and is_key(key))

    def _reopen_if_changed(self) -> None:
        if self._seen != self._now():  # a live run has written since
            self.close()
            self._open()

    def _now(self) -> object:
        """What tells one state of the database from another."""
        try:
            facts = os.stat(self._file)
        except OSError:
            return None
        return facts.st_size, facts.st_mtime_ns, os.access(self._log, os.F_OK)

    def _open(self) -> None:
        self._seen = self._now()
        if self._seen is None:
            return
        # A writer at work has a log beside the database. Without one the file alone is the whole
        # truth, and as `immutable` it is read without a trace, also where nothing can be written.
        how = "mode=ro" if (self.folder / "cache.db-wal").exists() else "mode=ro&immutable=1"
        uri = f"{(self.folder.resolve() / 'cache.db').as_uri()}?{how}"
        with told(self.folder, StoreError):
            db = sqlite3.connect(uri, uri=True, timeout=LOCK_SECONDS)
            try:
                check_size(self.folder, db)
                if not db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'Cache'").fetchone()[0]:
                    db.close()  # made, and never written to
                    return
                check_count(self.folder, db.execute("SELECT value FROM Settings WHERE key = 'count'").fetchone()[0])
            except (sqlite3.Error, StoreError):
                db.close()
                raise
            self._db = db
