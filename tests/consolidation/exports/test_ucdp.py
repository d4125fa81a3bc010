"""exports.ucdp: the columns and codes of the UCDP GED."""

from typing import Any

import pytest

from extractor.consolidation.exports.ucdp import COLUMNS, exclusion, row
from tests.consolidated import casualty
from tests.exported import incident

DEAD = {"casualties": [casualty(1), casualty(3, source="residents"), casualty(9, superseded=True)]}


def test_a_strike() -> None:
    """Low and high are the ends of the range, best is the low end, and the side of the dead is unknown."""
    found = row(incident(**DEAD))
    assert set(found) <= set(COLUMNS)
    assert len(COLUMNS) == 49
    assert (found["low"], found["best"], found["high"], found["deaths_unknown"]) == (1, 1, 3, 1)
    assert (found["type_of_violence"], found["side_a"], found["side_b"]) == (1, "United States", "Kataib Hezbollah")
    assert (found["where_prec"], found["geom_wkt"]) == (1, "POINT (44.2208 32.8661)")
    assert (found["date_prec"], found["event_clarity"], found["number_of_sources"]) == (1, 1, 1)
    assert found["source_original"] == "the ministry; residents"


@pytest.mark.parametrize(
    ("coded", "column", "value"),
    [
        ({"date_text": None, "date_start": "2024-01-23", "date_precision": "day_range"}, "date_prec", 2),
        ({"date_text": None, "date_start": "2024-01-18", "date_precision": "week"}, "date_prec", 3),
        ({"date_text": None, "date_start": "2024-01-01", "date_precision": "month"}, "event_clarity", 2),
        ({"place_precision": "near_place"}, "where_prec", 2),
        ({"place_precision": "province_or_region"}, "where_prec", 4),
        ({"place_name": None, "place_text": None, "place_precision": "country"}, "where_prec", 6),
        ({"place_name": None, "place_text": None, "place_precision": "country"}, "geom_wkt", None),
        ({"targets": [("traders", "civilians")]}, "type_of_violence", 3),
        ({"targets": [("traders", "civilians")]}, "side_b", "Civilians"),
        ({"initiators": [], "targets": [("traders", "civilians")]}, "dyad_name", None),
        ({"initiators": [("Hamas", "armed_group")]}, "type_of_violence", 2),
        ({"initiators": []}, "type_of_violence", None),
        ({"initiators": []}, "dyad_name", None),
    ],
)  # fmt: skip
def test_codes(coded: dict[str, Any], column: str, value: Any) -> None:
    """Precision codes and types of violence are those of the GED."""
    assert row(incident(**DEAD, **coded))[column] == value


def test_exclusion() -> None:
    """Only dated violence with a number of deaths is included."""
    assert exclusion(incident(**DEAD)) == ""
    assert "not protest or funeral" in exclusion(incident(type="protest_demonstration"))
    for none in ([], [casualty(0)], [casualty(None)], [casualty(5, status="injured")]):
        assert exclusion(incident(casualties=none)) == "the GED has only events with a number of deaths"
    undated = {"date_text": None, "date_start": None, "date_end": None, "date_precision": "unknown"}
    assert exclusion(incident(**DEAD, **undated)) == "the GED needs a date"
