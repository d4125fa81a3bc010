"""Parquet, with typed columns: dates, booleans, integers, floats, strings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import islice
from typing import BinaryIO

import pyarrow as pa
from pyarrow import parquet

from extractor.consolidation.exports.tables import ColumnType, Table
from extractor.consolidation.folder import Cell

BATCH_ROWS = 10_000
_TYPES: dict[ColumnType, pa.DataType] = {
    "text": pa.string(),
    "integer": pa.int64(),
    "real": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}


def write(out: BinaryIO, tables: Sequence[Table], ending: str) -> list[str]:
    """Write one table as a Parquet file."""
    (table,) = tables
    schema = pa.schema([(name, _TYPES[kind]) for name, kind in table.columns.items()])
    cells = table.cells()
    with parquet.ParquetWriter(out, schema) as writer:
        while rows := list(islice(cells, BATCH_ROWS)):
            columns = zip(*rows, strict=True)
            arrays = [
                pa.array([_convert(cell, kind) for cell in column], _TYPES[kind])
                for column, kind in zip(columns, table.columns.values(), strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
    return []


def _convert(cell: Cell, kind: ColumnType) -> Cell | date:
    if cell is None:
        return None
    if kind == "date":
        return date.fromisoformat(str(cell))
    return str(cell) if kind == "text" else cell
