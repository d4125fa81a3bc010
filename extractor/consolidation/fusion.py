"""Fusion: a consolidated incident from its reports, with every value beside the reports that give it.

For each field one value is shown: the one that the most independent sources give (then the most reports, then the first
in alphabetical order); `values` has them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NotRequired, TypedDict

from extractor.consolidation.attestation import GradeName, grade
from extractor.consolidation.casualties import CasualtyRange, Figure, casualty_figures, casualty_ranges
from extractor.consolidation.clustering import Link, LinkOutcome
from extractor.consolidation.near_duplicates import SourceArticle, group_sources
from extractor.consolidation.reports import (
    Report,
    ReportOperation,
    ReportRow,
    ReportStatement,
    Side,
    actors_with_ids,
    incident_date,
    label_of,
    report_of,
)
from extractor.core.canonical import digest
from extractor.grounding.actors import Actors
from extractor.grounding.places import PRECISIONS
from extractor.schema.fields import IncidentType
from extractor.schema.rows import QuoteRow
from extractor.schema.tables import review_text

SingleField = Literal["type", "status", "basis", "weapon", "damage"]
FIELDS: tuple[SingleField, ...] = ("type", "status", "basis", "weapon", "damage")


class ActorItem(TypedDict):
    """An actor of a consolidated incident; `id` is null for an unknown one."""

    id: str | None
    name: str
    kind: str
    country: str | None


class ValueItem(TypedDict):
    """A value of a field, with the number of independent sources and the reports that give it."""

    value: str
    sources: int
    reports: list[str]


class ReportItem(TypedDict):
    """A report of a consolidated incident; `source` numbers the independent sources from 1."""

    report: str
    label: str
    article_id: str | None
    article: str
    published: str | None
    outlet: str | None
    agencies: list[str]
    source: int
    evidence: list[QuoteRow]


class OperationFigure(Figure):
    """A figure for a whole operation; `operation` is its summary."""

    operation: str


class StatementEntry(TypedDict):
    """A statement about a consolidated incident or its operation."""

    type: str
    speaker: str
    speaker_id: str | None
    on_behalf_of: str | None
    on_behalf_of_id: str | None
    about: Literal["incident", "operation"]
    quote: QuoteRow
    report: str
    article: str


class LinkItem(TypedDict):
    """A pair of reports that were joined, and why."""

    a: str
    b: str
    outcome: LinkOutcome
    reason: str


class ConsolidatedIncident(TypedDict):
    """A line of `incidents.jsonl` of a consolidated folder."""

    incident: str
    type: IncidentType
    status: str
    basis: str
    weapon: str
    damage: str
    date_start: str | None
    date_end: str | None
    date_precision: str
    place_id: str | None
    place: str | None
    admin1: str | None
    country: str | None
    lat: float | None
    lon: float | None
    place_precision: str
    initiators: list[ActorItem]
    targets: list[ActorItem]
    target_kinds: list[str]
    summary: str
    grade: GradeName
    grade_reason: str
    sources: int
    reports: list[ReportItem]
    tolls: list[CasualtyRange]
    operation_tolls: list[OperationFigure]
    statements: list[StatementEntry]
    values: dict[str, list[ValueItem]]
    links: list[LinkItem]
    flags: list[str]
    reviewed: NotRequired[list[str]]


class _Reviewed(TypedDict, total=False):
    reviewed: list[str]


class _DateColumns(TypedDict):
    date_start: str | None
    date_end: str | None
    date_precision: str


class _PlaceColumns(TypedDict):
    place_id: str | None
    place: str | None
    admin1: str | None
    country: str | None
    lat: float | None
    lon: float | None
    place_precision: str


@dataclass(frozen=True)
class AttributedReport:
    """A report with its operation, its statements and its source.

    Attributes:
        row: of `report_rows`.
        operation: the operation that the incident is part of, or None.
        statements: about the incident or its operation.
        source: the article as a source.
        outlet: the outlet in the article's metadata.
    """

    row: ReportRow
    operation: ReportOperation | None
    statements: Sequence[ReportStatement]
    source: SourceArticle
    outlet: str | None


def incident_id(reports: Iterable[Report]) -> str:
    """Return the id of a consolidated incident: 12 hex digits of a hash over the report published first.

    It stays when later articles report the same incident, and does not depend on the order of the reports.
    """
    founding = min(reports, key=lambda report: (report.published or date.max, report.id))
    return digest("consolidated/1", founding.id)[:12]


def merge_reports(reports: Sequence[AttributedReport], links: Sequence[Link], actors: Actors) -> ConsolidatedIncident:
    """Merge the reports of one cluster into a consolidated incident."""

    def publication(each: AttributedReport) -> tuple[str, str, str]:
        return each.row["published"] or "9", each.row["article"], each.row["report"]

    return _Merger(sorted(reports, key=publication), actors).merge(links)


class _Merger:
    def __init__(self, attributed: Sequence[AttributedReport], actors: Actors) -> None:
        self.attributed, self.actors = attributed, actors
        self.reports = [report_of(each.row) for each in attributed]
        groups = group_sources({each.source.article: each.source for each in attributed}.values())
        self.sources = len(groups)
        self.source_number = {article: number for number, group in enumerate(groups, start=1) for article in group}
        self.values: dict[str, list[ValueItem]] = {name: self._single_values(name) for name in FIELDS}
        derived = {report.id: _iso_interval(report.start, report.end) for report in self.reports}
        self.values["date"] = self._values(
            lambda row: [_iso_interval(row["date_start"], row["date_end"]) or derived[row["report"]]]
        )
        self.values["place"] = self._values(lambda row: [row["found"]["place"]["name"]])
        self.values["initiators"] = self._values(lambda row: self._party(row, "initiators"))
        self.values["targets"] = self._values(lambda row: self._party(row, "targets"))
        self.values["claimed_by"] = self._values(self._claimant)
        self.values["target_kinds"] = self._values(lambda row: row["target_kinds"])

    def merge(self, links: Sequence[Link]) -> ConsolidatedIncident:
        statements = self._statements()
        graded = grade(
            [each.row for each in self.attributed],
            [report.initiators for report in self.reports],
            [each for each in statements if each["type"] == "denial"],
            self.sources,
            self.actors,
        )
        return {
            "incident": incident_id(self.reports),
            "type": self._shown("type"),
            "status": self._shown("status"),
            "basis": self._shown("basis"),
            "weapon": self._shown("weapon"),
            "damage": self._shown("damage"),
            **self._date_columns(),
            **self._place_columns(),
            "initiators": self._actors_of("initiators"),
            "targets": self._actors_of("targets"),
            "target_kinds": [each["value"] for each in self.values["target_kinds"]],
            "summary": self.attributed[0].row["summary"],
            "grade": graded.grade,
            "grade_reason": graded.reason,
            "sources": self.sources,
            "reports": [self._report(each) for each in self.attributed],
            "tolls": self._casualty_ranges(),
            "operation_tolls": self._operation_figures(),
            "statements": statements,
            "values": self.values,
            "links": [{"a": each.a, "b": each.b, "outcome": each.outcome, "reason": each.reason} for each in links],
            "flags": list(self._flags()),
            **self._reviewed(),
        }

    def _reviewed(self) -> _Reviewed:
        """Return what people did with the reports, for incidents of which a report was reviewed."""
        found = [f"{label_of(each.row)} {text}" for each in self.attributed if (text := review_text(each.row))]
        return {"reviewed": found} if found else {}

    def _single_values(self, name: SingleField) -> list[ValueItem]:
        return self._values(lambda row: [row[name]])

    def _values(self, of: Callable[[ReportRow], Iterable[str | None]]) -> list[ValueItem]:
        """Return each value with its reports and their number of sources, the best attested first."""
        given: dict[str, list[AttributedReport]] = {}
        for each in self.attributed:
            for value in dict.fromkeys(of(each.row)):
                if value is not None:
                    given.setdefault(value, []).append(each)
        found: list[ValueItem] = [
            {
                "value": value,
                "sources": len({self.source_number[each.source.article] for each in by}),
                "reports": [each.row["report"] for each in by],
            }
            for value, by in given.items()
        ]
        return sorted(found, key=lambda each: (-each["sources"], -len(each["reports"]), each["value"]))

    def _shown(self, name: SingleField) -> Any:
        """Return the value to show; unknown or none only if no report gives another."""
        informative = [each for each in self.values[name] if each["value"] not in ("unknown", "none")]
        return (informative or self.values[name])[0]["value"]

    def _party(self, row: ReportRow, side: Side) -> dict[str, ActorItem]:
        """Return the actors of a side by their usual names, unknown ones by the name in the article."""
        found: dict[str, ActorItem] = {}
        for id_, actor in actors_with_ids(row, side):
            name = self.actors.name(id_) if id_ else actor["name"]["text"]
            kind = (self.actors.fact(id_, "kind") if id_ else "") or actor["kind"]
            country = self.actors.fact(id_, "country") if id_ else ""
            found[name] = {"id": id_, "name": name, "kind": kind, "country": country or None}
        return found

    def _actors_of(self, side: Side) -> list[ActorItem]:
        """Return all actors of a side, those named by most sources first."""
        known: dict[str, ActorItem] = {}
        for each in reversed(self.attributed):
            known |= self._party(each.row, side)
        return [known[each["value"]] for each in self.values[side]]

    def _claimant(self, row: ReportRow) -> list[str | None]:
        id_, quote = row["found"]["claimed_by"], row["claimed_by"]
        return [self.actors.name(id_) if id_ else quote["text"] if quote else None]

    def _common_days(self) -> tuple[date, date] | None:
        """Return the first and last day common to all dated reports; the last is before the first if there is none."""
        days = [(report.start, report.end) for report in self.reports if report.start and report.end]
        return (max(start for start, _ in days), min(end for _, end in days)) if days else None

    def _date_columns(self) -> _DateColumns:
        days = self._common_days()
        if days is None:
            return {"date_start": None, "date_end": None, "date_precision": "unknown"}
        start, end = days
        if start > end:  # joined by a person: all days that any report gives
            start, end, precision = end, start, "day_range"
        elif start == end:
            precision = "exact_day"
        else:
            dated = (incident_date(each.row).days for each in self.attributed)
            precision = min((days for days in dated if days), key=lambda days: days.end - days.start).precision
        return {"date_start": start.isoformat(), "date_end": end.isoformat(), "date_precision": precision}

    def _place_columns(self) -> _PlaceColumns:
        places = [each.row["found"]["place"] for each in self.attributed]
        best = min(places, key=lambda place: (place["name"] is None, PRECISIONS.index(place["precision"])))
        return {
            "place_id": best["id"],
            "place": best["name"],
            "admin1": best["admin1"] or next((place["admin1"] for place in places if place["admin1"]), None),
            "country": best["country"],
            "lat": best["lat"],
            "lon": best["lon"],
            "place_precision": best["precision"],
        }

    def _flags(self) -> Iterator[str]:
        for each in self.attributed:
            yield from (f"{each.row['article']}: {flag}" for flag in each.row["found"]["flags"])
        days = self._common_days()
        if days and days[0] > days[1]:
            yield "date: its reports have no day in common; joined by a decision"
        if len({report.place for report in self.reports if report.place}) > 1:
            yield "place: its reports name different places; joined by a decision"

    def _report(self, attributed: AttributedReport) -> ReportItem:
        row = attributed.row
        return {
            "report": row["report"],
            "label": label_of(row),
            "article_id": row["article_id"],
            "article": row["article"],
            "published": row["published"],
            "outlet": attributed.outlet,
            "agencies": sorted(self.actors.display_name(agency) for agency in attributed.source.agencies),
            "source": self.source_number[attributed.source.article],
            "evidence": row["evidence"],
        }

    def _casualty_ranges(self) -> list[CasualtyRange]:
        return casualty_ranges(
            figure
            for each in self.attributed
            for figure in casualty_figures(each.row, each.row["casualties"], each.row["found"]["sources"])
        )

    def _operation_figures(self) -> list[OperationFigure]:
        """Return the figures that articles give for a whole operation, of which this incident is one part."""
        return [
            {"operation": each.operation["summary"], **figure}
            for each in self.attributed
            if each.operation
            for figure in casualty_figures(each.row, each.operation["casualties"], each.operation["sources"])
        ]

    def _statements(self) -> list[StatementEntry]:
        return [
            {
                "type": statement["type"],
                "speaker": statement["speaker"]["text"],
                "speaker_id": statement["speaker_id"],
                "on_behalf_of": statement["on_behalf_of"]["text"] if statement["on_behalf_of"] else None,
                "on_behalf_of_id": statement["on_behalf_of_id"],
                "about": "operation" if (statement["about"] or "").startswith("op") else "incident",
                "quote": statement["quote"],
                "report": each.row["report"],
                "article": each.row["article"],
            }
            for each in self.attributed
            for statement in each.statements
        ]


def _iso_interval(start: object, end: object) -> str | None:
    """Format days as ISO 8601 does: 2024-01-24, or 2024-01-23/2024-01-24."""
    if start is None:
        return None
    return str(start) if start == end else f"{start}/{end}"
