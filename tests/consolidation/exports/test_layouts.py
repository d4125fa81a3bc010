"""exports.layouts: incidents in the columns of other datasets, written and read back."""

from pathlib import Path

import pytest

from extractor.consolidation.exports.formats import export
from extractor.consolidation.exports.layouts import LAYOUTS, layout_table
from tests.exported import folder, query_duckdb


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_every_layout_is_read_back(name: str, ending: str) -> None:
    """DuckDB reads every column of the layout in order, and the incidents that it includes."""
    table, notes = layout_table(folder(), LAYOUTS[name])
    export(Path(name + ending), [table])
    read = query_duckdb(f"select * from '{name}{ending}'")
    assert read.columns == list(LAYOUTS[name].columns)
    assert len(read.fetchall()) == 1
    assert any("diplomatic act" in note and note.startswith("1 left out") for note in notes)


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_documentation_has_every_column(name: str) -> None:
    """docs/exports.md describes every column of each layout."""
    page = (Path(__file__).parent.parent.parent.parent / "docs" / "exports.md").read_text(encoding="utf-8")
    section = page.partition(f"## --layout {name}")[2].partition("\n## ")[0]
    for column in LAYOUTS[name].columns:
        assert f"`{column}`" in section, column


def test_every_layout_on_a_map() -> None:
    """A layout with the columns latitude and longitude can be exported as GeoJSON."""
    table, _ = layout_table(folder(), LAYOUTS["acled"])
    export(Path("a.geojson"), [table])
    assert '"coordinates":[44.2208,32.8661]' in Path("a.geojson").read_text(encoding="utf-8")
