"""Dates of an article's incidents: derived from their date phrases and compared with the coded dates.

The coded date is never changed. If its date phrase gives other days, the row has a flag, and no rule joins the report
to others until a person has decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from extractor.grounding.date_phrases import parse_date_phrase
from extractor.grounding.days import DayOffset, DayRange, format_days
from extractor.schema.rows import IncidentItem, OperationItem


@dataclass(frozen=True)
class IncidentDate:
    """The date of an incident.

    Attributes:
        coded: the coded days; None if there are none.
        derived: the days of the date phrase; None if it cannot be resolved.
        flag: how the two differ; empty if they do not.
    """

    coded: DayRange | None
    derived: DayRange | None
    flag: str = ""

    @property
    def contradictory(self) -> bool:
        """True if the coded and the derived days have no day in common."""
        return bool(self.coded and self.derived and not _intersection(self.coded, self.derived))

    @property
    def days(self) -> DayRange | None:
        """The days to compare by: those common to coded and derived, else the coded, else the derived ones."""
        if self.coded and self.derived:
            return _intersection(self.coded, self.derived) or self.coded
        return self.coded or self.derived


def date_incidents(
    incidents: Sequence[IncidentItem],
    operations: Sequence[OperationItem],
    published: date | None,
    language: str | None,
) -> dict[str, IncidentDate]:
    """Return the dates of the incidents of one article, by id."""
    deriver = _Deriver(incidents, operations, published, language)
    return {
        incident["id"]: compare_dates(coded_days(incident), deriver.derive(incident["id"])) for incident in incidents
    }


def coded_days(incident: IncidentItem) -> DayRange | None:
    """Return the coded days of an incident."""
    if incident["date_start"] is None:
        return None
    start = date.fromisoformat(incident["date_start"])
    end = date.fromisoformat(incident["date_end"] or incident["date_start"])
    return DayRange(start, end, incident["date_precision"], rule="as coded")


def compare_dates(coded: DayRange | None, derived: DayRange | None) -> IncidentDate:
    """Return the date of an incident, with a flag if the coded and the derived days differ."""
    if derived is None or (coded and (coded.start, coded.end) == (derived.start, derived.end)):
        return IncidentDate(coded, derived)
    phrase = f"{format_days(derived.start, derived.end)} ({derived.rule})"
    if coded is None:
        return IncidentDate(coded, derived, f"date: not coded; its date phrase gives {phrase}")
    how = "overlaps with" if _intersection(coded, derived) else "differs from"
    shown = format_days(coded.start, coded.end)
    return IncidentDate(coded, derived, f"date: coded as {shown}, which {how} its date phrase, {phrase}")


class _Deriver:
    """Derives dates, also those relative to another incident: "the previous day", answered by a strike on Tuesday."""

    def __init__(
        self,
        incidents: Sequence[IncidentItem],
        operations: Sequence[OperationItem],
        published: date | None,
        language: str | None,
    ) -> None:
        self._incidents = {incident["id"]: incident for incident in incidents}
        self._in_response_to = {
            **{operation["id"]: operation["in_response_to"] for operation in operations},
            **{incident["id"]: incident["in_response_to"] for incident in incidents},
        }
        self._published, self._language = published, language
        self._derived: dict[str, DayRange | None] = {}

    def derive(self, id_: str) -> DayRange | None:
        if id_ not in self._derived:
            self._derived[id_] = None  # an incident that depends on itself has no date
            self._derived[id_] = self._derive(self._incidents[id_])
        return self._derived[id_]

    def _derive(self, incident: IncidentItem) -> DayRange | None:
        phrase = incident["date_text"]
        found = parse_date_phrase(phrase["text"], self._published, self._language) if phrase else None
        if not isinstance(found, DayOffset):
            return found
        linked: list[str] = []
        if found.days <= 0:
            linked += self._responses(incident)
        if found.days >= 0:
            linked += self._causes(incident)
        days = {known for id_ in linked if id_ != incident["id"] and (known := self._best_known(id_))}
        ranges = {(day.start, day.end) for day in days}
        return min(days, key=lambda day: day.rule).shifted(found) if len(ranges) == 1 else None

    def _best_known(self, id_: str) -> DayRange | None:
        return self.derive(id_) or coded_days(self._incidents[id_])

    def _members(self, id_: str) -> Iterator[str]:
        """Yield the incidents with an id: the incident itself, or those of the operation."""
        if id_ in self._incidents:
            yield id_
        yield from (name for name, incident in self._incidents.items() if incident["operation"] == id_)

    def _responses(self, incident: IncidentItem) -> Iterator[str]:
        """Yield the incidents that respond to this one or its operation."""
        ids = {incident["id"], incident["operation"]}
        for responding, cause in self._in_response_to.items():
            if cause is not None and cause in ids:
                yield from self._members(responding)

    def _causes(self, incident: IncidentItem) -> Iterator[str]:
        """Yield the incidents that this one or its operation responds to."""
        for id_ in {incident["id"], incident["operation"]} - {None}:
            if id_ and (cause := self._in_response_to.get(id_)):
                yield from self._members(cause)


def _intersection(one: DayRange, other: DayRange) -> DayRange | None:
    start, end = max(one.start, other.start), min(one.end, other.end)
    if start > end:
        return None
    narrower = min(one, other, key=lambda days: days.end - days.start)
    return DayRange(start, end, "exact_day" if start == end else narrower.precision, rule=narrower.rule)
