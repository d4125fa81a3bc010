"""consolidation.merged: one incident from its reports, every value beside who gives it."""

from datetime import date

from extractor.consolidation.fusion import incident_id
from tests.consolidated import account, casualty, merge, quote, report


def test_every_value_with_its_reports() -> None:
    """What reports differ in stands side by side; shown is what most sources give."""
    found = merge(account("a", weapon="armed_drone"), account("b"), account("c"))
    assert found["weapon"] == "aircraft_munition"
    assert [(each["value"], each["sources"], len(each["reports"])) for each in found["values"]["weapon"]] == [
        ("aircraft_munition", 2, 2),
        ("armed_drone", 1, 1),
    ]
    assert [each["label"] for each in found["reports"]] == ["a.txt:i1", "b.txt:i1", "c.txt:i1"]
    assert found["links"] == [{"a": "x", "b": "y", "outcome": "same", "reason": "both at X"}]


def test_sources_count_and_not_reports() -> None:
    """Two reports of one agency count as one source: what they say weighs no more than what one other says."""
    two = [account(name, ("afp",), type="bombing_ied") for name in "ab"]
    found = merge(*two, account("c"))
    assert found["sources"] == 2
    assert found["grade"] == "several_independent"
    assert [(each["value"], each["sources"]) for each in found["values"]["type"]] == [
        ("bombing_ied", 1),
        ("air_drone_strike", 1),
    ]
    assert [each["agencies"] for each in found["reports"]] == [["Agence France-Presse"], ["Agence France-Presse"], []]


def test_unknown_is_shown_only_where_nothing_else_is_said() -> None:
    """One report that knows the weapon goes before two that do not; all three values are kept."""
    found = merge(account("a", weapon="unknown"), account("b", weapon="unknown"), account("c", weapon="rocket"))
    assert found["weapon"] == "rocket"
    assert len(found["values"]["weapon"]) == 2
    assert merge(account("a", weapon="unknown"))["weapon"] == "unknown"


def test_tolls() -> None:
    """The figures of all reports make one range; those for the operation stand apart and count nowhere."""
    operation = {"summary": "Strikes on three sites.", "casualties": [casualty(50)], "sources": [None]}
    found = merge(
        account("a", casualties=[casualty(1)], operation_row=operation), account("b", casualties=[casualty(2)])
    )
    (killed,) = found["tolls"]
    assert (killed["low"], killed["high"]) == (1, 2)
    assert [each["article"] for each in killed["figures"]] == ["a.txt", "b.txt"]
    assert [(each["low"], each["operation"]) for each in found["operation_tolls"]] == [(50, "Strikes on three sites.")]


def test_days_in_common() -> None:
    """A range and a day within it make the day; each report's own is kept."""
    night = {"date_start": "2024-01-23", "date_precision": "day_range", "date_text": "last night"}
    found = merge(account("a", **night), account("b"))
    assert (found["date_start"], found["date_end"], found["date_precision"]) == (
        "2024-01-24",
        "2024-01-24",
        "exact_day",
    )
    assert {each["value"] for each in found["values"]["date"]} == {"2024-01-23/2024-01-24", "2024-01-24"}
    (narrowed,) = merge(account("a", **{**night, "date_end": "2024-01-25"}))["values"]["date"]
    assert narrowed["value"] == "2024-01-23/2024-01-25"
    undated = {"date_text": None, "date_start": None, "date_end": None, "date_precision": "unknown"}
    assert merge(account("a", **undated))["date_start"] is None


def test_joined_by_hand() -> None:
    """Reports without a common day or place keep all of them, and the row says that a person joined them."""
    other = {"date_start": "2024-01-20", "date_end": "2024-01-20", "date_text": None, "place_name": "al-Qaim"}
    found = merge(account("a"), account("b", **other))
    assert (found["date_start"], found["date_end"], found["date_precision"]) == (
        "2024-01-20",
        "2024-01-24",
        "day_range",
    )
    assert found["flags"] == [
        "date: its reports have no day in common; a person joined them",
        "place: its reports name several; a person joined them",
    ]


def test_flags_of_reports() -> None:
    """What code found wrong in a report is said of the incident, with the article."""
    found = merge(account("a", date_text="on Tuesday"))
    assert found["flags"][0].startswith("a.txt: date: the coding has 2024-01-24")


def test_statements() -> None:
    """Denials and claims stand with the incident, with who speaks and what they speak of."""
    said = {
        "type": "denial",
        "speaker": quote("Centcom"),
        "on_behalf_of": None,
        "about": "op1",
        "quote": quote("It was not us"),
        "speaker_id": "united-states",
        "on_behalf_of_id": None,
    }
    found = merge(account("a", statements=[said], claimed_by="The Pentagon"))
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
    """Actors by their usual name, with id, kind and country; who is unknown as it is written."""
    found = merge(account("a", initiators=[("Pentagon", "state_military"), ("Gunmen", "armed_group")]), account("b"))
    assert found["initiators"] == [
        {"id": "united-states", "name": "United States", "kind": "state", "country": "US"},
        {"id": None, "name": "Gunmen", "kind": "armed_group", "country": None},
    ]


def test_the_best_known_place() -> None:
    """Of reports that know a place more or less exactly, the more exact one gives the point."""
    vague = account("a", place_precision="near_place")
    found = merge(vague, account("b", admin1="Babil"))
    assert (found["place_id"], found["place_precision"], found["lat"]) == (
        "jurf-al-sakhar",
        "town_or_district",
        32.8661,
    )


def test_the_id_stays() -> None:
    """It is that of the report published first: later reports change nothing, and neither does the order."""
    first = report("m", published=date(2024, 1, 24))
    later = [report("a", published=date(2024, 1, 25)), report("b", published=None)]
    assert incident_id([first]) == incident_id([first, *later]) == incident_id([*later, first])
    assert incident_id([first]) != incident_id(later)
    assert len(incident_id([first])) == 12
