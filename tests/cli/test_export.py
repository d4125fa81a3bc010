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


def test_by_the_ending(extractor: Callable[..., CommandResult]) -> None:
    """A spreadsheet holds all tables, a CSV file the incidents, or the table that is asked for."""
    assert extractor("export", FOLDER, "-o", "all.xlsx").code == 0
    assert openpyxl.load_workbook("all.xlsx")["incidents"].max_row == 18
    extractor("export", FOLDER, "-o", "i.csv")
    extractor("export", FOLDER, "-o", "f.csv", "--table", "figures")
    with (
        open("i.csv", encoding="utf-8-sig", newline="") as incidents,
        open("f.csv", encoding="utf-8-sig", newline="") as figures,
    ):
        assert (len(list(csv.DictReader(incidents))), len(list(csv.DictReader(figures)))) == (17, 21)


def test_a_map(extractor: Callable[..., CommandResult]) -> None:
    """What has no point is told, and is in the file."""
    said = extractor("export", FOLDER, "-o", "i.geojson")
    assert "4 rows have no point" in said.err


@pytest.mark.parametrize(("layout", "rows"), [("acled", 11), ("ucdp", 4), ("airwars", 12)])
def test_layouts(extractor: Callable[..., CommandResult], layout: str, rows: int) -> None:
    """What a layout leaves out is told with the reason; the rest is written."""
    said = extractor("export", FOLDER, "--layout", layout, "-o", f"{layout}.csv")
    assert said.code == 0
    assert "incidents left out: " in said.err
    with open(f"{layout}.csv", encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == rows


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ([FOLDER, "-o", "x.pdf"], "no format is known"),
        ([FOLDER, "-o", f"{FOLDER}/reports.jsonl"], "Choose another place"),
        ([FOLDER, "-o", "x.csv", "--table", "nothing"], "Use one of incidents, reports"),
        ([FOLDER, "-o", "x.csv", "--layout", "gdelt"], "Use one of acled, ucdp, airwars"),
        ([FOLDER, "-o", "x.csv", "--layout", "acled", "--table", "incidents"], "Leave out --table"),
        (["runs/demo", "-o", "x.csv"], "no consolidated incidents"),
    ],
)
def test_what_is_wrong(extractor: Callable[..., CommandResult], options: list[str], told: str) -> None:
    """Exit 2, one line with what to give instead, and no file."""
    said = extractor("export", *options)
    assert said.code == 2
    assert told in said.err
    assert not list(Path().glob("x.*"))
