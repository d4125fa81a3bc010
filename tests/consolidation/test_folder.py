"""consolidation.folder: rows of tables; writing and reading a folder, each file whole or absent."""

import csv
from pathlib import Path
from typing import Any, cast

import pytest

from extractor.consolidation.casualties import Figure
from extractor.consolidation.clustering import Link
from extractor.consolidation.folder import (
    FIGURE_COLUMNS,
    FILES,
    INCIDENT_COLUMNS,
    LINK_COLUMNS,
    REPORT_COLUMNS,
    STATEMENT_COLUMNS,
    VALUE_COLUMNS,
    consolidated_folder,
    figure_rows,
    format_figure,
    format_number,
    incident_row,
    link_rows,
    read_incidents,
    read_manifest,
    read_reports,
    report_row,
    statement_rows,
    value_rows,
)
from extractor.consolidation.fusion import ConsolidatedIncident
from extractor.core.errors import InputError, UsageError
from tests.consolidated import FACTS, attributed, casualty, merge, row

OUT = Path("out")


def _write(*, fail: bool = False, **changes: Any) -> None:
    report = attributed("a", casualties=[casualty(2)], **changes)
    with consolidated_folder(OUT, FACTS) as folder:
        folder.add(merge(report), [report.row])
        folder.add_near_miss(Link("a", "b", "near", "a day apart"), "a.txt:i1 and b.txt:i1")
        if fail:
            raise KeyboardInterrupt


def _cells(name: str) -> list[dict[str, str]]:
    with open(OUT / name, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_files() -> None:
    """A folder has incidents, reports, figures, near misses, incidents not geocoded, and a manifest of hashes."""
    _write()
    assert {path.name for path in OUT.iterdir()} == {*FILES, "manifest.json"}
    assert set(read_manifest(OUT)["files"]) == set(FILES)
    (incident,) = read_incidents(OUT)
    (report,) = read_reports(OUT)
    assert report["incident"] == incident["incident"] == _cells("incidents.csv")[0]["incident"]
    assert _cells("figures.csv")[0]["low"] == "2"
    assert _cells("near_misses.csv") == [
        {"decision": "", "a": "a", "b": "b", "note": "a.txt:i1 and b.txt:i1: a day apart"}
    ]
    assert _cells("unplaced.csv") == []


def test_not_geocoded() -> None:
    """An incident without coordinates is in incidents.csv and in unplaced.csv."""
    _write(place_name="Umm Nowhere", place_text="Umm Nowhere")
    assert [each["place"] for each in _cells("unplaced.csv")] == ["Umm Nowhere"]
    assert len(_cells("incidents.csv")) == 1


def test_files_are_whole_or_absent() -> None:
    """An interruption leaves the earlier files unchanged."""
    _write()
    before = {path.name: path.read_bytes() for path in OUT.iterdir()}
    with pytest.raises(KeyboardInterrupt):
        _write(summary="Another.", fail=True)
    assert {path.name: path.read_bytes() for path in OUT.iterdir()} == before


def test_formulas_are_escaped() -> None:
    """X09: a summary or a name that begins like a formula is text in every table; right-to-left text is unchanged."""
    _write(summary="=1+1", initiators=[("@cmd", "unknown"), ("كتائب حزب الله", "armed_group")])
    assert _cells("incidents.csv")[0]["summary"] == "'=1+1"
    assert _cells("reports.csv")[0]["initiators.name"] == "'@cmd | كتائب حزب الله"


def test_other_files() -> None:
    """A folder with other files, or with a run, is never overwritten."""
    OUT.mkdir()
    (OUT / "thesis.docx").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match="holds files of another kind"):
        _write()
    (OUT / "thesis.docx").unlink()
    (OUT / "manifest.json").write_text('{"schema": "x"}', encoding="utf-8")
    with pytest.raises(UsageError, match="holds files of another kind"):
        _write()


