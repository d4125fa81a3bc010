"""exports.acled: the columns and codes of ACLED."""

from typing import Any

import pytest

from extractor.consolidation.exports.acled import COLUMNS, exclusion, row
from extractor.schema.incident_types import TYPES
from tests.consolidated import casualty
from tests.exported import incident


def _day(start: str | None, end: str | None, precision: str) -> dict[str, Any]:
    return {"date_text": None, "date_start": start, "date_end": end, "date_precision": precision}


def test_a_strike() -> None:
    """A US strike in Iraq has ACLED's type, actors, place and lowest figure; all figures are in the notes."""
    found = row(incident(casualties=[casualty(1), casualty(3, source="residents")], admin1="Babil"))
    assert set(found) <= set(COLUMNS)
    assert len(COLUMNS) == 31
    assert (found["event_date"], found["year"], found["time_precision"]) == ("2024-01-24", 2024, 1)
    assert (found["disorder_type"], found["event_type"], found["sub_event_type"]) == (
        "Political violence",
        "Explosions/Remote violence",
        "Air/drone strike",
    )
    assert (found["actor1"], found["inter1"], found["actor2"], found["inter2"]) == (
        "United States",
        "External/Other forces",
        "Kataib Hezbollah",
        None,
    )
    assert (found["iso"], found["country"], found["admin1"], found["geo_precision"]) == (368, "Iraq", "Babil", 1)
    assert found["fatalities"] == 1
    assert "3 killed (residents)" in str(found["notes"])


@pytest.mark.parametrize(
    ("coded", "column", "value"),
    [
        (_day("2024-01-23", "2024-01-24", "day_range"), "time_precision", 2),
        (_day("2024-01-15", "2024-01-21", "week"), "time_precision", 2),
        (_day("2024-01-01", "2024-01-24", "month"), "time_precision", 3),
        ({"place_precision": "near_place"}, "geo_precision", 2),
        ({"place_name": "Anbar", "place_precision": "province_or_region"}, "geo_precision", 3),
        ({"place_name": None, "place_text": None, "place_precision": "country"}, "geo_precision", None),
        ({"initiators": [("Iraqi army", "state_military")]}, "inter1", "State forces"),
        ({"targets": [("traders", "civilians")]}, "civilian_targeting", "Civilian targeting"),
        ({"targets": [("traders", "civilians")]}, "interaction", "External/Other forces-Civilians"),
        ({"type": "ground_attack_or_clash"}, "event_type", "Battles"),
        ({"type": "ground_attack_or_clash", "targets": [("traders", "civilians")]}, "event_type", "Violence against civilians"),
        ({"type": "protest_demonstration", "initiators": [("people", "civilians")]}, "inter1", "Protesters"),
        ({"type": "weapon_interception"}, "sub_event_type", "Disrupted weapons use"),
        ({"casualties": [casualty(None)]}, "fatalities", None),
        ({}, "fatalities", 0),
    ],
)  # fmt: skip
def test_codes(coded: dict[str, Any], column: str, value: Any) -> None:
    """Precision codes and kinds of actors are ACLED's; unknown values are empty."""
    assert row(incident(**coded))[column] == value


def test_exclusion() -> None:
    """Types that ACLED does not code, and incidents not dated within a month, are excluded."""
    assert {name for name, facts in TYPES.items() if facts.acled is None} == {"sanction_designation", "diplomatic_act"}
    assert exclusion(incident(type="diplomatic_act")) == "ACLED does not code diplomatic act"
    assert exclusion(incident(**_day(None, None, "unknown"))) == "ACLED needs a day, a week or a month"
    assert exclusion(incident()) == ""
