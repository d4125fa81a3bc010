"""consolidation.rules: whether two reports tell of one incident, and why."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.consolidation.matching import MatchResult, compare_reports
from extractor.consolidation.reports import Report
from tests.consolidated import actors, party, report

DAY = date(2024, 1, 24)
NOBODY = party()
BASE = {"place": "ain-al-asad-air-base", "place_name": "Ain al-Asad air base", "precision": "site"}


def _judge(first: dict[str, Any] | None = None, **second: Any) -> MatchResult:
    """What is said of a report and of another that differs from it in this."""
    one = report("a", **(first or {}))
    return compare_reports(one, report("b", **{**(first or {}), **second}), actors())


def test_one_strike() -> None:
    """Type, day, place and sides agree: one incident, and the reason names them all."""
    verdict = _judge()
    assert verdict.outcome == "same"
    assert verdict.reason == (
        "both air_drone_strike; on 2024-01-24; both at Jurf al-Sakhar; initiators: United States; targets: Kataib Hezbollah"
    )


@pytest.mark.parametrize(
    ("other", "outcome", "why"),
    [
        ({"type": "weapon_interception"}, "different", "air_drone_strike and weapon_interception"),
        ({"place": "al-qaim", "place_name": "al-Qaim"}, "different", "Jurf al-Sakhar and al-Qaim"),
        ({"start": DAY - timedelta(1), "end": DAY - timedelta(1)}, "near", "a day apart"),
        ({"start": DAY - timedelta(2), "end": DAY - timedelta(2)}, "different", "on 2024-01-24 and 2024-01-22"),
        ({"start": DAY - timedelta(1)}, "same", ""),
        ({"start": date(2024, 1, 1), "end": date(2024, 1, 31)}, "near", "known to within 31 days only"),
        ({"start": None, "end": None}, "near", "only one has a day"),
        ({"start": None, "end": None, "published": date(2024, 3, 1)}, "different", "more than a week apart"),
        ({"said": (DAY - timedelta(7), DAY - timedelta(7))}, "near", "the date of b.txt:i1 contradicts its own words"),
        ({"start": DAY - timedelta(7), "end": DAY - timedelta(7), "said": (DAY, DAY)}, "near", "contradicts its own words"),
        ({"start": DAY - timedelta(7), "end": DAY - timedelta(7), "said": (DAY - timedelta(3), DAY - timedelta(3))}, "different", "contradicts its own words"),
        ({"targets": party("hamas")}, "near", "targets differ: Kataib Hezbollah / Hamas"),
        ({"status": "attempted_or_foiled"}, "near", "it occurred, and was attempted or foiled"),
        ({"status": "alleged_disputed"}, "same", ""),
        ({"country": "SY"}, "different", "IQ and SY"),
        ({"precision": "province_or_region"}, "near", "known to within a province only"),
        ({"place": "babil-market", "place_name": "a market in it", "within": ("jurf-al-sakhar",)}, "near", "of which one is part of the other"),
        ({"initiators": party("israel")}, "near", "initiators differ: United States / Israel"),
        ({"initiators": party("international-coalition")}, "same", "United States and International coalition"),
        ({"initiators": party(names=["somebodi"])}, "near", "initiators differ: United States / somebodi"),
        ({"initiators": party("israel", names=["local alies"])}, "near", "initiators differ"),
        ({"initiators": NOBODY, "targets": NOBODY}, "near", "initiators, targets and toll weigh 1; 2 needed for town or district"),
        ({"place": "", "place_name": "", "precision": "country"}, "near", "not both name a place"),
        ({"place": "", "place_name": "", "precision": "country", "country": "SY"}, "different", "IQ and SY"),
        ({"type": "missile_rocket_artillery"}, "same", "on 2024-01-24"),
        ({"type": "missile_rocket_artillery", "targets": NOBODY}, "near", "weigh 2; 3 needed for town or district and two types"),
        ({"precision": "near_place", "targets": NOBODY}, "near", "weigh 2; 3 needed for near place"),
        ({"article": "text-a a.txt"}, "different", "both are of one article"),
    ],
)  # fmt: skip
def test_one_difference(other: dict[str, Any], outcome: str, why: str) -> None:
    """What each single difference from the same strike leads to, and what is said of it."""
    verdict = _judge(**other)
    assert verdict.outcome == outcome
    assert why in verdict.reason or outcome == "same"


def test_a_base_is_one_place() -> None:
    """At a site, type and day are enough; in a town something more must agree: a side or a toll."""
    alone: dict[str, Any] = {"initiators": NOBODY, "targets": NOBODY}
    assert _judge({**BASE, **alone}).outcome == "same"
    assert _judge(alone).outcome == "near"
    for few in ({("killed", 2, 2)}, {("killed", 14, 14)}, {("killed", 0, 0), ("injured", None, None)}):
        assert _judge({**alone, "tolls": frozenset(few)}).outcome == "near"
    for fingerprint in ({("killed", 14, 14), ("injured", 40, None)}, {("killed", 1, 1), ("injured", 2, 2)}):
        assert _judge({**alone, "tolls": frozenset(fingerprint)}).outcome == "same"


def test_a_place_that_nobody_knows() -> None:
    """The same unknown name, a village or just "the market", needs more to agree than a place that is known."""
    market = {"place": "IQ: the market", "place_name": "the market", "precision": "site"}
    assert _judge(market).outcome == "same"
    assert _judge(market, targets=NOBODY).outcome == "near"
    assert "3 needed for a place that no file has" in _judge(market, targets=NOBODY).reason


def test_three_attacks_on_one_base() -> None:
    """Saturday's missiles, Tuesday's drones and Wednesday's missiles stay three, whoever claims them."""
    saturday = report("a", **BASE, type="missile_rocket_artillery", start=DAY - timedelta(4), end=DAY - timedelta(4))
    tuesday = report("b", **BASE, start=DAY - timedelta(1), end=DAY - timedelta(1))
    wednesday = report("c", **BASE, type="missile_rocket_artillery")
    assert {
        compare_reports(one, other, actors()).outcome for one, other in ((saturday, tuesday), (saturday, wednesday))
    } == {"different"}
    assert compare_reports(tuesday, wednesday, actors()).outcome == "near"


