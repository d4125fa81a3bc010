"""cli export: consolidated incidents as files for other tools."""

import csv
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import CommandResult

FOLDER = "runs/demo-consolidated"


@pytest.fixture(autouse=True)
def _demo(extractor: Callable[..., CommandResult]) -> None:
    extractor("demo")


def test_format_by_suffix(extractor: Callable[..., CommandResult]) -> None:
    """A spreadsheet holds all tables, a CSV file the incidents, or the table of --table."""
    assert extractor("export", FOLDER, "-o", "all.xlsx").code == 0
    assert openpyxl.load_workbook("all.xlsx")["incidents"].max_row == 18
    extractor("export", FOLDER, "-o", "i.csv")
    extractor("export", FOLDER, "-o", "f.csv", "--table", "figures")
    with (
        open("i.csv", encoding="utf-8-sig", newline="") as incidents,
        open("f.csv", encoding="utf-8-sig", newline="") as figures,
    ):
        assert (len(list(csv.DictReader(incidents))), len(list(csv.DictReader(figures)))) == (17, 21)


def test_geojson(extractor: Callable[..., CommandResult]) -> None:
    """Rows without coordinates are counted, and are in the file."""
    result = extractor("export", FOLDER, "-o", "i.geojson")
    assert "4 not geocoded: their geometry is null" in result.err


@pytest.mark.parametrize(("layout", "rows"), [("acled", 11), ("ucdp", 4), ("airwars", 12)])
def test_layouts(extractor: Callable[..., CommandResult], layout: str, rows: int) -> None:
    """Incidents that a layout leaves out are reported with the reason; the rest is written."""
    result = extractor("export", FOLDER, "--layout", layout, "-o", f"{layout}.csv")
    assert result.code == 0
    assert "left out: " in result.err
    with open(f"{layout}.csv", encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == rows


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([FOLDER, "-o", "x.pdf"], "no format is known"),
        ([FOLDER, "-o", f"{FOLDER}/reports.jsonl"], "Choose another place"),
        ([FOLDER, "-o", "x.csv", "--table", "nothing"], "Use one of incidents, reports"),
        ([FOLDER, "-o", "x.csv", "--layout", "gdelt"], "Use one of acled, ucdp, airwars"),
        ([FOLDER, "-o", "x.csv", "--layout", "acled", "--table", "incidents"], "Leave out --table"),
        (["runs/demo", "-o", "x.csv"], "no consolidated incidents"),
    ],
)
def test_invalid_arguments(extractor: Callable[..., CommandResult], options: list[str], message: str) -> None:
    """Invalid arguments exit 2 with a next step; no file is written."""
    result = extractor("export", *options)
    assert result.code == 2
    assert message in result.err
    assert not list(Path().glob("x.*"))
