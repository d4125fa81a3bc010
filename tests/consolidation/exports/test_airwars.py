"""exports.airwars: the fields of an Airwars assessment."""

from extractor.consolidation.exports.airwars import COLUMNS, refuses, row
from tests.consolidated import casualty
from tests.exported import incident


def test_a_strike_on_civilians() -> None:
    """Ranges of killed and injured count as civilians only where civilians are among the targets."""
    toll = [casualty(1), casualty(3), casualty(2, status="injured")]
    found = row(incident(casualties=toll, targets=[("traders", "civilians")]))
    assert set(found) <= set(COLUMNS)
    assert (
        found["civilian_harm_reported"],
        found["civilians_reported_killed_min"],
        found["civilians_reported_killed_max"],
    ) == ("Yes", 1, 3)
    assert found["civilians_reported_injured_min"] == 2
    fighters = row(incident(casualties=toll))
    assert (
        fighters["civilian_harm_reported"],
        fighters["civilians_reported_killed_min"],
        fighters["reported_killed_max"],
    ) == ("Unknown", None, 3)


def test_belligerents() -> None:
    """Who acknowledges it is known; who is only said to have done it is suspected."""
    said = row(incident(basis="acknowledged_by_actor", claimed_by="Pentagon"))
    assert (said["known_belligerents"], said["suspected_belligerents"]) == ("United States", None)
    assert row(incident())["suspected_belligerents"] == "United States"


def test_grading() -> None:
    """Contested, fair or weak; nothing is confirmed by code: to acknowledge a strike is not to acknowledge the harm."""
    assert row(incident(status="alleged_disputed"))["airwars_grading"] == "Contested"
    assert row(incident(basis="acknowledged_by_actor", claimed_by="Pentagon"))["airwars_grading"] == "Weak"
    assert row({**incident(), "sources": 2})["airwars_grading"] == "Fair"


def test_what_is_left_out() -> None:
    """Only attacks are assessed, dated or not, placed or not."""
    assert refuses(incident(place_name=None, place_text=None)) == ""
    assert "not sanction_designation" in refuses(incident(type="sanction_designation"))