def test_reading_back() -> None:
    """A folder without incidents, and a changed file, raise an error with the next step."""
    with pytest.raises(InputError, match="extractor consolidate RUN"):
        read_manifest(OUT)
    _write()
    (OUT / "incidents.csv").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match=r"incidents\.csv: missing, or changed since it was written"):
        read_manifest(OUT)


@pytest.fixture
def incident() -> ConsolidatedIncident:
    operation = {"summary": "Three sites.", "casualties": [casualty(50)], "sources": [None]}
    denial = {
        "type": "denial",
        "speaker": {"text": "X"},
        "on_behalf_of": None,
        "about": "i1",
        "quote": {"text": "No", "match": "exact", "start": 0, "end": 2},
        "speaker_id": None,
        "on_behalf_of_id": None,
    }
    return merge(
        attributed("a", casualties=[casualty(1)], operation_row=operation, statements=[denial]),
        attributed("b", casualties=[casualty(2, superseded=True), casualty(2, open=True)]),
    )


def test_every_table_has_its_columns(incident: ConsolidatedIncident) -> None:
    """No row has a column that its table lacks."""
    assert set(incident_row(incident)) <= set(INCIDENT_COLUMNS)
    for rows, columns in (
        (figure_rows, FIGURE_COLUMNS),
        (statement_rows, STATEMENT_COLUMNS),
        (value_rows, VALUE_COLUMNS),
        (link_rows, LINK_COLUMNS),
    ):
        found = list(rows(incident))
        assert found
        assert all(set(each) - {"operation"} <= set(columns) | {"quote"} for each in found)
    assert set(report_row({"incident": "x", **row()})) <= {*REPORT_COLUMNS, "casualties"}


def test_an_incident_in_one_row(incident: ConsolidatedIncident) -> None:
    """An incident has its ranges as numbers, every figure as text, and the labels of its reports."""
    found = incident_row(incident)
    assert (found["killed_low"], found["killed_high"], found["killed_open"]) == (1, 2, True)
    assert "injured_low" not in found
    assert (
        found["figures"] == "1 killed (the ministry); 2+ killed (the ministry); 2 killed (the ministry, earlier figure)"
    )
    assert (found["reports"], found["articles"]) == (2, "a.txt:i1 | b.txt:i1")
    assert found["initiators"] == "United States"


def test_scope_of_figures(incident: ConsolidatedIncident) -> None:
    """Figures of an incident and of its operation are in one table, with their scope."""
    assert [(each["scope"], each["low"]) for each in figure_rows(incident)] == [
        ("incident", 1),
        ("incident", 2),
        ("incident", 2),
        ("operation", 50),
    ]
    assert next(iter(figure_rows(incident)))["quote"] == "1 were killed"


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [(2, 2, "2"), (2, 4, "2-4"), (8, None, "8+"), (None, None, "some"), (None, 3, "up to 3"), (0, 0, "0")],
)
def test_numbers(low: int | None, high: int | None, shown: str) -> None:
    """A figure is formatted as a number, a range, or with its open end."""
    assert format_number(low, high) == shown


def test_figure_without_source() -> None:
    """A figure without a source is attributed to the article."""
    figure = {"low": 2, "high": 2, "status": "killed_or_injured", "source": None, "superseded": False}
    assert format_figure(cast("Figure", figure)) == "2 killed or injured (the article)"


def test_added_columns() -> None:
    """Ids, location, derived date and flags are separate columns; fields with quotes that were not found are named."""
    made = row(date_text="on Tuesday")
    assert made["place_text"]
    made["place_text"]["match"] = "ungrounded"
    found = report_row({"incident": "x", **made})
    assert (found["initiator_ids"], found["found_place_id"], found["derived_start"]) == (
        "united-states",
        "jurf-al-sakhar",
        "2024-01-23",
    )
    assert str(found["flags"]).startswith("date:")
    assert found["ungrounded"] == "place_text"
    assert found["date_start"] == "2024-01-24"
