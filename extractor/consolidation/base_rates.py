"""Base rates of incidents by place and family of types: the match score that a pair needs depends on them.

Two attacks on one day are a coincidence in a town that has one a year, and not in Baghdad. So the score that a pair
needs depends on the days on which its place was reported, of all days that the corpus covers. A corpus of few days says
nothing about it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from extractor.consolidation.reports import Report
from extractor.schema.incident_types import family

ENOUGH_DAYS = 200  # with reports; fewer do not tell how often a place is in them
RARE = 0.02  # of these days: where incidents are on fewer, they are rare

Rate = Literal["rare", "frequent", "unknown"]


@dataclass(frozen=True)
class BaseRates:
    """The days of incidents.

    Attributes:
        days: number of days with reports, of any place.
        of_places: number of days by family of types and place.
        disputed: families, places and days of which reports disagree: there may be two incidents.
    """

    days: int = 0
    of_places: Mapping[tuple[str, str], int] = field(default_factory=dict)
    disputed: frozenset[tuple[str, str, date]] = frozenset()

    @classmethod
    def of(cls, reports: Iterable[Report]) -> BaseRates:
        """Count the days of reports."""
        every: set[date] = set()
        by_place: dict[tuple[str, str], dict[date, list[Report]]] = defaultdict(lambda: defaultdict(list))
        for report in reports:
            if report.start:
                every.add(report.start)
                if report.place:
                    by_place[family(report.type), report.place][report.start].append(report)
        return cls(
            len(every),
            {key: len(days) for key, days in by_place.items()},
            disputed=frozenset((*key, day) for key, days in by_place.items() for day in days if _disagree(days[day])),
        )

    def rate(self, report: Report) -> Rate:
        """Tell whether the place of a report has such incidents rarely, and its day no more than one, it seems."""
        if self.days < ENOUGH_DAYS:
            return "unknown"
        key = family(report.type), report.place
        share = self.of_places.get(key, 0) / self.days
        disputed = report.start and (*key, report.start) in self.disputed
        return "rare" if share <= RARE and not disputed else "frequent"


def _disagree(reports: Sequence[Report]) -> bool:
    """Tell whether some of the reports name other persons, or give no figure of the others."""
    persons = [each.targets.names for each in reports if each.targets.names]
    figures = [each.casualties for each in reports if each.casualties]
    return any(persons[0].isdisjoint(each) for each in persons) or any(figures[0].isdisjoint(each) for each in figures)


NO_RATES = BaseRates()
