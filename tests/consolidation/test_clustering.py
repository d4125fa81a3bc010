"""consolidation.clusters: reports joined into incidents; the gold's own links."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from extractor.consolidation.decisions import ResolvedDecisions
from extractor.consolidation.reports import Report
from tests.conftest import CommandResult
from tests.consolidated import (
    actors,
    gold_articles,
    gold_links,
    groups,
    joined,
    label,
    pairs,
    party,
    replies,
    report,
    reports_of,
    scores,
)

DAY = date(2024, 1, 24)


def test_the_gold() -> None:
    """On the gold's fields every link is right, none that must not be is made, and at most one in seven is missed."""
    reports = reports_of(gold_articles())
    name = {each.id: label(each) for each in reports}
    found = pairs(joined(reports), name)
    assert len(reports) == 27
    assert found & gold_links()["hard"] == set()
    scored = scores(found, set(name.values()))
    assert scored["precision"] == 1.0
    assert scored["recall"] >= 0.85


def test_the_recorded_replies(extractor: Callable[..., CommandResult]) -> None:
    """Nor is a wrong link made between the recorded replies, whatever they got wrong."""
    extractor("demo")
    clusters, name = replies(Path("runs/demo"))
    found = pairs(clusters, name)
    assert found & gold_links()["hard"] == set()
    assert scores(found, set(name.values()))["precision"] == 1.0
    assert scores(found, set(name.values()))["recall"] >= 0.85


def test_no_chain_over_days() -> None:
    """A range of two days fits the attack of the one and of the other day: a person decides, and no id does."""
    monday, tuesday = DAY - timedelta(2), DAY - timedelta(1)
    for first, night, last in ("abc", "bac", "cba"):
        clusters = joined(
            [
                report(first, start=monday, end=monday),
                report(night, start=monday, end=tuesday),
                report(last, start=tuesday, end=tuesday),
            ]
        )
        assert groups(clusters) == [["a"], ["b"], ["c"]]
        assert len(clusters.near_misses) == 3
        assert sum("fits two equally well that cannot be one" in each.reason for each in clusters.near_misses) == 2


def test_one_article_tells_of_it_once() -> None:
    """A report that fits two of another article equally well is left to a person; one that fits better is joined."""
    two = [report("a", article="x x.txt"), report("b", article="x x.txt")]
    clusters = joined([*two, report("c")])
    assert groups(clusters) == [["a"], ["b"], ["c"]]
    assert all("c.txt:i1 fits two equally well" in each.reason for each in clusters.near_misses)
    better = joined([two[0], report("b", article="x x.txt", targets=party()), report("c")])
    assert groups(better) == [["a", "c"], ["b"]]
    assert "tells of it already" in better.near_misses[0].reason


def test_copies_of_a_text() -> None:
    """Two copies of an article with two alike incidents: the first is the first, the second the second."""
    copies = [report(f"{n}{which}", article=f"x {n}.txt", coding=which) for n in "12" for which in "ab"]
    clusters = joined(copies)
    assert groups(clusters) == [["1a", "2a"], ["1b", "2b"]]
    assert {each.reason for each in clusters.links} == {"copies of one text, coded alike"}


def test_near_misses_are_few() -> None:
    """Of a hundred reports that are near to each other, each is listed with its nearest only."""
    many = [
        report(f"{n:03}", initiators=party(), targets=party(), tolls=frozenset({("killed", n, n)}))
        for n in range(3, 13)
        for n in [n]
    ]
    near = joined(many).near_misses
    assert all(sum(each.id in (link.a, link.b) for link in near) <= 5 for each in many)
    assert near


def test_sides_must_fit_all_reports() -> None:
    """A report that names nobody does not bring together two that name different initiators."""
    toll = frozenset({("killed", 5, 5), ("injured", 9, 9)})
    clusters = joined([
        report("a", tolls=toll),
        report("b", tolls=toll, initiators=party(), targets=party()),
        report("c", tolls=toll, initiators=party("israel"), targets=party()),
    ])  # fmt: skip
    assert groups(clusters) == [["a"], ["b"], ["c"]]
    assert sum("b.txt:i1 fits two equally well that cannot be one" in each.reason for each in clusters.near_misses) == 2


