"""A consolidated incident, made from its reports: every value beside who gives it, nothing thrown away.

A single value is shown for each field, the one that the most independent sources give (then the most reports, then the
first in the alphabet); `values` has them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from extractor.consolidation.actors import Actors
from extractor.consolidation.attestation import grade
from extractor.consolidation.casualties import figures, ranges
from extractor.consolidation.clustering import Link
from extractor.consolidation.near_duplicates import SourceArticle, sources
from extractor.consolidation.places import PRECISIONS
from extractor.consolidation.reports import Report, dated_of, label_of, named, report_of
from extractor.core.canonical import digest

FIELDS = ("type", "status", "basis", "weapon", "damage")


@dataclass(frozen=True)
class AttributedReport:
    """A report with what its article says around it.

    Attributes:
        row: of `report_rows`.
        operation: the operation that the incident is part of, or None.
        statements: about the incident or its operation, with the ids of who speaks.
        told: the article as a source.
        outlet: where it appeared, as the metadata say.
    """

    row: Mapping[str, Any]
    operation: Mapping[str, Any] | None
    statements: Sequence[Mapping[str, Any]]
    told: SourceArticle
    outlet: str | None


def incident_id(reports: Iterable[Report]) -> str:
    """The id of a consolidated incident: a hash over the report that was published first.

    It stays when later articles report the same, and is the same in whatever order they come.
    """
    founding = min(reports, key=lambda report: (report.published or date.max, report.id))
    return digest("consolidated/1", founding.id)[:12]


def merged(accounts: Sequence[AttributedReport], links: Sequence[Link], actors: Actors) -> dict[str, Any]:
    """The consolidated incident of some reports."""

    def first(each: AttributedReport) -> tuple[str, str, str]:
        return each.row["published"] or "9", each.row["article"], each.row["report"]

    return _Merging(sorted(accounts, key=first), actors).row(links)


class _Merging:
    def __init__(self, accounts: Sequence[AttributedReport], actors: Actors) -> None:
        self.accounts, self.actors = accounts, actors
        self.reports = [report_of(each.row) for each in accounts]
        groups = sources({each.told.article: each.told for each in accounts}.values())
        self.sources = len(groups)
        self.source = {article: number for number, group in enumerate(groups, start=1) for article in group}
        self.values = {name: self._values(lambda row, name=name: [row[name]]) for name in FIELDS}  # type: ignore[misc]
        derived = {report.id: _shown(report.start, report.end) for report in self.reports}
        self.values["date"] = self._values(
            lambda row: [_shown(row["date_start"], row["date_end"]) or derived[row["report"]]]
        )
        self.values["place"] = self._values(lambda row: [row["found"]["place"]["name"]])
        self.values["initiators"] = self._values(lambda row: self._party(row, "initiators"))
        self.values["targets"] = self._values(lambda row: self._party(row, "targets"))
        self.values["claimed_by"] = self._values(self._claimant)
        self.values["target_kinds"] = self._values(lambda row: row["target_kinds"])

    def row(self, links: Sequence[Link]) -> dict[str, Any]:
        statements = self._statements()
        denials = [each for each in statements if each["type"] == "denial"]
        graded = grade(
            [each.row for each in self.accounts],
            [report.initiators for report in self.reports],
            denials,
            self.sources,
            self.actors,
        )
        return {
            "incident": incident_id(self.reports),
            **{name: self._first(name) for name in FIELDS},
            **self._when(),
            **self._where(),
            "initiators": self._actors_of("initiators"),
            "targets": self._actors_of("targets"),
            "target_kinds": [each["value"] for each in self.values["target_kinds"]],
            "summary": self.accounts[0].row["summary"],
            "grade": graded.grade,
            "grade_reason": graded.reason,
            "sources": self.sources,
            "reports": [self._report(each) for each in self.accounts],
            "tolls": ranges(
                figure
                for each in self.accounts
                for figure in figures(each.row, each.row["casualties"], each.row["found"]["sources"])
            ),
            "operation_tolls": self._operation_tolls(),
            "statements": statements,
            "values": self.values,
            "links": [{"a": each.a, "b": each.b, "outcome": each.outcome, "reason": each.reason} for each in links],
            "flags": list(self._flags()),
        }

    def _values(self, of: Callable[[Mapping[str, Any]], Iterable[Any]]) -> list[dict[str, Any]]:
        """Each value with the reports that give it and how many sources these are, the best attested first."""
        given: dict[Any, list[AttributedReport]] = {}
        for each in self.accounts:
            for value in dict.fromkeys(of(each.row)):
                if value is not None:
                    given.setdefault(value, []).append(each)
        found = [
            {
                "value": value,
                "sources": len({self.source[each.told.article] for each in by}),
                "reports": [each.row["report"] for each in by],
            }
            for value, by in given.items()
        ]
        return sorted(found, key=lambda each: (-each["sources"], -len(each["reports"]), each["value"]))

    def _first(self, name: str) -> Any:
        """The value to show; what says nothing only where nothing else is said."""
        saying = [each for each in self.values[name] if each["value"] not in ("unknown", "none")]
        return (saying or self.values[name])[0]["value"]

    def _party(self, row: Mapping[str, Any], side: str) -> dict[str, dict[str, Any]]:
        """Who a report names on a side, by usual name; those whom nobody knows as they are written."""
        found = {}
        for id_, actor in named(row, side):
            name = self.actors.name(id_) if id_ else actor["name"]["text"]
            kind = (self.actors.fact(id_, "kind") if id_ else "") or actor["kind"]
            country = self.actors.fact(id_, "country") if id_ else ""
            found[name] = {"id": id_, "name": name, "kind": kind, "country": country or None}
        return found

    def _actors_of(self, side: str) -> list[dict[str, Any]]:
        """Everybody on a side, those first whom most sources name."""
        known: dict[str, dict[str, Any]] = {}
        for each in reversed(self.accounts):
            known |= self._party(each.row, side)
        return [known[each["value"]] for each in self.values[side]]

    def _claimant(self, row: Mapping[str, Any]) -> list[str | None]:
        id_, words = row["found"]["claimed_by"], row["claimed_by"]
        return [self.actors.name(id_) if id_ else words["text"] if words else None]

    def _in_common(self) -> tuple[date, date] | None:
        """The first and the last day that all dated reports have; the last before the first where they have none."""
        spans = [(report.start, report.end) for report in self.reports if report.start and report.end]
        return (max(start for start, _ in spans), min(end for _, end in spans)) if spans else None

    def _when(self) -> dict[str, Any]:
        days = self._in_common()
        if days is None:
            return {"date_start": None, "date_end": None, "date_precision": "unknown"}
        start, end = days
        if start > end:  # joined by hand: all days that any report gives
            start, end, precision = end, start, "day_range"
        elif start == end:
            precision = "exact_day"
        else:
            dated = (dated_of(each.row).days for each in self.accounts)
            precision = min((days for days in dated if days), key=lambda days: days.end - days.start).precision
        return {"date_start": start.isoformat(), "date_end": end.isoformat(), "date_precision": precision}

    def _where(self) -> dict[str, Any]:
        places = [each.row["found"]["place"] for each in self.accounts]
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
        for each in self.accounts:
            yield from (f"{each.row['article']}: {flag}" for flag in each.row["found"]["flags"])
        days = self._in_common()
        if days and days[0] > days[1]:
            yield "date: its reports have no day in common; a person joined them"
        if len({report.place for report in self.reports if report.place}) > 1:
            yield "place: its reports name several; a person joined them"

    def _report(self, account: AttributedReport) -> dict[str, Any]:
        row = account.row
        return {
            "report": row["report"],
            "label": label_of(row),
            "article_id": row["article_id"],
            "article": row["article"],
            "published": row["published"],
            "outlet": account.outlet,
            "agencies": sorted(self.actors.known_name(agency) for agency in account.told.agencies),
            "source": self.source[account.told.article],
            "evidence": row["evidence"],
        }

    def _operation_tolls(self) -> list[dict[str, Any]]:
        """Figures that an article gives for a whole operation, of which this incident is one part."""
        return [
            {"operation": each.operation["summary"], **figure}
            for each in self.accounts
            if each.operation
            for figure in figures(each.row, each.operation["casualties"], each.operation["sources"])
        ]

    def _statements(self) -> list[dict[str, Any]]:
        return [
            {
                "type": said["type"],
                "speaker": said["speaker"]["text"],
                "speaker_id": said["speaker_id"],
                "on_behalf_of": said["on_behalf_of"]["text"] if said["on_behalf_of"] else None,
                "on_behalf_of_id": said["on_behalf_of_id"],
                "about": "operation" if said["about"].startswith("op") else "incident",
                "quote": said["quote"],
                "report": each.row["report"],
                "article": each.row["article"],
            }
            for each in self.accounts
            for said in each.statements
        ]


def _shown(start: object, end: object) -> str | None:
    """Days as ISO 8601 has them: 2024-01-23/2024-01-24. As coded, or where nothing is coded as the words give them."""
    if start is None:
        return None
    return str(start) if start == end else f"{start}/{end}"
