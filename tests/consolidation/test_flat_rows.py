"""consolidation.flat: consolidated incidents as flat tables."""

from typing import Any

import pytest

from extractor.consolidation.folder import (
    FIGURE,
    INCIDENT,
    LINK,
    REPORT,
    STATEMENT,
    VALUE,
    figure_rows,
    format_figure,
    format_number,
    incident_row,
    link_rows,
    report_row,
    statement_rows,
    value_rows,
)
from tests.consolidated import account, casualty, merge, row


@pytest.fixture
def incident() -> dict[str, Any]:
    operation = {"summary": "Three sites.", "casualties": [casualty(50)], "sources": [None]}
    said = {
        "type": "denial",
        "speaker": {"text": "X"},
        "on_behalf_of": None,
        "about": "i1",
        "quote": {"text": "No", "match": "exact", "start": 0, "end": 2},
        "speaker_id": None,
        "on_behalf_of_id": None,
    }
    return merge(
        account("a", casualties=[casualty(1)], operation_row=operation, statements=[said]),
        account("b", casualties=[casualty(2, superseded=True), casualty(2, open=True)]),
    )


def test_every_table_has_its_columns(incident: dict[str, Any]) -> None:
    """No row has a column that its table does not have."""
    assert set(incident_row(incident)) <= set(INCIDENT)
    for rows, columns in ((figure_rows, FIGURE), (statement_rows, STATEMENT), (value_rows, VALUE), (link_rows, LINK)):
        found = list(rows(incident))
        assert found
        assert all(set(each) - {"operation"} <= set(columns) | {"quote"} for each in found)
    assert set(report_row({"incident": "x", **row()})) <= {*REPORT, "casualties"}


def test_an_incident_in_one_row(incident: dict[str, Any]) -> None:
    """Ranges by status as numbers, every figure in words, the labels of the reports."""
    found = incident_row(incident)
    assert (found["killed_low"], found["killed_high"], found["killed_open"]) == (1, 2, True)
    assert "injured_low" not in found
    assert (
        found["figures"] == "1 killed (the ministry); 2+ killed (the ministry); 2 killed (the ministry, earlier figure)"
    )
    assert (found["reports"], found["articles"]) == (2, "a.txt:i1 | b.txt:i1")
    assert found["initiators"] == "United States"


def test_figures_of_an_operation_are_told_apart(incident: dict[str, Any]) -> None:
    """They stand in the table of figures with their scope."""
    assert [(each["scope"], each["low"]) for each in figure_rows(incident)] == [
        ("incident", 1),
        ("incident", 2),
        ("incident", 2),
        ("operation", 50),
    ]
    assert next(iter(figure_rows(incident)))["quote"] == "1 were killed"


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [(2, 2, "2"), (2, 4, "2-4"), (8, None, "8+"), (None, None, "some"), (None, 3, "up to 3"), (0, 0, "0")],
)
def test_numbers(low: int | None, high: int | None, told: str) -> None:
    """A figure's number as people write it."""
    assert format_number(low, high) == told


def test_the_articles_own_figure() -> None:
    """A figure without a source is the article's."""
    assert (
        format_figure({"low": 2, "high": 2, "status": "killed_or_injured", "source": None, "superseded": False})
        == "2 killed or injured (the article)"
    )


def test_what_code_found_in_a_report() -> None:
    """Ids, point, derived date and flags are columns of their own; a lost quote is named."""
    made = row(date_text="on Tuesday")
    made["place_text"]["match"] = "ungrounded"
    found = report_row({"incident": "x", **made})
    assert (found["initiator_ids"], found["found_place_id"], found["derived_start"]) == (
        "united-states",
        "jurf-al-sakhar",
        "2024-01-23",
    )
    assert found["flags"].startswith("date:")
    assert found["ungrounded"] == "place_text"
    assert found["date_start"] == "2024-01-24"
