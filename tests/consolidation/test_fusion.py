"""consolidation.fusion: one incident from its reports, with every value beside its reports."""

from datetime import date
from typing import Any

from extractor.consolidation.fusion import incident_id
from tests.consolidated import attributed, casualty, merge, quote, report


def test_every_value_with_its_reports() -> None:
    """Differing values are listed with their reports; the one that most sources give is shown."""
    found = merge(attributed("a", weapon="armed_drone"), attributed("b"), attributed("c"))
    assert found["weapon"] == "aircraft_munition"
    assert [(each["value"], each["sources"], len(each["reports"])) for each in found["values"]["weapon"]] == [
        ("aircraft_munition", 2, 2),
        ("armed_drone", 1, 1),
    ]
    assert [each["label"] for each in found["reports"]] == ["a.txt:i1", "b.txt:i1", "c.txt:i1"]
    assert found["links"] == [{"a": "x", "b": "y", "outcome": "same", "reason": "both at X"}]


def test_values_are_ranked_by_sources() -> None:
    """Two reports of one agency count as one source, like a single other report."""
    two = [attributed(name, ("afp",), type="bombing_ied") for name in "ab"]
    found = merge(*two, attributed("c"))
    assert found["sources"] == 2
    assert found["grade"] == "several_independent"
    assert [(each["value"], each["sources"]) for each in found["values"]["type"]] == [
        ("bombing_ied", 1),
        ("air_drone_strike", 1),
    ]
    assert [each["agencies"] for each in found["reports"]] == [["Agence France-Presse"], ["Agence France-Presse"], []]


def test_unknown_is_shown_last() -> None:
    """A weapon that one report gives is shown rather than `unknown` from two; both values are kept."""
    found = merge(
        attributed("a", weapon="unknown"), attributed("b", weapon="unknown"), attributed("c", weapon="rocket")
    )
    assert found["weapon"] == "rocket"
    assert len(found["values"]["weapon"]) == 2
    assert merge(attributed("a", weapon="unknown"))["weapon"] == "unknown"


def test_casualties() -> None:
    """The figures of all reports make one range; those for the operation are kept apart."""
    operation = {"summary": "Strikes on three sites.", "casualties": [casualty(50)], "sources": [None]}
    found = merge(
        attributed("a", casualties=[casualty(1)], operation_row=operation), attributed("b", casualties=[casualty(2)])
    )
    (killed,) = found["tolls"]
    assert (killed["low"], killed["high"]) == (1, 2)
    assert [each["article"] for each in killed["figures"]] == ["a.txt", "b.txt"]
    assert [(each["low"], each["operation"]) for each in found["operation_tolls"]] == [(50, "Strikes on three sites.")]


def test_days_in_common() -> None:
    """A range and a day within it give the day; the days of each report are kept."""
    night: dict[str, Any] = {"date_start": "2024-01-23", "date_precision": "day_range", "date_text": "last night"}
    found = merge(attributed("a", **night), attributed("b"))
    assert (found["date_start"], found["date_end"], found["date_precision"]) == (
        "2024-01-24",
        "2024-01-24",
        "exact_day",
    )
    assert {each["value"] for each in found["values"]["date"]} == {"2024-01-23/2024-01-24", "2024-01-24"}
    (narrowed,) = merge(attributed("a", **{**night, "date_end": "2024-01-25"}))["values"]["date"]
    assert narrowed["value"] == "2024-01-23/2024-01-25"
    undated: dict[str, Any] = {"date_text": None, "date_start": None, "date_end": None, "date_precision": "unknown"}
    assert merge(attributed("a", **undated))["date_start"] is None


def test_joined_by_decision() -> None:
    """Reports joined without a common day or place keep all days, and the incident has flags."""
    other: dict[str, Any] = {
        "date_start": "2024-01-20",
        "date_end": "2024-01-20",
        "date_text": None,
        "place_name": "al-Qaim",
    }
    found = merge(attributed("a"), attributed("b", **other))
    assert (found["date_start"], found["date_end"], found["date_precision"]) == (
        "2024-01-20",
        "2024-01-24",
        "day_range",
    )
    assert found["flags"] == [
        "date: its reports have no day in common; joined by a decision",
        "place: its reports name different places; joined by a decision",
    ]


def test_flags_of_reports() -> None:
    """The flags of a report are flags of the incident, with the article."""
    found = merge(attributed("a", date_text="on Tuesday"))
    assert found["flags"][0].startswith("a.txt: date: coded as 2024-01-24")


def test_statements() -> None:
    """Statements are listed with their speaker and whether they are about the incident or its operation."""
    denial = {
        "type": "denial",
        "speaker": quote("Centcom"),
        "on_behalf_of": None,
        "about": "op1",
        "quote": quote("It was not us"),
        "speaker_id": "united-states",
        "on_behalf_of_id": None,
    }
    found = merge(attributed("a", statements=[denial], claimed_by="The Pentagon"))
    (statement,) = found["statements"]
    assert (statement["type"], statement["speaker"], statement["about"], statement["quote"]["text"]) == (
        "denial",
        "Centcom",
        "operation",
        "It was not us",
    )
    assert found["grade"] == "contested"
    assert [each["value"] for each in found["values"]["claimed_by"]] == ["United States"]


def test_sides() -> None:
    """Known actors have their usual name, id, kind and country; unknown ones the name in the article."""
    found = merge(
        attributed("a", initiators=[("Pentagon", "state_military"), ("Gunmen", "armed_group")]), attributed("b")
    )
    assert found["initiators"] == [
        {"id": "united-states", "name": "United States", "kind": "state", "country": "US"},
        {"id": None, "name": "Gunmen", "kind": "armed_group", "country": None},
    ]


def test_most_precise_place() -> None:
    """The report with the most precise place gives the coordinates."""
    vague = attributed("a", place_precision="near_place")
    found = merge(vague, attributed("b", admin1="Babil"))
    assert (found["place_id"], found["place_precision"], found["lat"]) == (
        "jurf-al-sakhar",
        "town_or_district",
        32.8661,
    )


def test_id_is_stable() -> None:
    """The id is a hash over the report published first: later reports and their order do not change it."""
    first = report("m", published=date(2024, 1, 24))
    later = [report("a", published=date(2024, 1, 25)), report("b", published=None)]
    assert incident_id([first]) == incident_id([first, *later]) == incident_id([*later, first])
    assert incident_id([first]) != incident_id(later)
    assert len(incident_id([first])) == 12
