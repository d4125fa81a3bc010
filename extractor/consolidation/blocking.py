"""Which reports are worth comparing: those of one family at one place, or within one, within days of each other.

Acts without a place meet by whom they aim at. A report that names only a country meets those of its days there, for
near misses. Two bounds keep a hundred thousand reports of one event from being five thousand million pairs: where
more than `LARGE` say the very same, each is compared with one of them; and in the order of days each is compared
with the next `MOST`, through which the others are reached.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice

from extractor.consolidation.matching import ALIKE, DAY, LONGEST, family
from extractor.consolidation.reports import Report
from extractor.schema.incident_types import PLACELESS

LARGE = 20
MOST = 60
Pair = tuple[Report, Report]
Key = tuple[str, str]


def candidates(reports: Iterable[Report]) -> Iterator[Pair]:
    """Pairs to compare, each once; the order depends on the order of the reports alone."""
    blocks: dict[Key, list[Report]] = defaultdict(list)
    for report in reports:
        for key in _keys(report):
            blocks[key].append(report)
    for key, block in blocks.items():
        seen: set[Key] = set()  # one in doubt about its day meets others at both days
        for one, other in _within(block):
            pair = (min(one.id, other.id), max(one.id, other.id))
            doubtful = one.said or other.said
            if key == min(_keys(one) & _keys(other)) and not (doubtful and pair in seen):
                seen.update([pair] if doubtful else ())
                yield one, other
    yield from _unplaced(blocks)


def _keys(report: Report) -> set[Key]:
    if report.type in PLACELESS:
        return {(report.type, name) for name in report.targets.ids | report.targets.names}
    largest = report.within[-1] if report.within else report.place
    return {(family(report.type), largest or f"in {report.country}")}


def _within(block: Sequence[Report]) -> Iterator[Pair]:
    for alike in _alike(block):
        if len(alike) > LARGE:
            yield from _with_one(alike)
    yield from _near_in_time(_compared(block))


def _alike(block: Iterable[Report]) -> list[list[Report]]:
    """Reports that say the very same of an incident, in lists."""
    found: dict[Hashable, list[Report]] = defaultdict(list)
    for each in block:
        when = (each.start, each.end, each.said) if each.start else each.published
        place = each.place, each.precision, each.country
        found[each.type, each.status, when, place, each.initiators, each.targets, each.tolls].append(each)
    return list(found.values())


def _compared(block: Iterable[Report]) -> Iterator[Report]:
    """The reports that are compared with others: of many alike, one."""
    for alike in _alike(block):
        yield from alike if len(alike) <= LARGE else _rarest(alike)[:1]


def _rarest(alike: Iterable[Report]) -> list[Report]:
    """Those of the article that tells of fewest such incidents: of one alone, if there is such an article."""
    return min(_by_article(alike), key=len)


def _by_article(alike: Iterable[Report]) -> list[list[Report]]:
    found: dict[str, list[Report]] = defaultdict(list)
    for each in alike:
        found[each.article].append(each)
    return list(found.values())


def _with_one(alike: Sequence[Report]) -> Iterator[Pair]:
    """Each with the first; with all those of its article if that tells of several such incidents, which shows then."""
    first = _rarest(alike)
    for other in _by_article(alike):
        if other[0].article != first[0].article:
            yield from ((one, each) for one in first for each in other)


def _near_in_time(reports: Iterable[Report]) -> Iterator[Pair]:
    block = list(reports)
    dated = sorted(((start, end, each) for each in block for start, end in each.spans), key=_by_start)
    for at, (_, end, one) in enumerate(dated):
        for start, _, other in islice(dated, at + 1, at + 1 + MOST):
            if start > end + DAY:
                break
            if one is not other:
                yield one, other
    yield from _undated(block)


def _by_start(span: tuple[date, date, Report]) -> tuple[date, str]:
    return span[0], span[2].id


def _undated(block: Iterable[Report]) -> Iterator[Pair]:
    """Reports without a day: with those published, or of a day, within a week."""
    told = [(each.end or each.published, each.id, each) for each in block]
    all_ = sorted(((day, id_, each) for day, id_, each in told if day), key=lambda each: each[:2])
    for at, (day, _, one) in enumerate(all_):
        for later, _, other in islice(all_, at + 1, at + 1 + MOST):
            if later > day + ALIKE:
                break
            if not (one.start and other.start):
                yield one, other


def _unplaced(blocks: dict[Key, list[Report]]) -> Iterator[Pair]:
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
                for country in (one.country, None):
                    placed[family(one.type), country, day].append(one)
    for one in vague:
        met: dict[str, Report] = {}
        for day in _days(one):
            others = placed[family(one.type), one.country, day]
            met |= {other.id: other for other in others[:MOST]}
        yield from ((one, other) for other in met.values())


def _days(report: Report) -> list[date]:
    if not report.start or not report.end or (report.end - report.start).days >= LONGEST:
        return []
    return [report.start + timedelta(days=day) for day in range((report.end - report.start).days + 1)]