def test_a_report_that_says_little() -> None:
    """At a base, one without toll or target does not bring together two whose tolls or targets speak against it."""
    base: dict[str, Any] = {
        "place": "x",
        "place_name": "X",
        "precision": "site",
        "initiators": party(),
        "targets": party(),
    }
    one, many = frozenset({("injured", 1, 1)}), frozenset({("injured", 34, 34)})
    tolls = joined([report("a", **{**base, "tolls": one}), report("b", **{**base, "tolls": many}), report("c", **base)])
    assert ["a", "b"] not in [group[:2] for group in groups(tolls)]
    assert any("1 and 34 injured are far apart" in each.reason for each in tolls.near_misses)
    targets = [party("kataib-hezbollah"), party("united-states"), party()]
    found = joined([report(name, **{**base, "targets": target}) for name, target in zip("abc", targets, strict=True)])
    assert all(not {"a", "b"} <= set(group) for group in groups(found))
    assert any("targets differ" in each.reason for each in found.near_misses)


def test_a_report_without_place_and_country() -> None:
    """It is a near miss of those that agree in all else."""
    vague = report("b", place="", place_name="", country=None, precision="unknown")
    assert [(each.a, each.b) for each in joined([report("a"), vague]).near_misses] == [("a", "b")]


def test_decisions_win() -> None:
    """What a person joined is joined though nothing speaks for it; what a person keeps apart stays apart, through others too."""
    reports = [report("a"), report("b"), report("c"), report("z", place="al-qaim", type="bombing_ied")]
    apart = joined(reports, ResolvedDecisions(different=frozenset({("a", "b")})))
    assert groups(apart) == [["a", "c"], ["b"], ["z"]]
    assert not any({each.a, each.b} == {"a", "b"} for each in apart.near_misses)
    together = joined(reports, ResolvedDecisions(same=frozenset({("b", "z")}), notes={("b", "z"): "seen on video"}))
    assert ["a", "b", "c"] not in groups(together)
    assert [each.reason for each in together.links if each.outcome == "decided"] == ["seen on video"]


def test_a_large_event() -> None:
    """A thousand reports of one strike become one incident; an article that has it twice does not."""
    many = [report(f"{n:04}") for n in range(1_000)]
    assert len(joined(many).clusters) == 1
    twice = report("x", article=many[7].article)
    found = groups(joined([*many, twice]))
    assert sorted(map(len, found)) == [1, 1, 999]
    other = report("9y", tolls=frozenset({("killed", 7, 7)}))
    for count in (19, 21, 40):
        few = [report(f"{n:02}b") for n in range(count)]
        pair = [report("00a", article="t t.txt"), report("00c", article="t t.txt")]
        assert [each for each in groups(joined([*few, *pair, other])) if len(each) == 1] == [["00a"], ["00c"]]


def _some(draw: random.Random) -> list[Report]:
    made = []
    for n in range(14):
        start = DAY - timedelta(draw.randrange(3))
        made.append(
            report(
                f"{n:02}",
                article=f"{draw.randrange(6)} x.txt",
                start=start,
                end=start + timedelta(draw.randrange(2)),
                place=draw.choice(["al-qaim", "jurf-al-sakhar"]),
                precision=draw.choice(["site", "town_or_district"]),
                initiators=draw.choice([party(), party("united-states"), party("israel")]),
                targets=draw.choice([party(), party("kataib-hezbollah")]),
            )
        )
    return made


@given(st.randoms(use_true_random=False), st.permutations(range(14)))
def test_what_always_holds(draw: random.Random, order: list[int]) -> None:
    """In any order of input: the same incidents, reasons and near misses; no article twice, a day in common, one side."""
    reports = _some(draw)
    clusters = joined(reports)
    again = joined([reports[n] for n in order])
    assert groups(clusters) == groups(again)
    assert (clusters.links, clusters.near_misses) == (again.links, again.near_misses)
    for group in clusters.clusters:
        assert len({each.article for each in group}) == len(group)
        assert max(each.start for each in group if each.start) <= min(each.end for each in group if each.end)
        sides = [each.initiators.ids for each in group if each.initiators.ids]
        assert all(any(actors().related(a, b) for a in one for b in other) for one in sides for other in sides)
    assert len(clusters.links) == len(reports) - len(clusters.clusters)
