"""consolidation.matching: whether two reports are of one incident, and why."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.consolidation.matching import Answer, Check, MatchResult, compare_reports
from extractor.consolidation.reports import Party, Report, is_full_name
from tests.consolidated import actors, party, report

DAY = date(2024, 1, 24)
NO_ACTORS = party()
BASE = {"place": "ain-al-asad-air-base", "place_name": "Ain al-Asad air base", "precision": "site"}


def _compare(first: dict[str, Any] | None = None, **second: Any) -> MatchResult:
    """Compare a report with another that differs from it in the given fields."""
    one = report("a", **(first or {}))
    return compare_reports(one, report("b", **{**(first or {}), **second}), actors())


def test_one_strike() -> None:
    """If type, day, place and sides agree it is one incident, and the reason names them all."""
    result = _compare()
    assert result.outcome == "same"
    assert result.reason == (
        "both air_drone_strike; on 2024-01-24; both at Jurf al-Sakhar; initiators: United States; targets: Kataib Hezbollah"
    )


@pytest.mark.parametrize(
    ("other", "outcome", "reason"),
    [
        ({"type": "weapon_interception"}, "different", "air_drone_strike and weapon_interception"),
        ({"place": "al-qaim", "place_name": "al-Qaim"}, "different", "Jurf al-Sakhar and al-Qaim"),
        ({"start": DAY - timedelta(1), "end": DAY - timedelta(1)}, "near", "a day apart"),
        ({"start": DAY - timedelta(2), "end": DAY - timedelta(2)}, "different", "on 2024-01-24 and 2024-01-22"),
        ({"start": DAY - timedelta(1)}, "same", ""),
        ({"start": date(2024, 1, 1), "end": date(2024, 1, 31)}, "near", "date known only to within 31 days"),
        ({"start": None, "end": None}, "near", "only one has a day"),
        ({"start": None, "end": None, "published": date(2024, 3, 1)}, "different", "published more than a week apart"),
        ({"contradicting_days": (DAY - timedelta(7), DAY - timedelta(7))}, "near", "the coded date of b.txt:i1 contradicts its date phrase"),
        ({"start": DAY - timedelta(7), "end": DAY - timedelta(7), "contradicting_days": (DAY, DAY)}, "near", "contradicts its date phrase"),
        ({"start": DAY - timedelta(7), "end": DAY - timedelta(7), "contradicting_days": (DAY - timedelta(3), DAY - timedelta(3))}, "different", "contradicts its date phrase"),
        ({"targets": party("hamas")}, "near", "targets differ: Kataib Hezbollah / Hamas"),
        ({"status": "attempted_or_foiled"}, "near", "one occurred, the other was attempted or foiled"),
        ({"status": "alleged_disputed"}, "same", ""),
        ({"country": "SY"}, "different", "IQ and SY"),
        ({"precision": "province_or_region"}, "near", "location too vague: province or region"),
        ({"place": "babil-market", "place_name": "a market in it", "within": ("jurf-al-sakhar",)}, "near", ": one is part of the other"),
        ({"initiators": party("israel")}, "near", "initiators differ: United States / Israel"),
        ({"initiators": party("international-coalition")}, "same", "United States and International coalition"),
        ({"initiators": party(names=["somebodi"])}, "near", "initiators differ: United States / somebodi"),
        ({"initiators": party("israel", names=["local alies"])}, "near", "initiators differ"),
        ({"initiators": NO_ACTORS, "targets": NO_ACTORS}, "near", "match score 1 of 2 required (town or district)"),
        ({"place": "", "place_name": "", "precision": "country"}, "near", "not both name a place"),
        ({"place": "", "place_name": "", "precision": "country", "country": "SY"}, "different", "IQ and SY"),
        ({"type": "missile_rocket_artillery"}, "same", "on 2024-01-24"),
        ({"type": "missile_rocket_artillery", "targets": NO_ACTORS}, "near", "match score 2 of 3 required (town or district, types differ)"),
        ({"precision": "near_place", "targets": NO_ACTORS}, "near", "match score 2 of 3 required (vague location)"),
        ({"article": "text-a a.txt"}, "different", "both from one article"),
    ],
)  # fmt: skip
def test_one_difference(other: dict[str, Any], outcome: str, reason: str) -> None:
    """Each single difference from the same strike leads to this outcome and reason."""
    result = _compare(**other)
    assert result.outcome == outcome
    assert reason in result.reason or outcome == "same"


def test_required_score_by_precision() -> None:
    """At a site type and day are enough; in a town a side or the casualties must agree too."""
    alone: dict[str, Any] = {"initiators": NO_ACTORS, "targets": NO_ACTORS}
    assert _compare({**BASE, **alone}).outcome == "same"
    assert _compare(alone).outcome == "near"
    for few in ({("killed", 2, 2)}, {("killed", 14, 14)}, {("killed", 0, 0), ("injured", None, None)}):
        assert _compare({**alone, "casualties": frozenset(few)}).outcome == "near"
    for distinctive in ({("killed", 14, 14), ("injured", 40, None)}, {("killed", 1, 1), ("injured", 2, 2)}):
        assert _compare({**alone, "casualties": frozenset(distinctive)}).outcome == "same"


def test_unknown_place() -> None:
    """The same unknown place name requires a higher score than a known place."""
    market = {"place": "IQ: the market", "place_name": "the market", "precision": "site"}
    assert _compare(market).outcome == "same"
    assert _compare(market, targets=NO_ACTORS).outcome == "near"
    assert "3 required (unknown place)" in _compare(market, targets=NO_ACTORS).reason


def test_same_name_in_two_regions() -> None:
    """Springfield, Illinois and Springfield, Missouri are two places; a code or a longer name may be the same region."""
    town = {"place": "US: springfield", "place_name": "Springfield", "country": "US", "admin1": "Illinois"}
    assert _compare({**town}, admin1="Missouri").outcome == "different"
    assert "one in Illinois, the other in Missouri" in _compare({**town}, admin1="Missouri").reason
    for same in ("Illinois", "IL", "Illinois state", None):
        assert _compare({**town}, admin1=same).outcome == "same"


def test_a_person_in_common() -> None:
    """A full personal name on either side identifies an incident at an unknown place; the name of a group does not."""
    village = {"place": "US: smicksburg", "place_name": "Smicksburg", "initiators": NO_ACTORS}
    named = Party(frozenset(), frozenset({"amina reyes"}), frozenset({"amina reyes"}))
    group = Party(frozenset(), frozenset({"red brigades"}))
    assert _compare({**village, "targets": named}).outcome == "same"
    assert _compare({**village, "targets": group}).outcome == "near"
    assert _compare({**village, "targets": named}, targets=NO_ACTORS, initiators=named).outcome == "same"


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("Amina Reyes", True),
        ("Abdel bin Salman", True),
        ("Reyes", False),
        ("two Palestinian men", False),
        ("Émile Zola", True),
    ],
)
def test_full_names(name: str, full: bool) -> None:
    """Two capitalized words, with particles between them, are a full name."""
    assert is_full_name(name) is full


def test_three_attacks_on_one_base() -> None:
    """Saturday's missiles, Tuesday's drones and Wednesday's missiles on one base are not joined."""
    saturday = report("a", **BASE, type="missile_rocket_artillery", start=DAY - timedelta(4), end=DAY - timedelta(4))
    tuesday = report("b", **BASE, start=DAY - timedelta(1), end=DAY - timedelta(1))
    wednesday = report("c", **BASE, type="missile_rocket_artillery")
    assert {
        compare_reports(one, other, actors()).outcome for one, other in ((saturday, tuesday), (saturday, wednesday))
    } == {"different"}
    assert compare_reports(tuesday, wednesday, actors()).outcome == "near"


