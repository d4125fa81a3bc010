"""exports.xlsx: XLSX, as openpyxl reads it."""

import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from extractor.consolidation.exports import xlsx
from extractor.consolidation.exports.formats import export
from extractor.consolidation.exports.tables import Table, tables_of, typed_columns
from extractor.core.errors import UsageError
from extractor.schema.incident_types import LABELS
from tests.exported import ARABIC, folder

FILE = Path("strikes.xlsx")


def test_read_by_openpyxl() -> None:
    """Each table is a sheet; dates, numbers and booleans are typed, and texts are unchanged."""
    export(FILE, list(tables_of(folder()).values()))
    book = openpyxl.load_workbook(FILE)
    assert book.sheetnames == ["incidents", "reports", "figures", "statements", "values", "links"]
    header, first, second = book["incidents"].iter_rows(values_only=True)
    row, other = dict(zip(header, first, strict=True)), dict(zip(header, second, strict=True))
    assert (row["date_start"], row["killed_high"], row["killed_open"], row["lat"]) == (
        datetime(2024, 1, 24),
        2,
        False,
        32.8661,
    )
    assert row["initiators"] == f"@SUM(A1) | {ARABIC}"
    assert row["type"] in LABELS.values()  # as in the terminal and on the page; other formats keep the code
    assert (other["date_start"], other["lat"]) == (None, None)


def test_no_formula() -> None:
    """X09: no cell is a formula or a link, whatever its text begins with."""
    export(FILE, list(tables_of(folder()).values()))
    book = openpyxl.load_workbook(FILE)
    cells = [cell for page in book for line in page.iter_rows() for cell in line]
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b"}
    assert not any(cell.hyperlink for cell in cells)
    with zipfile.ZipFile(FILE) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())


def test_a_cell_that_is_too_long() -> None:
    """A cell that is too long is cut with a mark, and a note tells it."""
    table = Table(
        "t", typed_columns(["summary"]), lambda: iter([{"summary": "😀" * 20_000}, {"summary": "x" * 32_767}])
    )
    assert export(FILE, [table]) == ["1 cells were longer than 32,767 characters and were cut."]
    cut, whole = [line[0].value for line in openpyxl.load_workbook(FILE)["t"].iter_rows(min_row=2)]
    assert str(cut).endswith(xlsx.CUT)
    assert len(str(whole)) == 32_767


def test_more_rows_than_a_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Too many rows for a sheet are an error that suggests other formats; nothing is written."""
    monkeypatch.setattr(xlsx, "MAX_ROWS", 3)
    table = Table("t", typed_columns(["sources"]), lambda: ({"sources": n} for n in range(4)))
    with pytest.raises(UsageError, match=r"Export to \.parquet or \.sqlite"):
        export(FILE, [table])
    assert not FILE.exists()
