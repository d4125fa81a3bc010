"""Reports joined into incidents: only reports in one block are compared, the surest pairs are joined first.

A join is refused where it would contradict anything already joined: two reports of one article, days without a day in
common, initiators that cannot be one side, targets that are not related, tolls that are far apart, or what a person
has decided. So no chain of pairs can pull two attacks on one base, days apart, into one. Nothing depends on the
order in which reports come.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from extractor.consolidation.actors import Actors
from extractor.consolidation.blocking import candidates
from extractor.consolidation.decisions import ResolvedDecisions
from extractor.consolidation.disjoint_sets import Groups
from extractor.consolidation.matching import MatchResult, apart, compare_reports, extremes, far_apart, same_side
from extractor.consolidation.reports import Party, Report

NEAREST = 5  # near misses of a report that are listed


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
    outcome: str
    reason: str
    strength: int = 0


@dataclass(frozen=True)
class ClusteringResult:
    """Attributes: `clusters`, each in the order of ids; `links` that joined them; `near_misses`, the nearest first."""

    clusters: list[list[Report]]
    links: list[Link]
    near_misses: list[Link]


def cluster(reports: Iterable[Report], actors: Actors, decided: ResolvedDecisions) -> ClusteringResult:
    """Join reports into incidents."""
    return _Joining(sorted(reports, key=lambda report: report.id), actors, decided).clusters()


@dataclass
class _Whole:
    """What a group of reports has in common, against which each join is checked."""

    articles: set[str]
    start: date | None
    end: date | None
    initiators: set[Party]
    targets: set[Party]
    tolls: dict[str, tuple[int, int]]

    @classmethod
    def of(cls, report: Report) -> _Whole:
        sides = {report.initiators}, {report.targets}
        return cls({report.article}, report.start, report.end, *sides, extremes(report))

    def contradiction(self, other: _Whole, actors: Actors) -> str:
        """Why the two cannot be one; empty where they can."""
        if shared := self.articles & other.articles:
            article = min(shared).partition(" ")[2]
            return f"{article} tells of it already in another report"
        starts = [day for day in (self.start, other.start) if day]
        ends = [day for day in (self.end, other.end) if day]
        if starts and max(starts) > min(ends):
            return "no day would be left that all its reports have in common"
        if any(not same_side(mine, yours, actors) for mine in self.initiators for yours in other.initiators):
            return "its reports would name initiators that cannot be one side"
        if any(apart(mine, yours, actors) for mine in self.targets for yours in other.targets):
            return "its reports would name targets that are not related"
        if far := far_apart(_extremes(self.tolls, other.tolls)):
            return f"its reports would say that {far}"
        return ""

    def join(self, other: _Whole) -> None:
        self.articles |= other.articles
        self.start = max((day for day in (self.start, other.start) if day), default=None)
        self.end = min((day for day in (self.end, other.end) if day), default=None)
        self.initiators |= other.initiators
        self.targets |= other.targets
        self.tolls = _extremes(self.tolls, other.tolls)


class _Joining:
    def __init__(self, reports: Sequence[Report], actors: Actors, decided: ResolvedDecisions) -> None:
        self._reports = {report.id: report for report in reports}
        self._actors, self._decided = actors, decided
        self._groups = Groups(self._reports)
        self._wholes = {report.id: _Whole.of(report) for report in reports}
        self._links: list[Link] = []
        self._near: list[Link] = []
        self._kept_apart: dict[str, set[str]] = defaultdict(set)
        for a, b in decided.different:
            self._kept_apart[a].add(b)
            self._kept_apart[b].add(a)

    def clusters(self) -> ClusteringResult:
        for a, b in sorted(self._decided.same):
            self._join(Link(a, b, "decided", reason=self._decided.notes[a, b]))
        for link in self._copies():
            self._try(link)
        same = []
        for one, other in candidates(self._reports.values()):
            verdict = compare_reports(one, other, self._actors)
            if verdict.outcome == "same":
                same.append(_link(one, other, verdict))
            elif verdict.outcome == "near":
                self._near.append(_link(one, other, verdict))
        for link in self._without_ambiguous(sorted(same, key=lambda link: (-link.strength, link.a, link.b))):
            self._try(link)
        clusters = [[self._reports[id_] for id_ in sorted(group)] for group in self._groups.all()]
        return ClusteringResult(clusters, self._links, self._worth_a_look())

    def _copies(self) -> Iterator[Link]:
        """Copies of one text that are coded alike tell of the same incidents, one by one."""
        first: dict[str, str] = {}
        for report in self._reports.values():
            other = first.setdefault(report.coding, report.id)
            if other != report.id:
                yield Link(other, report.id, "same", reason="copies of one text, coded alike")

    def _worth_a_look(self) -> list[Link]:
        """The near misses that are not settled, the nearest first, at most `NEAREST` for a report."""
        found = {(link.a, link.b): link for link in self._near if not self._settled(link)}
        count: Counter[str] = Counter()
        kept = []
        for link in sorted(found.values(), key=lambda link: (-link.strength, link.a, link.b)):
            if max(count[link.a], count[link.b]) < NEAREST:
                count.update((link.a, link.b))
                kept.append(link)
        return kept

    def _settled(self, link: Link) -> bool:
        """Whether a near miss is none any more: joined through others, or decided."""
        return self._groups.together(link.a, link.b) or link.b in self._kept_apart.get(link.a, ())

    def _without_ambiguous(self, links: Sequence[Link]) -> Iterator[Link]:
        """Pairs but for those where a report fits two that cannot be one equally well."""
        articles: Counter[tuple[str, str, int]] = Counter()
        fits: dict[tuple[str, int], _Whole] = {}
        torn: set[tuple[str, int]] = set()
        for link, one, other in self._both_ways(links):
            articles[one.id, other.article, link.strength] += 1
            if one.like(other):
                continue
            key, added = (one.id, link.strength), _Whole.of(other)
            added.articles = set()  # counted above
            if key in fits and fits[key].contradiction(added, self._actors):
                torn.add(key)
            fits.setdefault(key, added).join(added)
        doubts = {
            id(link): f"{one.label} fits two equally well that cannot be one"
            for link, one, other in self._both_ways(links)
            if articles[one.id, other.article, link.strength] > 1
            or ((one.id, link.strength) in torn and not one.like(other))
        }
        for link in links:
            if doubt := doubts.get(id(link)):
                self._miss(link, doubt)
            else:
                yield link

    def _both_ways(self, links: Iterable[Link]) -> Iterator[tuple[Link, Report, Report]]:
        for link in links:
            one, other = self._reports[link.a], self._reports[link.b]
            yield link, one, other
            yield link, other, one

    def _try(self, link: Link) -> None:
        one, other = self._whole(link.a), self._whole(link.b)
        if one is other:
            return
        if self._are_kept_apart(self._groups.of(link.a), self._groups.of(link.b)):
            return
        if contradiction := one.contradiction(other, self._actors):
            self._miss(link, contradiction)
        else:
            self._join(link)

    def _are_kept_apart(self, one: Sequence[str], other: Sequence[str]) -> bool:
        """Whether somebody decided that a report of one group is different from a report of the other."""
        return bool(self._kept_apart) and any(
            not self._kept_apart[id_].isdisjoint(other) for id_ in one if id_ in self._kept_apart
        )

    def _miss(self, link: Link, why: str) -> None:
        self._near.append(Link(link.a, link.b, "near", reason=f"{link.reason}; but {why}", strength=link.strength))

    def _whole(self, id_: str) -> _Whole:
        return self._wholes[self._groups.of(id_)[0]]

    def _join(self, link: Link) -> None:
        one, other = self._whole(link.a), self._whole(link.b)
        if one is other:
            return
        one.join(other)
        self._groups.join(link.a, link.b)
        self._wholes[self._groups.of(link.a)[0]] = one
        self._links.append(link)


def _extremes(one: Mapping[str, tuple[int, int]], other: Mapping[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """By status, the smallest of the figures that reports have as their largest, and the largest of the smallest."""
    found = dict(one)
    for status, (few, many) in other.items():
        mine = found.get(status, (few, many))
        found[status] = min(mine[0], few), max(mine[1], many)
    return found


def _link(one: Report, other: Report, verdict: MatchResult) -> Link:
    a, b = sorted((one.id, other.id))
    return Link(a, b, verdict.outcome, reason=verdict.reason, strength=verdict.strength)
