"""Which reports are worth comparing: those of one family at one place within days of each other.

Acts without a place meet by whom they aim at. A report that names only a country meets those of its days there, for
near misses. Where more than `LARGE` reports say the very same of an incident, each is compared with one of them
and not with all: a hundred thousand copies of a story are no work.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date, timedelta

from extractor.consolidation.reports import Report
from extractor.consolidation.rules import ALIKE, DAY, LONGEST, PLACELESS, family

LARGE = 20
Pair = tuple[Report, Report]


def candidates(reports: Iterable[Report]) -> Iterator[Pair]:
    """Pairs to compare, each once; the order depends on the order of the reports alone."""
    blocks: dict[tuple[str, str], list[Report]] = defaultdict(list)
    for report in reports:
        for key in _keys(report):
            blocks[key].append(report)
    for key, block in blocks.items():
        for one, other in _within(block):
            if key == min(_keys(one) & _keys(other)):  # those that meet in several blocks are compared in one
                yield one, other
    yield from _unplaced(blocks)


def _keys(report: Report) -> set[tuple[str, str]]:
    if report.type in PLACELESS:
        return {(report.type, name) for name in report.targets.ids | report.targets.names}
    return {(family(report.type), report.place or f"in {report.country}")}


def _within(block: Sequence[Report]) -> Iterator[Pair]:
    for alike in _alike(block):
        if len(alike) > LARGE:
            yield from _with_one(alike)
    yield from _near_in_time(_compared(block))


def _alike(block: Iterable[Report]) -> list[list[Report]]:
    """Reports that say the very same of an incident, in lists."""
    found: dict[Hashable, list[Report]] = defaultdict(list)
    for each in block:
        when = (each.start, each.end, each.doubtful) if each.start else each.published
        place = each.place, each.precision, each.country
        found[each.type, when, place, each.initiators, each.targets, each.tolls].append(each)
    return list(found.values())


def _compared(block: Iterable[Report]) -> Iterator[Report]:
    """The reports that are compared with others: of many alike, one."""
    for alike in _alike(block):
        yield from alike if len(alike) <= LARGE else alike[:1]


def _with_one(alike: Sequence[Report]) -> Iterator[Pair]:
    """Each with the first; with all those of its article if that tells of several such incidents, which shows then."""
    by_article: dict[str, list[Report]] = defaultdict(list)
    for each in alike:
        by_article[each.article].append(each)
    first = min(by_article.values(), key=len)
    for other in by_article.values():
        if other is not first:
            yield from ((one, each) for one in first for each in other)


def _near_in_time(reports: Iterable[Report]) -> Iterator[Pair]:
    block = list(reports)
    dated = sorted((each for each in block if each.start), key=lambda each: (each.start, each.id))
    for at, one in enumerate(dated):
        assert one.end
        for other in dated[at + 1 :]:
            if other.start and other.start > one.end + DAY:
                break
            yield one, other
    undated = sorted(
        ((each.published, each.id, each) for each in block if not each.start and each.published),
        key=lambda told: told[:2],
    )
    ends = sorted(((each.end, each.id, each) for each in dated if each.end), key=lambda told: told[:2])
    for at, (published, _, one) in enumerate(undated):
        for later, _, other in undated[at + 1 :]:
            if later > published + ALIKE:
                break
            yield one, other
        for end, _, other in ends[bisect_left(ends, published - ALIKE, key=lambda told: told[0]) :]:
            if end > published + ALIKE:
                break
            yield one, other


def _unplaced(blocks: dict[tuple[str, str], list[Report]]) -> Iterator[Pair]:
    """Reports that name only a country, with those of its days that name a place there."""
    placed: dict[tuple[str, str | None, date], list[Report]] = defaultdict(list)
    vague: list[Report] = []
    for block in blocks.values():
        for one in _compared(block):
            if one.type in PLACELESS:
                continue
            if not one.place:
                vague.append(one)
                continue
            for day in _days(one):
                placed[family(one.type), one.country, day].append(one)
    for one in vague:
        met = {other.id: other for day in _days(one) for other in placed[family(one.type), one.country, day]}
        yield from ((one, other) for other in met.values())


def _days(report: Report) -> list[date]:
    if not report.start or not report.end or (report.end - report.start).days >= LONGEST:
        return []
    return [report.start + timedelta(days=day) for day in range((report.end - report.start).days + 1)]
