"""exports.tables: the tables of a consolidated folder, with a type for each column."""

from pathlib import Path

import pytest

from extractor.consolidation.exports.tables import tables_of, typed_columns
from extractor.core.errors import InputError
from tests.exported import FOLDER, folder


def test_all_tables() -> None:
    """A folder has six tables, each of which can be read several times."""
    found = tables_of(folder())
    assert {name: len(list(table.rows())) for name, table in found.items()} == {
        "incidents": 2, "reports": 3, "figures": 3, "statements": 1, "values": 19, "links": 2,
    }  # fmt: skip
    assert list(found["figures"].cells()) == list(found["figures"].cells())


def test_types() -> None:
    """A column name has one type in all tables, except `reports`."""
    found = tables_of(folder())
    incidents = found["incidents"].columns
    assert (
        incidents["date_start"],
        incidents["lat"],
        incidents["killed_low"],
        incidents["killed_open"],
        incidents["reports"],
    ) == ("date", "real", "integer", "boolean", "integer")
    assert found["values"].columns["reports"] == "text"
    assert typed_columns(["superseded", "summary"]) == {"superseded": "boolean", "summary": "text"}


def test_cells_are_of_their_type() -> None:
    """Every cell is empty or of its column's type."""
    kinds = {"integer": int, "real": float, "boolean": bool, "date": str, "text": str}
    for table in tables_of(folder()).values():
        for cells in table.cells():
            for cell, kind in zip(cells, table.columns.values(), strict=True):
                assert cell is None or cell == "" or isinstance(cell, kinds[kind]), (table.name, cell)


def test_no_folder() -> None:
    """A missing folder is an error."""
    with pytest.raises(InputError, match="no consolidated incidents"):
        tables_of(Path("nowhere"))
    assert not FOLDER.exists()