def test_sanctions() -> None:
    """Without a place, who and whom must be known and the same; undated ones count for a week."""
    sanction = {
        "type": "sanction_designation",
        "place": "",
        "place_name": "",
        "precision": "unknown",
        "country": None,
        "start": None,
        "end": None,
    }
    assert _judge(sanction).outcome == "same"
    assert _judge(sanction, published=DAY + timedelta(1)).outcome == "same"
    assert _judge(sanction, published=DAY + timedelta(2)).outcome == "near"
    assert _judge(sanction, published=DAY + timedelta(8)).outcome == "different"
    assert _judge({**sanction, "country": "IQ"}, country="CH").outcome == "different"
    assert _judge({**sanction, "place": "baghdad"}, place="erbil").outcome == "different"
    assert _judge(sanction, initiators=NOBODY).outcome == "different"
    assert _judge(sanction, targets=party("kataib-hezbollah", names=["fli baghdad"])).outcome == "near"
    assert _judge(sanction, targets=party(names=["seven men"])).outcome == "different"
    assert _judge({**sanction, "targets": party(names=["fli baghdad"])}).outcome == "same"


def test_other_targets_and_other_figures() -> None:
    """One state strikes one town twice a day: where neither a target nor a figure is the same, a person looks."""
    one = {"targets": party(names=["mosad"]), "tolls": frozenset({("killed", 4, 4)})}
    other = {"targets": party(names=["a busines mans home"]), "tolls": frozenset({("killed", 6, 6)})}
    assert _judge(one, **other).reason == "neither a target nor a figure is the same"
    assert _judge(one, targets=other["targets"]).outcome == "same"
    assert _judge(one, tolls=other["tolls"]).outcome == "same"


def test_one_report_that_does_not_say_who() -> None:
    """In a town, the same target is enough where one report names who did it and the other nobody, not where neither does."""
    assert _judge(initiators=NOBODY).outcome == "same"
    assert _judge({"initiators": NOBODY}).outcome == "near"
    assert _judge(initiators=NOBODY, targets=NOBODY).outcome == "near"


def test_tolls_far_apart() -> None:
    """Thirty and two killed are hardly one strike, though all else agrees; one and two, or four and eight, may be."""
    one = {"tolls": frozenset({("killed", 30, 30)})}
    assert _judge(one, tolls=frozenset({("killed", 2, 2)})).outcome == "near"
    assert _judge(one, tolls=frozenset({("killed", 2, 2), ("killed", 25, None)})).outcome == "same"
    assert _judge({"tolls": frozenset({("killed", 4, 4)})}, tolls=frozenset({("killed", 11, 11)})).outcome == "near"
    assert _judge({"tolls": frozenset({("killed", 4, 4)})}, tolls=frozenset({("killed", 8, 8)})).outcome == "same"
    assert (
        _judge({"tolls": frozenset({("injured", None, None)})}, tolls=frozenset({("injured", 50, 50)})).outcome
        == "same"
    )


def test_two_doubts_are_too_many() -> None:
    """A near miss is near in one thing; what is doubtful in two is not listed."""
    verdict = _judge(initiators=party("israel"), start=DAY - timedelta(1), end=DAY - timedelta(1))
    assert verdict.outcome == "different"
    assert "a day apart" in verdict.reason
    assert "initiators differ" in verdict.reason


def _reports(id_: str) -> st.SearchStrategy[Report]:
    days = st.one_of(st.none(), st.integers(0, 6).map(lambda n: DAY - timedelta(n)))
    sides = st.sampled_from(
        [NOBODY, party("united-states"), party("israel"), party("kataib-hezbollah"), party(names=["x"])]
    )
    places = st.sampled_from(["", "al-qaim", "jurf-al-sakhar"])

    def make(type_: str, start: date | None, length: int, place: str, who: Any, whom: Any) -> Report:
        end = start + timedelta(length) if start else None
        return report(id_, type=type_, start=start, end=end, place=place, initiators=who, targets=whom)

    types = st.sampled_from(["air_drone_strike", "bombing_ied", "sanction_designation", "protest_demonstration"])
    return st.builds(make, types, days, st.integers(0, 4), places, sides, sides)


@given(_reports("a"), _reports("b"))
def test_the_order_of_two_is_nothing(one: Report, other: Report) -> None:
    """Judged the other way round, two reports get the same answer and strength; each rule gives a reason."""
    there, back = compare_reports(one, other, actors()), compare_reports(other, one, actors())
    assert (there.outcome, there.strength) == (back.outcome, back.strength)
    assert all(check.reason for check in there.checks)
    assert there.reason
