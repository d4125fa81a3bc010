"""File formats by the ending of the file name; CSV and JSON lines are written here."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from extractor.consolidation.exports.tables import Table
from extractor.core.canonical import canonical
from extractor.core.errors import UsageError
from extractor.core.files import atomic_file
from extractor.runs.rows import csv_lines

# The module that writes a format, and True if one file holds several tables.
FORMATS: Mapping[str, tuple[str, bool]] = {
    ".csv": ("formats", False),
    ".jsonl": ("formats", False),
    ".geojson": ("geojson", False),
    ".parquet": ("parquet", False),
    ".xlsx": ("xlsx", True),
    ".sqlite": ("sqlite", True),
}


def export(path: Path, tables: Sequence[Table]) -> list[str]:
    """Write tables to a file, in the format of its ending.

    Returns:
        Notes for the user about the file.

    Raises:
        UsageError: the ending is unknown, its library is not installed, the format holds one table only, or the file
            cannot be written.
    """
    if path.suffix not in FORMATS:
        raise UsageError(f"{path}: no format is known for this ending.", next_step=f"Use one of {', '.join(FORMATS)}.")
    module, many = FORMATS[path.suffix]
    if len(tables) > 1 and not many:
        raise UsageError(f"{path}: this format holds one table.", next_step="Choose it with --table.")
    try:
        writer = importlib.import_module(f"extractor.consolidation.exports.{module}")
        with atomic_file(path) as out:
            notes: list[str] = writer.write(out, tables, path.suffix)
    except ImportError as error:
        raise UsageError(
            f"{path}: {error.name} must be installed to write this format.",
            next_step="pip install 'incident-extractor[export]'.",
        ) from error
    return notes


def write(out: BinaryIO, tables: Sequence[Table], ending: str) -> list[str]:
    """Write one table as CSV, safe in a spreadsheet and with a byte order mark for Excel; or as JSON lines."""
    (table,) = tables
    if ending == ".csv":
        out.write(f"\ufeff{csv_lines([list(table.columns)])}".encode())
        for cells in table.cells():
            out.write(csv_lines([cells]).encode())
    else:
        for cells in table.cells():
            out.write(canonical(dict(zip(table.columns, cells, strict=True))) + b"\n")
    return []
