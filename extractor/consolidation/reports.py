"""A report: one article's account of one incident; its row with what code adds, and what linking looks at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from extractor.consolidation.actors import Actors
from extractor.consolidation.date_phrases import Days
from extractor.consolidation.incident_dates import Dated, coded_days, compared, date_incidents
from extractor.consolidation.normalize import fold
from extractor.consolidation.places import Location, Places
from extractor.core.canonical import digest
from extractor.runs.reader import CodedArticle
from extractor.schema.fields import IncidentType
from extractor.schema.tables import ungrounded

_INDEFINITE = re.compile(r"(?:an?|some|several|two|three|four|five|unknown|unnamed|various)\s", re.IGNORECASE)
SIDES = ("initiators", "targets")
_OF_ITS_COPY = {"article", "published"}  # what copies of one text differ in


@dataclass(frozen=True, slots=True)
class Party:
    """One side as a report names it: ids of those who are known, folded names of those who are not."""

    ids: frozenset[str]
    names: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.ids or self.names)


@dataclass(frozen=True, slots=True)
class Report:
    """What the rules look at.

    Attributes:
        id: 16 hex digits over the article and everything that was coded of the incident.
        label: how people call it: the article's name, a colon, the id of the incident there.
        article: the article's key, equal for reports of one article.
        type, status, published: as coded.
        start, end: the days to reckon with; None where there are none.
        said: the days that its own words give, where these contradict the coding; None where all is well.
        place: the canonical place, else its folded name within its country; empty where it has no name.
        within: the places that it is part of.
        place_name, precision, country: for showing and comparing.
        initiators, targets: who did it to whom.
        tolls: the figures as (status, low, high).
        coding: a hash over the text and the coding, equal for copies of one text that are coded alike.
    """

    id: str
    label: str
    article: str
    type: IncidentType
    status: str
    published: date | None
    start: date | None
    end: date | None
    said: tuple[date, date] | None
    place: str
    within: tuple[str, ...]
    place_name: str
    precision: str
    country: str | None
    initiators: Party
    targets: Party
    tolls: frozenset[tuple[str, int | None, int | None]]
    coding: str

    @property
    def spans(self) -> list[tuple[date, date]]:
        """The days that it may be about: its own, and those that its words give instead."""
        own = [(self.start, self.end)] if self.start and self.end else []
        return [*own, *([self.said] if self.said else [])]

    def like(self, other: Report) -> bool:
        """Whether both give the same days and the same initiators, so that whatever fits the one fits the other."""
        return (self.start, self.end, self.initiators) == (other.start, other.end, other.initiators)


def report_rows(article: CodedArticle, actors: Actors, places: Places) -> Iterator[dict[str, Any]]:
    """The rows of an article's incidents: the coded one, its id, and under `found` what code adds.

    Raises:
        UsageError: the gazetteer is needed and not installed.
    """
    published = date.fromisoformat(article.row["published"]) if article.row["published"] else None
    dates = date_incidents(article.incidents, article.operations, published, article.row["metadata"].get("language"))
    for incident in article.incidents:
        found = _found(incident, actors, places.locate(incident), dates[incident["id"]])
        yield {"report": digest("report/1", incident)[:16], **incident, "found": found}


def _found(incident: Mapping[str, Any], actors: Actors, place: Location, dated: Dated) -> dict[str, Any]:
    derived = dated.derived
    coding = {name: value for name, value in incident.items() if name not in _OF_ITS_COPY}
    return {
        **{side: [actors.find_quoted(actor["name"]) for actor in incident[side]] for side in SIDES},
        "claimed_by": actors.find_quoted(incident["claimed_by"]),
        "sources": [actors.find_quoted(each["source"]) for each in incident["casualties"]],
        "place": place.row(),
        "dates": {
            "start": derived.start.isoformat() if derived else None,
            "end": derived.end.isoformat() if derived else None,
            "precision": derived.precision if derived else None,
            "rule": derived.rule if derived else None,
        },
        "coding": digest("coding/1", coding)[:16],
        "flags": [flag for flag in (dated.flag, *place.flags, _lost(incident)) if flag],
    }


def _lost(incident: Mapping[str, Any]) -> str:
    """Which of its strings stand nowhere in the article."""
    fields = ungrounded(incident)
    return f"quotes: not in the article: {', '.join(fields)}" if fields else ""


def article_key(row: Mapping[str, Any]) -> str:
    """The key of the article that a row belongs to: its content and its name."""
    return f"{row['article_id']} {row['article']}"


def label_of(row: Mapping[str, Any]) -> str:
    """How people call a report: its article's name, a colon, the id of the incident there."""
    return f"{row['article']}:{row['id']}"


def named(row: Mapping[str, Any], side: str) -> Iterator[tuple[str | None, dict[str, Any]]]:
    """The actors of a side of a row, each with the id of who is meant, where that is known."""
    return zip(row["found"][side], row[side], strict=True)


def report_of(row: Mapping[str, Any]) -> Report:
    """What the rules look at, from a row of `report_rows`."""
    dated, place = dated_of(row), row["found"]["place"]
    days = dated.days
    name = place["name"] or ""
    # "A mosque" is no name: without one, two reports are not of one place because they use the same word.
    is_name = row["place_name"] and place["precision"] != "country" and not _INDEFINITE.match(row["place_name"])
    unplaced = f"{place['country'] or '?'}: {fold(name)}" if is_name else ""
    return Report(
        id=row["report"],
        label=label_of(row),
        article=article_key(row),
        type=row["type"],
        status=row["status"],
        published=date.fromisoformat(row["published"]) if row["published"] else None,
        start=days.start if days else None,
        end=days.end if days else None,
        said=(dated.derived.start, dated.derived.end) if dated.doubtful and dated.derived else None,
        place=place["id"] or unplaced,
        within=tuple(place["within"]),
        place_name=name,
        precision=place["precision"],
        country=place["country"],
        initiators=_party(row, "initiators"),
        targets=_party(row, "targets"),
        tolls=frozenset((each["status"], each["low"], each["high"]) for each in row["casualties"]),
        coding=row["found"]["coding"],
    )


def dated_of(row: Mapping[str, Any]) -> Dated:
    """The dates of a row: coded and derived."""
    found = row["found"]["dates"]
    if found["start"] is None:
        return Dated(coded_days(row), None)
    start, end = date.fromisoformat(found["start"]), date.fromisoformat(found["end"])
    return compared(coded_days(row), Days(start, end, found["precision"], rule=found["rule"]))


def _party(row: Mapping[str, Any], side: str) -> Party:
    return Party(
        frozenset(id_ for id_, _ in named(row, side) if id_),
        frozenset(fold(actor["name"]["text"]) for id_, actor in named(row, side) if not id_),
    )
