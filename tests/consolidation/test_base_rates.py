"""Base rates: what two reports of one place and day need in common depends on how often the place has incidents."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from extractor.consolidation.base_rates import ENOUGH_DAYS, NO_RATES, BaseRates
from extractor.consolidation.clustering import cluster
from extractor.consolidation.decisions import ResolvedDecisions
from extractor.consolidation.matching import compare_reports
from extractor.consolidation.reports import Report
from tests.consolidated import actors, party, report

DAY = date(2024, 1, 24)
QUIET = {"place": "US: smallville", "place_name": "Smallville", "initiators": party(), "targets": party()}


def corpus(days: int, of_place: int = 0) -> list[Report]:
    """Return reports of other places, one a day, and some of Smallville on other days."""
    return [
        report(f"x{number}", **{**QUIET, "place": "US: smallville" if number < of_place else f"US: town {number}"},
               start=DAY - timedelta(days=number + 1), end=DAY - timedelta(days=number + 1))
        for number in range(days)
    ]  # fmt: skip


def _pair(**changes: object) -> tuple[Report, Report]:
    return report("a", **QUIET), report("b", **{**QUIET, **changes})


@pytest.mark.parametrize(
    ("days", "of_place", "changes", "outcome"),
    [
        (ENOUGH_DAYS, 1, {}, "same"),
        (ENOUGH_DAYS, 30, {}, "near"),  # too many other days
        (ENOUGH_DAYS // 2, 0, {}, "near"),  # too short to tell
        (ENOUGH_DAYS, 1, {"precision": "near_place"}, "near"),
        (ENOUGH_DAYS, 1, {"start": DAY + timedelta(days=1), "end": DAY + timedelta(days=1)}, "near"),
    ],
)
def test_how_often_decides(days: int, of_place: int, changes: dict[str, object], outcome: str) -> None:
    """In a long corpus a rare place and a day make one incident of two reports; else more must agree."""
    one, other = _pair(**changes)
    rates = BaseRates.of([one, other, *corpus(days, of_place)])
    assert compare_reports(one, other, actors(), rates).outcome == outcome
    assert compare_reports(one, other, actors(), NO_RATES).outcome != "same"


def test_what_differs_counts() -> None:
    """Reports that name other persons or give other figures, and minor incidents, need more than a rare place."""
    killed, more = frozenset({("killed", 1, 1)}), frozenset({("killed", 3, 3)})
    minor = frozenset({("injured", 1, 1)})
    for mine, theirs in (({"casualties": killed}, {"casualties": more}), ({"casualties": minor},) * 2,
                         ({"targets": party(names=["ann lee"])}, {"targets": party(names=["bo kim"])})):  # fmt: skip
        one, other = report("a", **{**QUIET, **mine}), report("b", **{**QUIET, **theirs})
        rates = BaseRates.of([one, other, *corpus(ENOUGH_DAYS)])
        assert compare_reports(one, other, actors(), rates).outcome == "near"


def test_a_day_of_two_incidents() -> None:
    """Join no pair by place alone on a day whose reports conflict: there may be two incidents."""
    killed, more = frozenset({("killed", 1, 1)}), frozenset({("killed", 3, 3)})
    day = [
        report("a", **QUIET),
        report("b", **{**QUIET, "casualties": killed}),
        report("c", **{**QUIET, "casualties": more}),
    ]
    result = cluster([*day, *corpus(ENOUGH_DAYS)], actors(), ResolvedDecisions())
    assert max(map(len, result.clusters)) == 1


def test_a_person_in_common() -> None:
    """A full name in common joins reports of one place that are undated, or of one day without a place."""
    person = {"targets": party(names=["ann lee"], persons=["ann lee"])}
    undated = {"start": None, "end": None, "published": DAY + timedelta(days=90)}
    one = report("a", **{**QUIET, **person})
    for other in ({**person, **undated}, {**person, "place": "", "place_name": ""}):
        result = cluster([one, report("b", **{**QUIET, **other})], actors(), ResolvedDecisions())
        assert len(result.clusters) == 1
    elsewhere = report("b", **{**QUIET, **person, **undated, "place": "US: springfield", "place_name": "Springfield"})
    assert compare_reports(one, elsewhere, actors()).outcome == "different"
