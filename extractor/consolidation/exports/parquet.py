"""Parquet, with real types: dates are dates, flags are booleans."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import islice
from typing import Any, BinaryIO

import pyarrow as pa
from pyarrow import parquet

from extractor.consolidation.exports.tables import Table

ROWS = 10_000  # at a time
_TYPES: dict[str, pa.DataType] = {
    "text": pa.string(),
    "integer": pa.int64(),
    "real": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}


def write(out: BinaryIO, tables: Sequence[Table], ending: str) -> list[str]:
    """One table as a Parquet file."""
    (table,) = tables
    schema = pa.schema([(name, _TYPES[kind]) for name, kind in table.columns.items()])
    cells = table.cells()
    with parquet.ParquetWriter(out, schema) as writer:
        while rows := list(islice(cells, ROWS)):
            columns = zip(*rows, strict=True)
            arrays = [
                pa.array([_typed(cell, kind) for cell in column], _TYPES[kind])
                for column, kind in zip(columns, table.columns.values(), strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
    return []


def _typed(cell: Any, kind: str) -> Any:
    if cell is None:
        return None
    if kind == "date":
        return date.fromisoformat(cell)
    return str(cell) if kind == "text" else cell