def test_sanctions() -> None:
    """Sanctions need no place, but the same initiators and targets; undated ones match within a day of publication."""
    sanction = {
        "type": "sanction_designation",
        "place": "",
        "place_name": "",
        "precision": "unknown",
        "country": None,
        "start": None,
        "end": None,
    }
    assert _compare(sanction).outcome == "same"
    assert _compare(sanction, published=DAY + timedelta(1)).outcome == "same"
    assert _compare(sanction, published=DAY + timedelta(2)).outcome == "near"
    assert _compare(sanction, published=DAY + timedelta(8)).outcome == "different"
    assert _compare({**sanction, "country": "IQ"}, country="CH").outcome == "different"
    assert _compare({**sanction, "place": "baghdad"}, place="erbil").outcome == "different"
    assert _compare(sanction, initiators=NO_ACTORS).outcome == "different"
    assert _compare(sanction, targets=party("kataib-hezbollah", names=["fli baghdad"])).outcome == "near"
    assert _compare(sanction, targets=party(names=["seven men"])).outcome == "different"
    assert _compare({**sanction, "targets": party(names=["fli baghdad"])}).outcome == "same"


def test_different_targets_and_figures() -> None:
    """If targets and figures both differ it is a near miss: one state may strike a town twice a day."""
    one = {"targets": party(names=["mosad"]), "casualties": frozenset({("killed", 4, 4)})}
    other = {"targets": party(names=["a busines mans home"]), "casualties": frozenset({("killed", 6, 6)})}
    assert _compare(one, **other).reason == "targets and casualty figures both differ"
    assert _compare(one, targets=other["targets"]).outcome == "same"
    assert _compare(one, casualties=other["casualties"]).outcome == "same"


