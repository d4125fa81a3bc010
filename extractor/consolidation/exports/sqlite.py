"""SQLite: all tables in one file, with an index on the incident."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO

from extractor.consolidation.exports.tables import ColumnType, Table

_TYPES: dict[ColumnType, str] = {
    "text": "TEXT",
    "integer": "INTEGER",
    "real": "REAL",
    "boolean": "INTEGER",
    "date": "TEXT",
}


def write(out: BinaryIO, tables: Sequence[Table], ending: str) -> list[str]:
    """Write tables as an SQLite database; dates are ISO 8601 text, booleans 0 and 1."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.sqlite"
        with closing(sqlite3.connect(path)) as database, database:
            for table in tables:
                columns = ", ".join(f"{_quoted(name)} {_TYPES[kind]}" for name, kind in table.columns.items())
                marks = ", ".join("?" for _ in table.columns)
                database.execute(f"CREATE TABLE {_quoted(table.name)} ({columns})")
                database.executemany(f"INSERT INTO {_quoted(table.name)} VALUES ({marks})", table.cells())  # noqa: S608
                if "incident" in table.columns:
                    name = _quoted(f"{table.name}_incident")
                    database.execute(f"CREATE INDEX {name} ON {_quoted(table.name)} (incident)")
        with open(path, "rb") as file:
            copyfileobj(file, out)
    return []


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
