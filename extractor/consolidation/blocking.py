"""Blocking: the pairs of reports worth comparing are of one family at one place, or within one, and days apart at most.

Reports of types that need no place are blocked by their targets. Reports that name only a country are paired with those
of their days in that country, for near misses. Two bounds keep a hundred thousand reports of one event from becoming
five thousand million pairs: of more than `ALIKE_LIMIT` reports that agree in everything, each is compared with one; and
in the order of days each is compared with the next `WINDOW` (the sorted neighbourhood method), through which it reaches
the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice

from extractor.consolidation.matching import DAY, MAX_RANGE, UNDATED_WINDOW, persons_of
from extractor.consolidation.reports import Report
from extractor.schema.incident_types import PLACELESS, family

ALIKE_LIMIT = 20
WINDOW = 60
Pair = tuple[Report, Report]
Key = tuple[str, str]


def candidates(reports: Iterable[Report]) -> Iterator[Pair]:
    """Yield the pairs to compare, each once, in an order that depends only on the order of the reports."""
    blocks: dict[Key, list[Report]] = defaultdict(list)
    of_persons: dict[Key, list[Report]] = defaultdict(list)
    named: dict[str, set[Key]] = {}
    for report in reports:
        for key in _keys(report):
            blocks[key].append(report)
        named[report.id] = _person_keys(report)
        for key in named[report.id]:
            of_persons[key].append(report)

    def have_person(one: Report, other: Report) -> bool:
        return not named[one.id].isdisjoint(named[other.id])

    for key, block in of_persons.items():
        yield from (pair for pair in _pairs_of_person(block) if key == min(named[pair[0].id] & named[pair[1].id]))
    for key, block in blocks.items():
        seen: set[Key] = set()  # a report with contradicting days may meet another at both
        for one, other in _pairs(block):
            if have_person(one, other):
                continue  # paired above
            pair = (min(one.id, other.id), max(one.id, other.id))
            doubtful = one.contradicting_days or other.contradicting_days
            if key == min(_keys(one) & _keys(other)) and not (doubtful and pair in seen):
                seen.update([pair] if doubtful else ())
                yield one, other
    yield from (pair for pair in _country_pairs(blocks) if not have_person(*pair))


def _keys(report: Report) -> set[Key]:
    if report.type in PLACELESS:
        return {(report.type, name) for name in report.targets.ids | report.targets.names}
    largest = report.within[-1] if report.within else report.place
    return {(family(report.type), largest or f"in {report.country}")}


def _person_keys(report: Report) -> set[Key]:
    """Return a key for each full name of a person: such reports are compared also if they have no day or place."""
    return set() if report.type in PLACELESS else {(family(report.type), name) for name in persons_of(report)}


def _pairs_of_person(block: Sequence[Report]) -> Iterator[Pair]:
    for alike in _alike(block):
        if len(alike) > ALIKE_LIMIT:
            yield from _with_representative(alike)
    ordered = sorted(_representatives(block), key=lambda each: (each.end or each.published or date.min, each.id))
    for at, one in enumerate(ordered):
        yield from ((one, other) for other in islice(ordered, at + 1, at + 1 + WINDOW))


def _pairs(block: Sequence[Report]) -> Iterator[Pair]:
    for alike in _alike(block):
        if len(alike) > ALIKE_LIMIT:
            yield from _with_representative(alike)
    yield from _near_in_time(list(_representatives(block)))


def _alike(block: Iterable[Report]) -> list[list[Report]]:
    """Group reports that agree in everything the rules compare."""
    found: dict[Hashable, list[Report]] = defaultdict(list)
    for each in block:
        when = (each.start, each.end, each.contradicting_days) if each.start else each.published
        place = each.place, each.precision, each.country, each.admin1
        sides = each.initiators, each.targets
        found[each.type, each.status, when, place, sides, each.casualties].append(each)
    return list(found.values())


def _representatives(block: Iterable[Report]) -> Iterator[Report]:
    """Yield the reports to compare with others: one of each group of more than `ALIKE_LIMIT` alike."""
    for alike in _alike(block):
        yield from alike if len(alike) <= ALIKE_LIMIT else _fewest_of_an_article(alike)[:1]


def _fewest_of_an_article(alike: Iterable[Report]) -> list[Report]:
    """Return the reports of the article that has fewest of the group: a single one, if any article has one only."""
    return min(_by_article(alike), key=len)


def _by_article(alike: Iterable[Report]) -> list[list[Report]]:
    found: dict[str, list[Report]] = defaultdict(list)
    for each in alike:
        found[each.article].append(each)
    return list(found.values())


def _with_representative(alike: Sequence[Report]) -> Iterator[Pair]:
    """Pair each report with those of one article; if that has several, the clustering sees that they are ambiguous."""
    first = _fewest_of_an_article(alike)
    for other in _by_article(alike):
        if other[0].article != first[0].article:
            yield from ((one, each) for one in first for each in other)


def _near_in_time(block: Sequence[Report]) -> Iterator[Pair]:
    dated = sorted(((start, end, each) for each in block for start, end in each.possible_days), key=_start_and_id)
    for at, (_, end, one) in enumerate(dated):
        for start, _, other in islice(dated, at + 1, at + 1 + WINDOW):
            if start > end + DAY:
                break
            if one is not other:
                yield one, other
    yield from _undated(block)


def _start_and_id(dated: tuple[date, date, Report]) -> tuple[date, str]:
    return dated[0], dated[2].id


def _undated(block: Iterable[Report]) -> Iterator[Pair]:
    """Pair undated reports with those that happened or were published within a week."""
    days = ((each.end or each.published, each.id, each) for each in block)
    ordered = sorted(((day, id_, each) for day, id_, each in days if day), key=lambda each: each[:2])
    for at, (day, _, one) in enumerate(ordered):
        for later, _, other in islice(ordered, at + 1, at + 1 + WINDOW):
            if later > day + UNDATED_WINDOW:
                break
            if not (one.start and other.start):
                yield one, other


def _country_pairs(blocks: Mapping[Key, Sequence[Report]]) -> Iterator[Pair]:
    """Pair reports that name only a country with those of their days that name a place there."""
    placed: dict[tuple[str, str | None, date], list[Report]] = defaultdict(list)
    vague: list[Report] = []
    for block in blocks.values():
        for one in _representatives(block):
            if one.type in PLACELESS:
                continue
            if not one.place:
                vague.append(one)
                continue
            for day in _days(one):
                for country in (one.country, None):
                    placed[family(one.type), country, day].append(one)
    for one in vague:
        found: dict[str, Report] = {}
        for day in _days(one):
            others = placed[family(one.type), one.country, day]
            found |= {other.id: other for other in others[:WINDOW]}
        yield from ((one, other) for other in found.values())


def _days(report: Report) -> list[date]:
    if not report.start or not report.end or (report.end - report.start).days >= MAX_RANGE:
        return []
    return [report.start + timedelta(days=day) for day in range((report.end - report.start).days + 1)]
