"""GeoJSON (RFC 7946): a feature for each row, with a point where it is geocoded and a null geometry otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, BinaryIO

from extractor.consolidation.exports.tables import Table
from extractor.core.canonical import canonical
from extractor.core.errors import UsageError

COORDINATES = (("lon", "lat"), ("longitude", "latitude"))


def write(out: BinaryIO, tables: Sequence[Table], ending: str) -> list[str]:
    """Write one table as a feature collection.

    Raises:
        UsageError: the table has no coordinates.
    """
    (table,) = tables
    axes = next((pair for pair in COORDINATES if set(pair) <= table.columns.keys()), None)
    if axes is None:
        raise UsageError(f"The table {table.name} has no coordinates.", next_step="Export incidents or reports.")
    out.write(b'{"type":"FeatureCollection","features":[')
    separator, without = b"\n", 0
    for cells in table.cells():
        row = dict(zip(table.columns, cells, strict=True))
        point = [row.pop(axis) for axis in axes]
        geocoded = None not in point
        without += not geocoded
        feature: dict[str, Any] = {
            "type": "Feature",
            "id": row.get("report") or cells[0],
            "geometry": {"type": "Point", "coordinates": point} if geocoded else None,
            "properties": row,
        }
        out.write(separator + canonical(feature))
        separator = b",\n"
    out.write(b"\n]}\n")
    return [f"{without} not geocoded: their geometry is null."] if without else []
