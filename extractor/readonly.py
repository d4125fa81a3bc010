"""The local store for a replay: plain SQL, so it needs no lock and no folder that can be written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from extractor.errors import StoreError
from extractor.recording import Recording, is_key
from extractor.soundness import LOCK_SECONDS, check_note, check_size, damaged, told, unseal

IN_ROW = 1  # diskcache's mark for a value that stands in its row as it is


class ReadOnlyStore:
    """A store opened for reading; an empty one where there is none.

    Raises:
        StoreError: the database is damaged, cut short, or gone although it had rows.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._db: sqlite3.Connection | None = None
        check_note(folder)
        if not (folder / "cache.db").exists():
            return
        # Without a log of newer rows the file alone is the whole truth, and only as `immutable`
        # can it be opened where nothing can be written.
        log = folder / "cache.db-wal"
        how = "mode=ro" if log.exists() and log.stat().st_size else "mode=ro&immutable=1"
        with told(folder, StoreError):
            uri = (folder.resolve() / "cache.db").as_uri()
            db = sqlite3.connect(f"{uri}?{how}", uri=True, timeout=LOCK_SECONDS)
            try:
                check_size(folder, db)
            except sqlite3.Error:
                db.close()
                raise
            self._db = db

    def close(self) -> None:
        """Let go of the database."""
        if self._db is not None:
            self._db.close()

    def get(self, key: str) -> Recording | None:
        """Look a recording up; raises as `Store.get`."""
        if self._db is None:
            return None
        with told(self.folder, StoreError):
            row = self._db.execute(
                "SELECT value, mode, filename FROM Cache WHERE key = ? AND raw = 1", (key,)
            ).fetchone()
        if row is None:
            return None
        if row[1] != IN_ROW or row[2] is not None:
            raise damaged(key)
        return Recording.from_bytes(key, unseal(key, row[0]))

    def __iter__(self) -> Iterator[str]:
        """The keys of all recordings, sorted."""
        if self._db is None:
            return
        with told(self.folder, StoreError):
            for (key,) in self._db.execute("SELECT key FROM Cache WHERE raw = 1 ORDER BY key"):
                if isinstance(key, str) and is_key(key):
                    yield key
