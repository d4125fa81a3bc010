"""Names met so far, in flat memory: five million do not fit where five do."""

from __future__ import annotations

import sqlite3
from types import TracebackType
from typing import Self

from extractor.core.errors import Stop


class Seen:
    """What stood under each name first; a temporary database that goes with its owner."""

    def __init__(self) -> None:
        # The empty name makes a database that stays in memory while it is small and spills to a
        # temporary file when it is not; it is gone when it is closed.
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute("CREATE TABLE seen (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")
        self._db.execute("BEGIN")

    def first(self, name: str, value: str) -> str | None:
        """Remember a value under a name that is new; else the value that was remembered.

        Raises:
            Stop: the temporary folder is full.
        """
        try:
            added = self._db.execute("INSERT INTO seen VALUES (?, ?) ON CONFLICT DO NOTHING", (name, value))
        except sqlite3.OperationalError as error:
            raise Stop(
                f"The temporary folder cannot be written: {error}.",
                next_step="Free space or set SQLITE_TMPDIR, then run again.",
            ) from error
        if added.rowcount:
            return None
        found: str = self._db.execute("SELECT value FROM seen WHERE name = ?", (name,)).fetchone()[0]
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()