def test_initiators_in_one_report_only() -> None:
    """In a town the same target is enough if one report names initiators, not if neither does."""
    assert _compare(initiators=NO_ACTORS).outcome == "same"
    assert _compare({"initiators": NO_ACTORS}).outcome == "near"
    assert _compare(initiators=NO_ACTORS, targets=NO_ACTORS).outcome == "near"


def test_casualties_far_apart() -> None:
    """Thirty and two killed make a near miss though all else agrees; four and eight do not."""
    one = {"casualties": frozenset({("killed", 30, 30)})}
    assert _compare(one, casualties=frozenset({("killed", 2, 2)})).outcome == "near"
    assert _compare(one, casualties=frozenset({("killed", 2, 2), ("killed", 25, None)})).outcome == "same"
    assert (
        _compare({"casualties": frozenset({("killed", 4, 4)})}, casualties=frozenset({("killed", 11, 11)})).outcome
        == "near"
    )
    assert (
        _compare({"casualties": frozenset({("killed", 4, 4)})}, casualties=frozenset({("killed", 8, 8)})).outcome
        == "same"
    )
    assert (
        _compare(
            {"casualties": frozenset({("injured", None, None)})}, casualties=frozenset({("injured", 50, 50)})
        ).outcome
        == "same"
    )


def test_two_borderline_answers() -> None:
    """One borderline answer is a near miss, two are different incidents."""
    result = _compare(initiators=party("israel"), start=DAY - timedelta(1), end=DAY - timedelta(1))
    assert result.outcome == "different"
    assert "a day apart" in result.reason
    assert "initiators differ" in result.reason


def _reports(id_: str) -> st.SearchStrategy[Report]:
    days = st.one_of(st.none(), st.integers(0, 6).map(lambda n: DAY - timedelta(n)))
    sides = st.sampled_from(
        [NO_ACTORS, party("united-states"), party("israel"), party("kataib-hezbollah"), party(names=["x"])]
    )
    places = st.sampled_from(["", "al-qaim", "jurf-al-sakhar"])

    def make(type_: str, start: date | None, length: int, place: str, initiators: Any, targets: Any) -> Report:
        end = start + timedelta(length) if start else None
        return report(id_, type=type_, start=start, end=end, place=place, initiators=initiators, targets=targets)

    types = st.sampled_from(["air_drone_strike", "bombing_ied", "sanction_designation", "protest_demonstration"])
    return st.builds(make, types, days, st.integers(0, 4), places, sides, sides)


@given(_reports("a"), _reports("b"))
def test_symmetry(one: Report, other: Report) -> None:
    """Compared in either order two reports get the same outcome and strength; each rule gives a reason."""
    there, back = compare_reports(one, other, actors()), compare_reports(other, one, actors())
    assert (there.outcome, there.strength) == (back.outcome, back.strength)
    assert all(check.reason for check in there.checks)
    assert there.reason


CHECKS = (
    Check("type", Answer.YES, "both a strike"),
    Check("date", Answer.BORDERLINE, "a day apart"),
    Check("place", Answer.NO, "here and there"),
    Check("casualties", Answer.UNKNOWN, "no figure"),
)


def test_reason() -> None:
    """The reason is what agrees for one incident, what is borderline for a near miss, what contradicts for two."""
    assert MatchResult("same", CHECKS).reason == "both a strike"
    assert MatchResult("near", CHECKS).reason == "a day apart"
    assert MatchResult("different", CHECKS).reason == "here and there"


def test_answers() -> None:
    """Answers are printed as words."""
    assert [str(answer) for answer in Answer] == ["yes", "unknown", "borderline", "no"]
