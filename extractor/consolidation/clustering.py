"""Clustering: reports joined into incidents, the strongest pairs first.

A join is rejected if it contradicts what is already joined: two reports of one article, no common day, incompatible
initiators, unrelated targets, two regions, casualties that are far apart, or a decision by a person. So no chain of
pairs can merge two attacks on one base, days apart, into one. The result does not depend on the order of the reports.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from extractor.consolidation.base_rates import BaseRates
from extractor.consolidation.blocking import candidates
from extractor.consolidation.decisions import ResolvedDecisions
from extractor.consolidation.disjoint_sets import DisjointSets
from extractor.consolidation.matching import (
    Extremes,
    MatchResult,
    casualty_extremes,
    compare_reports,
    compatible_initiators,
    far_apart,
    regions_differ,
    unrelated_targets,
)
from extractor.consolidation.reports import Party, Report
from extractor.grounding.actors import Actors

NEAR_MISSES = 5  # listed for one report at most
LinkOutcome = Literal["same", "near", "decided"]


@dataclass(frozen=True, slots=True)
class Link:
    """Two reports and why they are, or nearly are, of one incident.

    Attributes:
        a, b: ids, in order.
        outcome: `same`, `near`, or `decided` by a person.
        reason: in one line.
        strength: how much agrees.
    """

    a: str
    b: str
    outcome: LinkOutcome
    reason: str
    strength: int = 0


@dataclass(frozen=True)
class ClusteringResult:
    """Attributes: `clusters`, each in the order of ids; `links` that joined them; `near_misses`, the nearest first."""

    clusters: list[list[Report]]
    links: list[Link]
    near_misses: list[Link]


def cluster(reports: Iterable[Report], actors: Actors, decisions: ResolvedDecisions) -> ClusteringResult:
    """Join reports into incidents."""
    return _Clusterer(sorted(reports, key=lambda report: report.id), actors, decisions).run()


@dataclass
class _ClusterFacts:
    """Facts of the reports of a cluster; each join is checked against them."""

    articles: set[str]
    start: date | None
    end: date | None
    initiators: set[Party]
    targets: set[Party]
    casualties: dict[str, Extremes]
    regions: set[str]  # of a place that only its name identifies

    @classmethod
    def of(cls, report: Report) -> _ClusterFacts:
        sides = {report.initiators}, {report.targets}
        regions = {report.admin1} if report.admin1 and not report.has_known_place else set()
        return cls({report.article}, report.start, report.end, *sides, casualty_extremes(report), regions)

    def contradiction(self, other: _ClusterFacts, actors: Actors) -> str:
        """Return the reason why two clusters cannot be one; empty if they can."""
        if shared := self.articles & other.articles:
            return f"another of its reports is from {min(shared).partition(' ')[2]}"
        starts = [day for day in (self.start, other.start) if day]
        ends = [day for day in (self.end, other.end) if day]
        if starts and max(starts) > min(ends):
            return "its reports would have no day in common"
        if any(
            not compatible_initiators(mine, theirs, actors) for mine in self.initiators for theirs in other.initiators
        ):
            return "its reports would name incompatible initiators"
        if any(unrelated_targets(mine, theirs, actors) for mine in self.targets for theirs in other.targets):
            return "its reports would name unrelated targets"
        if any(regions_differ(mine, theirs) for mine in self.regions for theirs in other.regions):
            return "its reports would name two regions"
        if gap := far_apart(_merge_extremes(self.casualties, other.casualties)):
            return f"its figures would disagree: {gap}"
        return ""

    def merge(self, other: _ClusterFacts) -> None:
        self.articles |= other.articles
        self.start = max((day for day in (self.start, other.start) if day), default=None)
        self.end = min((day for day in (self.end, other.end) if day), default=None)
        self.initiators |= other.initiators
        self.targets |= other.targets
        self.casualties = _merge_extremes(self.casualties, other.casualties)
        self.regions |= other.regions


class _Clusterer:
    def __init__(self, reports: Sequence[Report], actors: Actors, decisions: ResolvedDecisions) -> None:
        self._reports = {report.id: report for report in reports}
        self._actors, self._decisions = actors, decisions
        self._clusters = DisjointSets(self._reports)
        self._facts = {report.id: _ClusterFacts.of(report) for report in reports}
        self._links: list[Link] = []
        self._near_misses: list[Link] = []
        self._different: dict[str, set[str]] = defaultdict(set)
        for a, b in decisions.different:
            self._different[a].add(b)
            self._different[b].add(a)

    def run(self) -> ClusteringResult:
        for a, b in sorted(self._decisions.same):
            self._join(Link(a, b, "decided", reason=self._decisions.notes[a, b]))
        for link in self._copies():
            self._try(link)
        same = []
        rates = BaseRates.of(self._reports.values())
        for one, other in candidates(self._reports.values()):
            result = compare_reports(one, other, self._actors, rates)
            if result.outcome == "same":
                same.append(_link(one, other, result))
            elif result.outcome == "near":
                self._near_misses.append(_link(one, other, result))
        for link in self._without_ambiguous(sorted(same, key=lambda link: (-link.strength, link.a, link.b))):
            self._try(link)
        clusters = [[self._reports[id_] for id_ in sorted(ids)] for ids in self._clusters.sets()]
        return ClusteringResult(clusters, self._links, self._nearest())

    def _copies(self) -> Iterator[Link]:
        """Link the reports of copies of one text that are coded alike, one by one."""
        first: dict[str, str] = {}
        for report in self._reports.values():
            other = first.setdefault(report.coding, report.id)
            if other != report.id:
                yield Link(other, report.id, "same", reason="copies of one text with the same coding")

    def _nearest(self) -> list[Link]:
        """Return the near misses that are not settled, the nearest first, at most `NEAR_MISSES` for a report."""
        found = {(link.a, link.b): link for link in self._near_misses if not self._settled(link)}
        count: Counter[str] = Counter()
        kept = []
        for link in sorted(found.values(), key=lambda link: (-link.strength, link.a, link.b)):
            if max(count[link.a], count[link.b]) < NEAR_MISSES:
                count.update((link.a, link.b))
                kept.append(link)
        return kept

    def _settled(self, link: Link) -> bool:
        """Return True for a near miss that is joined through others, or decided."""
        return self._clusters.connected(link.a, link.b) or link.b in self._different.get(link.a, ())

    def _without_ambiguous(self, links: Sequence[Link]) -> Iterator[Link]:
        """Yield links, except where a report matches two incompatible ones equally well: these become near misses."""
        articles: Counter[tuple[str, str, int]] = Counter()
        matched: dict[tuple[str, int], _ClusterFacts] = {}
        conflicting: set[tuple[str, int]] = set()
        for link, one, other in self._both_ways(links):
            articles[one.id, other.article, link.strength] += 1
            if one.interchangeable(other):
                continue
            key, added = (one.id, link.strength), _ClusterFacts.of(other)
            added.articles = set()  # counted above
            if key in matched and matched[key].contradiction(added, self._actors):
                conflicting.add(key)
            matched.setdefault(key, added).merge(added)
        doubts = {
            id(link): f"{one.label} matches two incompatible reports equally well"
            for link, one, other in self._both_ways(links)
            if articles[one.id, other.article, link.strength] > 1
            or ((one.id, link.strength) in conflicting and not one.interchangeable(other))
        }
        for link in links:
            if doubt := doubts.get(id(link)):
                self._reject(link, doubt)
            else:
                yield link

    def _both_ways(self, links: Iterable[Link]) -> Iterator[tuple[Link, Report, Report]]:
        for link in links:
            one, other = self._reports[link.a], self._reports[link.b]
            yield link, one, other
            yield link, other, one

    def _try(self, link: Link) -> None:
        """Join two clusters, unless that contradicts a decision or what is already joined."""
        one, other = self._facts_of(link.a), self._facts_of(link.b)
        if one is other:
            return
        if self._decided_different(self._clusters.find(link.a), self._clusters.find(link.b)):
            return
        if contradiction := one.contradiction(other, self._actors):
            self._reject(link, contradiction)
        else:
            self._join(link)

    def _decided_different(self, one: Sequence[str], other: Sequence[str]) -> bool:
        """Return True if a report of one cluster is decided to be different from a report of the other."""
        return bool(self._different) and any(
            not self._different[id_].isdisjoint(other) for id_ in one if id_ in self._different
        )

    def _reject(self, link: Link, why: str) -> None:
        reason = f"{link.reason}; but {why}"
        self._near_misses.append(Link(link.a, link.b, "near", reason=reason, strength=link.strength))

    def _facts_of(self, id_: str) -> _ClusterFacts:
        return self._facts[self._clusters.find(id_)[0]]

    def _join(self, link: Link) -> None:
        one, other = self._facts_of(link.a), self._facts_of(link.b)
        if one is other:
            return
        one.merge(other)
        self._clusters.union(link.a, link.b)
        self._facts[self._clusters.find(link.a)[0]] = one
        self._links.append(link)


def _merge_extremes(one: Mapping[str, Extremes], other: Mapping[str, Extremes]) -> dict[str, Extremes]:
    merged = dict(one)
    for status, extremes in other.items():
        merged[status] = merged[status].merge(extremes) if status in merged else extremes
    return merged


def _link(one: Report, other: Report, result: MatchResult) -> Link:
    assert result.outcome != "different"
    a, b = sorted((one.id, other.id))
    return Link(a, b, result.outcome, reason=result.reason, strength=result.strength)
