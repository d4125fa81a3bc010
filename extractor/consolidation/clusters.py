"""Reports joined into incidents: only reports in one block are compared, the surest pairs are joined first.

A join is refused where it would contradict anything already joined: two reports of one article, days without a day in
common, initiators that cannot be one side, or what a person has decided. So no chain of pairs can pull
two attacks on one base, days apart, into one. Nothing depends on the order in which reports come.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from extractor.consolidation.actors import Actors
from extractor.consolidation.blocks import candidates
from extractor.consolidation.decisions import Decided
from extractor.consolidation.groups import Groups
from extractor.consolidation.reports import Party, Report
from extractor.consolidation.rules import Verdict, judge, same_side


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
class Clusters:
    """Attributes: `clusters`, each a list of reports; `links` that joined them; `near` misses."""

    clusters: list[list[Report]]
    links: list[Link]
    near: list[Link]


def cluster(reports: Iterable[Report], actors: Actors, decided: Decided) -> Clusters:
    """Join reports into incidents."""
    return _Joining(sorted(reports, key=lambda report: report.id), actors, decided).clusters()


@dataclass
class _Whole:
    """What a group of reports has in common, against which each join is checked."""

    articles: set[str]
    start: date | None
    end: date | None
    initiators: set[Party]

    @classmethod
    def of(cls, report: Report) -> _Whole:
        return cls({report.article}, report.start, report.end, {report.initiators})

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
        return ""

    def join(self, other: _Whole) -> None:
        self.articles |= other.articles
        self.start = max((day for day in (self.start, other.start) if day), default=None)
        self.end = min((day for day in (self.end, other.end) if day), default=None)
        self.initiators |= other.initiators


class _Joining:
    def __init__(self, reports: Sequence[Report], actors: Actors, decided: Decided) -> None:
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

    def clusters(self) -> Clusters:
        for a, b in sorted(self._decided.same):
            self._join(Link(a, b, "decided", self._decided.notes[a, b]))
        same = []
        for one, other in candidates(self._reports.values()):
            verdict = judge(one, other, self._actors)
            if verdict.outcome == "same":
                same.append(_link(one, other, verdict))
            elif verdict.outcome == "near":
                self._near.append(_link(one, other, verdict))
        for link in self._without_ambiguous(sorted(same, key=lambda link: (-link.strength, link.a, link.b))):
            self._try(link)
        clusters = [[self._reports[id_] for id_ in sorted(group)] for group in self._groups.all()]
        near = {(link.a, link.b): link for link in self._near if not self._settled(link)}
        return Clusters(clusters, self._links, [near[pair] for pair in sorted(near)])

    def _settled(self, link: Link) -> bool:
        """Whether a near miss is none any more: joined through others, or decided."""
        return self._groups.together(link.a, link.b) or link.b in self._kept_apart.get(link.a, ())

    def _without_ambiguous(self, links: Sequence[Link]) -> Iterator[Link]:
        """Pairs but for those where a report fits two reports of another article equally well."""
        best: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
        for link in links:
            best[link.a, self._reports[link.b].article][link.strength] += 1
            best[link.b, self._reports[link.a].article][link.strength] += 1
        for link in links:
            mine, yours = best[link.a, self._reports[link.b].article], best[link.b, self._reports[link.a].article]
            if mine[link.strength] > 1 or yours[link.strength] > 1:
                fits = self._reports[link.b if mine[link.strength] > 1 else link.a].article.partition(" ")[2]
                self._miss(link, f"fits two reports of {fits} equally well")
            else:
                yield link

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
        self._near.append(Link(link.a, link.b, "near", f"{link.reason}; but {why}", link.strength))

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


def _link(one: Report, other: Report, verdict: Verdict) -> Link:
    a, b = sorted((one.id, other.id))
    return Link(a, b, verdict.outcome, verdict.reason, verdict.strength)
