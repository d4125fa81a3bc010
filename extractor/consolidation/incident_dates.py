"""The dates of an article's incidents, re-derived by code and set beside those of the coding.

The coding's date is never changed. Where its own words give another day, the row says so, and no rule
joins the report to others until a person has looked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from extractor.consolidation.date_phrases import Days, Offset, reckon, spelt


@dataclass(frozen=True)
class Dated:
    """When an incident was.

    Attributes:
        coded: the coding's days; None where it gives none.
        derived: what its words give; None where they do not settle it.
        flag: how the two differ; empty where they do not.
    """

    coded: Days | None
    derived: Days | None
    flag: str = ""

    @property
    def doubtful(self) -> bool:
        """Whether the two have no day in common."""
        return bool(self.coded and self.derived and not _common(self.coded, self.derived))

    @property
    def days(self) -> Days | None:
        """The days to reckon with: those that both have in common; the coding's where they have none."""
        if self.coded and self.derived:
            return _common(self.coded, self.derived) or self.coded
        return self.coded or self.derived


def date_incidents(
    incidents: Sequence[Mapping[str, Any]],
    operations: Sequence[Mapping[str, Any]],
    published: date | None,
    language: str | None,
) -> dict[str, Dated]:
    """The dates of the incidents of one article, by id."""
    chain = _Chain(incidents, operations, published, language)
    return {incident["id"]: compared(coded_days(incident), chain.derived(incident["id"])) for incident in incidents}


def coded_days(incident: Mapping[str, Any]) -> Days | None:
    """The days that a coding gives."""
    if incident["date_start"] is None:
        return None
    start, end = date.fromisoformat(incident["date_start"]), date.fromisoformat(incident["date_end"])
    return Days(start, end, incident["date_precision"], rule="as coded")


class _Chain:
    """Dates that hang on other dates: "the previous day's attack", answered by a strike on Tuesday."""

    def __init__(
        self,
        incidents: Sequence[Mapping[str, Any]],
        operations: Sequence[Mapping[str, Any]],
        published: date | None,
        language: str | None,
    ) -> None:
        self._incidents = {incident["id"]: incident for incident in incidents}
        self._answers = {act["id"]: act["in_response_to"] for act in [*operations, *incidents]}
        self._published, self._language = published, language
        self._found: dict[str, Days | None] = {}

    def derived(self, id_: str) -> Days | None:
        if id_ not in self._found:
            self._found[id_] = None  # an act that hangs on itself has no date
            self._found[id_] = self._derive(self._incidents[id_])
        return self._found[id_]

    def _derive(self, incident: Mapping[str, Any]) -> Days | None:
        words = incident["date_text"]
        found = reckon(words["text"], self._published, self._language) if words else None
        if not isinstance(found, Offset):
            return found
        linked: list[str] = []
        if found.days <= 0:
            linked += self._answering(incident)
        if found.days >= 0:
            linked += self._answered(incident)
        days = {known for id_ in linked if id_ != incident["id"] and (known := self._known(id_))}
        ranges = {(day.start, day.end) for day in days}
        return min(days, key=lambda day: day.rule).shifted(found) if len(ranges) == 1 else None

    def _known(self, id_: str) -> Days | None:
        return self.derived(id_) or coded_days(self._incidents[id_])

    def _members(self, id_: str) -> Iterator[str]:
        """The incidents that an id stands for: itself, or those of the operation."""
        if id_ in self._incidents:
            yield id_
        yield from (name for name, incident in self._incidents.items() if incident["operation"] == id_)

    def _answering(self, incident: Mapping[str, Any]) -> Iterator[str]:
        """The incidents that answer this one, or its operation."""
        names = {incident["id"], incident["operation"]} - {None}
        for act, answered in self._answers.items():
            if answered in names:
                yield from self._members(act)

    def _answered(self, incident: Mapping[str, Any]) -> Iterator[str]:
        """The incidents that this one, or its operation, answers."""
        for name in {incident["id"], incident["operation"]} - {None}:
            if answered := self._answers.get(name):
                yield from self._members(answered)


def _common(one: Days, other: Days) -> Days | None:
    start, end = max(one.start, other.start), min(one.end, other.end)
    if start > end:
        return None
    narrower = min(one, other, key=lambda days: days.end - days.start)
    return Days(start, end, "exact_day" if start == end else narrower.precision, rule=narrower.rule)


def compared(coded: Days | None, derived: Days | None) -> Dated:
    """The dates of an incident, with a flag where the coding and its words differ."""
    if derived is None or (coded and (coded.start, coded.end) == (derived.start, derived.end)):
        return Dated(coded, derived)
    said = f"{spelt(derived.start, derived.end)} ({derived.rule})"
    if coded is None:
        return Dated(coded, derived, f"date: its words give {said}, the coding none")
    common = _common(coded, derived)
    how = "overlaps with" if common else "differs from"
    return Dated(
        coded, derived, f"date: the coding has {spelt(coded.start, coded.end)}, which {how} what its words give, {said}"
    )
