"""consolidation.clustering: reports joined into incidents, against the links of the gold."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.consolidation.decisions import ResolvedDecisions
from extractor.consolidation.reports import Report
from tests.conftest import CommandResult
from tests.consolidated import (
    actors,
    cluster_recorded,
    clustered,
    gold_articles,
    gold_links,
    groups,
    label,
    pairs,
    party,
    report,
    reports_of,
    scores,
)

DAY = date(2024, 1, 24)


def test_gold_fields() -> None:
    """On the fields of the gold every link is correct, no hard negative is joined, and at most one link in seven is missed."""
    reports = reports_of(gold_articles())
    name = {each.id: label(each) for each in reports}
    found = pairs(clustered(reports), name)
    assert len(reports) == 27
    assert found & gold_links()["hard"] == set()
    scored = scores(found, set(name.values()))
    assert scored["precision"] == 1.0
    assert scored["recall"] >= 0.85


def test_recorded_responses(extractor: Callable[..., CommandResult]) -> None:
    """The same holds on the recorded responses, errors included."""
    extractor("demo")
    clusters, name = cluster_recorded(Path("runs/demo"))
    found = pairs(clusters, name)
    assert found & gold_links()["hard"] == set()
    assert scores(found, set(name.values()))["precision"] == 1.0
    assert scores(found, set(name.values()))["recall"] >= 0.85


def test_no_chain_over_days() -> None:
    """A two-day range that matches attacks on either day joins neither, whatever the ids: it is left to a person."""
    monday, tuesday = DAY - timedelta(2), DAY - timedelta(1)
    for first, night, last in ("abc", "bac", "cba"):
        clusters = clustered(
            [
                report(first, start=monday, end=monday),
                report(night, start=monday, end=tuesday),
                report(last, start=tuesday, end=tuesday),
            ]
        )
        assert groups(clusters) == [["a"], ["b"], ["c"]]
        assert len(clusters.near_misses) == 3
        assert sum("matches two incompatible reports equally well" in each.reason for each in clusters.near_misses) == 2


def test_two_reports_of_one_article() -> None:
    """A report that matches two of another article equally well is left to a person; one that matches better is joined."""
    two = [report("a", article="x x.txt"), report("b", article="x x.txt")]
    clusters = clustered([*two, report("c")])
    assert groups(clusters) == [["a"], ["b"], ["c"]]
    assert all("c.txt:i1 matches two incompatible reports" in each.reason for each in clusters.near_misses)
    better = clustered([two[0], report("b", article="x x.txt", targets=party()), report("c")])
    assert groups(better) == [["a", "c"], ["b"]]
    assert "another of its reports is from x.txt" in better.near_misses[0].reason


def test_copies() -> None:
    """In copies of an article with two similar incidents, the first is joined to the first and the second to the second."""
    copies = [report(f"{n}{which}", article=f"x {n}.txt", coding=which) for n in "12" for which in "ab"]
    clusters = clustered(copies)
    assert groups(clusters) == [["1a", "2a"], ["1b", "2b"]]
    assert {each.reason for each in clusters.links} == {"copies of one text with the same coding"}


def test_near_misses_are_few() -> None:
    """Of many reports near each other, each is listed with its nearest only."""
    many = [
        report(f"{n:03}", initiators=party(), targets=party(), casualties=frozenset({("killed", n, n)}))
        for n in range(3, 13)
        for n in [n]
    ]
    near = clustered(many).near_misses
    assert all(sum(each.id in (link.a, link.b) for link in near) <= 5 for each in many)
    assert near


def test_initiators_of_all_reports_are_compatible() -> None:
    """A report without initiators does not connect two with different initiators."""
    figures = frozenset({("killed", 5, 5), ("injured", 9, 9)})
    clusters = clustered([
        report("a", casualties=figures),
        report("b", casualties=figures, initiators=party(), targets=party()),
        report("c", casualties=figures, initiators=party("israel"), targets=party()),
    ])  # fmt: skip
    assert groups(clusters) == [["a"], ["b"], ["c"]]
    assert (
        sum("b.txt:i1 matches two incompatible reports equally well" in each.reason for each in clusters.near_misses)
        == 2
    )


def test_no_chain_over_regions() -> None:
    """A report without a region does not connect reports of one town name in two regions."""
    town = {"place": "US: springfield", "place_name": "Springfield", "country": "US"}
    clusters = clustered(
        [report(id_, **town, admin1=region) for id_, region in zip("abc", ("Illinois", None, "Missouri"), strict=True)]
    )
    assert groups(clusters) == [["a"], ["b"], ["c"]]
    assert any("matches two incompatible reports equally well" in each.reason for each in clusters.near_misses)


def test_uninformative_report() -> None:
    """At a site, a report without casualties or targets does not connect two whose casualties or targets contradict."""
    base: dict[str, Any] = {
        "place": "x",
        "place_name": "X",
        "precision": "site",
        "initiators": party(),
        "targets": party(),
    }
    one, many = frozenset({("injured", 1, 1)}), frozenset({("injured", 34, 34)})
    casualties = clustered(
        [report("a", **{**base, "casualties": one}), report("b", **{**base, "casualties": many}), report("c", **base)]
    )
    assert ["a", "b"] not in [group[:2] for group in groups(casualties)]
    assert any("1 and 34 injured are far apart" in each.reason for each in casualties.near_misses)
    targets = [party("kataib-hezbollah"), party("united-states"), party()]
    found = clustered(
        [report(name, **{**base, "targets": target}) for name, target in zip("abc", targets, strict=True)]
    )
    assert all(not {"a", "b"} <= set(group) for group in groups(found))
    assert any("targets differ" in each.reason for each in found.near_misses)


def test_a_report_without_place_and_country() -> None:
    """A report without place and country is a near miss of those that agree in everything else."""
    vague = report("b", place="", place_name="", country=None, precision="unknown")
    assert [(each.a, each.b) for each in clustered([report("a"), vague]).near_misses] == [("a", "b")]


def test_decisions_override_rules() -> None:
    """A pair decided to be the same is joined against the rules; a pair decided to be different stays apart, also through others."""
    reports = [report("a"), report("b"), report("c"), report("z", place="al-qaim", type="bombing_ied")]
    apart = clustered(reports, ResolvedDecisions(different=frozenset({("a", "b")})))
    assert groups(apart) == [["a", "c"], ["b"], ["z"]]
    assert not any({each.a, each.b} == {"a", "b"} for each in apart.near_misses)
    together = clustered(reports, ResolvedDecisions(same=frozenset({("b", "z")}), notes={("b", "z"): "seen on video"}))
    assert ["a", "b", "c"] not in groups(together)
    assert [each.reason for each in together.links if each.outcome == "decided"] == ["seen on video"]


def test_a_large_event() -> None:
    """A thousand reports of one strike become one incident, except two of one article."""
    many = [report(f"{n:04}") for n in range(1_000)]
    assert len(clustered(many).clusters) == 1
    twice = report("x", article=many[7].article)
    found = groups(clustered([*many, twice]))
    assert sorted(map(len, found)) == [1, 1, 999]
    other = report("9y", casualties=frozenset({("killed", 7, 7)}))
    for count in (19, 21, 40):
        few = [report(f"{n:02}b") for n in range(count)]
        pair = [report("00a", article="t t.txt"), report("00c", article="t t.txt")]
        assert [each for each in groups(clustered([*few, *pair, other])) if len(each) == 1] == [["00a"], ["00c"]]


def _random_reports(draw: random.Random) -> list[Report]:
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


@settings(deadline=None)  # the first example loads the names
@given(st.randoms(use_true_random=False), st.permutations(range(14)))
def test_invariants(draw: random.Random, order: list[int]) -> None:
    """In any input order the result is equal; a cluster has no article twice, a common day and one initiating side."""
    reports = _random_reports(draw)
    clusters = clustered(reports)
    again = clustered([reports[n] for n in order])
    assert groups(clusters) == groups(again)
    assert (clusters.links, clusters.near_misses) == (again.links, again.near_misses)
    for group in clusters.clusters:
        assert len({each.article for each in group}) == len(group)
        assert max(each.start for each in group if each.start) <= min(each.end for each in group if each.end)
        sides = [each.initiators.ids for each in group if each.initiators.ids]
        assert all(any(actors().related(a, b) for a in one for b in other) for one in sides for other in sides)
    assert len(clusters.links) == len(reports) - len(clusters.clusters)
