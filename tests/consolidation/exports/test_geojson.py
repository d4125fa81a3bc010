"""exports.geojson: GeoJSON, as QGIS reads it."""

import json
from pathlib import Path

import pyogrio
import pytest

from extractor.consolidation.exports.formats import export
from extractor.consolidation.exports.tables import tables_of
from extractor.core.errors import UsageError
from tests.exported import ARABIC, folder

FILE = Path("strikes.geojson")


def test_read_by_gdal() -> None:
    """GDAL, which QGIS uses, reads both features, their coordinates in WGS 84 and every text."""
    assert export(FILE, [tables_of(folder())["incidents"]]) == ["1 not geocoded: their geometry is null."]
    info = pyogrio.read_info(FILE, force_feature_count=True)
    assert (info["features"], info["geometry_type"], info["crs"]) == (2, "Point", "EPSG:4326")
    assert tuple(round(edge, 4) for edge in pyogrio.read_bounds(FILE)[1][:, 0]) == (44.2208, 32.8661, 44.2208, 32.8661)
    _, _, _, columns = pyogrio.raw.read(FILE)
    values = dict(zip(info["fields"], columns, strict=False))
    assert ARABIC in values["initiators"][0]
    assert values["summary"][0] == "=cmd|' /C calc'!A0"


def test_rfc_7946() -> None:
    """RFC 7946: longitude first, an id for each feature, a null geometry without coordinates."""
    export(FILE, [tables_of(folder())["reports"]])
    found = json.loads(FILE.read_text(encoding="utf-8"))
    assert found["type"] == "FeatureCollection"
    first, _, last = found["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [44.2208, 32.8661]}
    assert first["id"] == first["properties"]["report"]
    assert last["geometry"] is None


def test_table_without_coordinates() -> None:
    """A table without coordinates is an error that names those with."""
    with pytest.raises(UsageError, match="Export incidents or reports"):
        export(FILE, [tables_of(folder())["statements"]])
    assert not FILE.exists()
