"""consolidation.folder: consolidated incidents as rows of tables."""

from typing import cast

import pytest

from extractor.consolidation.casualties import Figure
from extractor.consolidation.folder import (
    FIGURE_COLUMNS,
    INCIDENT_COLUMNS,
    LINK_COLUMNS,
    REPORT_COLUMNS,
    STATEMENT_COLUMNS,
    VALUE_COLUMNS,
    figure_rows,
    format_figure,
    format_number,
    incident_row,
    link_rows,
    report_row,
    statement_rows,
    value_rows,
)
from extractor.consolidation.fusion import ConsolidatedIncident
from tests.consolidated import attributed, casualty, merge, row


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
