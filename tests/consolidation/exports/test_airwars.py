"""exports.airwars: the fields of an Airwars assessment."""

from extractor.consolidation.exports.airwars import COLUMNS, exclusion, row
from tests.consolidated import casualty
from tests.exported import incident


def test_a_strike_on_civilians() -> None:
    """Ranges of killed and injured are civilian only if civilians are the only targets."""
    casualties = [casualty(1), casualty(3), casualty(2, status="injured")]
    found = row(incident(casualties=casualties, targets=[("traders", "civilians")]))
    assert set(found) <= set(COLUMNS)
    assert (
        found["civilian_harm_reported"],
        found["civilians_reported_killed_min"],
        found["civilians_reported_killed_max"],
    ) == ("Yes", 1, 3)
    assert found["civilians_reported_injured_min"] == 2
    fighters = row(incident(casualties=casualties))
    assert (
        fighters["civilian_harm_reported"],
        fighters["civilians_reported_killed_min"],
        fighters["reported_killed_max"],
    ) == ("Unknown", None, 3)


def test_belligerents() -> None:
    """Initiators that acknowledge an incident are known, others are suspected."""
    acknowledged = row(incident(basis="acknowledged_by_actor", claimed_by="Pentagon"))
    assert (acknowledged["known_belligerents"], acknowledged["suspected_belligerents"]) == ("United States", None)
    assert row(incident())["suspected_belligerents"] == "United States"


def test_grading() -> None:
    """Gradings are Contested, Fair or Weak, never Confirmed: acknowledging a strike does not acknowledge harm."""
    assert row(incident(status="alleged_disputed"))["airwars_grading"] == "Contested"
    assert row(incident(basis="acknowledged_by_actor", claimed_by="Pentagon"))["airwars_grading"] == "Weak"
    assert row({**incident(), "sources": 2})["airwars_grading"] == "Fair"


def test_exclusion() -> None:
    """Only attacks are included, with or without date and place."""
    assert exclusion(incident(place_name=None, place_text=None)) == ""
    assert "not sanction" in exclusion(incident(type="sanction_designation"))
