"""exports.sheet: XLSX, as openpyxl reads it."""

import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from extractor.consolidation.exports import xlsx as sheet
from extractor.consolidation.exports.formats import export
from extractor.consolidation.exports.tables import Table, tables_of, typed
from extractor.core.errors import UsageError
from tests.exported import ARABIC, folder

FILE = Path("strikes.xlsx")


def test_what_is_read() -> None:
    """A sheet for each table; dates are dates, numbers numbers, flags flags, and every text is whole."""
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
    assert (other["date_start"], other["lat"]) == (None, None)


def test_no_formula() -> None:
    """X09: not one cell of any sheet is a formula or a link, whatever its text begins with."""
    export(FILE, list(tables_of(folder()).values()))
    book = openpyxl.load_workbook(FILE)
    cells = [cell for page in book for line in page.iter_rows() for cell in line]
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b"}
    assert not any(cell.hyperlink for cell in cells)
    with zipfile.ZipFile(FILE) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())


def test_a_cell_that_is_too_long() -> None:
    """It is cut with a mark that says where the whole is, and the cut is told."""
    table = Table("t", typed(["summary"]), lambda: iter([{"summary": "😀" * 20_000}, {"summary": "x" * 32_767}]))
    assert export(FILE, [table]) == ["1 cells were longer than a cell may be, and are cut."]
    cut, whole = [line[0].value for line in openpyxl.load_workbook(FILE)["t"].iter_rows(min_row=2)]
    assert str(cut).endswith(sheet.CUT)
    assert len(str(whole)) == 32_767


def test_more_rows_than_a_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are refused, with a format that holds them, and nothing is written."""
    monkeypatch.setattr(sheet, "MOST_ROWS", 3)
    table = Table("t", typed(["sources"]), lambda: ({"sources": n} for n in range(4)))
    with pytest.raises(UsageError, match=r"Export to \.parquet or \.sqlite"):
        export(FILE, [table])
    assert not FILE.exists()
