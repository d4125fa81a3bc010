"""GeoJSON (RFC 7946): a point for each row that has one, null for the others, which are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, BinaryIO

from extractor.consolidation.exports.tables import Table
from extractor.core.canonical import canonical
from extractor.core.errors import UsageError

POINTS = (("lon", "lat"), ("longitude", "latitude"))


def write(out: BinaryIO, tables: Sequence[Table], ending: str) -> list[str]:
    """One table as a feature collection.

    Raises:
        UsageError: the table has no points.
    """
    (table,) = tables
    axes = next((pair for pair in POINTS if set(pair) <= table.columns.keys()), None)
    if axes is None:
        raise UsageError(f"The table {table.name} has no points.", next_step="Export incidents or reports.")
    out.write(b'{"type":"FeatureCollection","features":[')
    before, without = b"\n", 0
    for cells in table.cells():
        row = dict(zip(table.columns, cells, strict=True))
        point = [row.pop(axis) for axis in axes]
        placed = None not in point
        without += not placed
        feature: dict[str, Any] = {
            "type": "Feature",
            "id": row.get("report") or cells[0],
            "geometry": {"type": "Point", "coordinates": point} if placed else None,
            "properties": row,
        }
        out.write(before + canonical(feature))
        before = b",\n"
    out.write(b"\n]}\n")
    return [f"{without} rows have no point: their geometry is null."] if without else []
