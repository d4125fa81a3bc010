"""Reports: one article's account of one incident, as a row with ids, place and dates, and as the rules compare it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypedDict

from extractor.core.canonical import digest
from extractor.grounding.actors import Actors
from extractor.grounding.days import DayRange
from extractor.grounding.incident_dates import IncidentDate, coded_days, compare_dates, date_incidents
from extractor.grounding.normalize import fold
from extractor.grounding.places import Location, PlaceRow, Places
from extractor.runs.reader import CodedArticle
from extractor.schema.fields import IncidentType
from extractor.schema.rows import (
    ActorRow,
    CasualtyRow,
    Identity,
    IncidentRow,
    OperationItem,
    StatementItem,
)
from extractor.schema.tables import contradictions_text, ungrounded_fields

Side = Literal["initiators", "targets"]
SIDES: tuple[Side, Side] = ("initiators", "targets")
_INDEFINITE = re.compile(r"(?:an?|some|several|two|three|four|five|unknown|unnamed|various)\s", re.IGNORECASE)
_PERSONS = {"civilians", "political_actor", "unknown"}  # kinds of actors that may be one person
_PARTICLES = {"al", "bin", "ibn", "abu", "de", "da", "del", "van", "von"}  # inside a personal name
_DIFFERS_IN_COPIES = {"article", "published", "review"}


class DerivedDate(TypedDict):
    """The days of a date phrase in a row; all null if it cannot be resolved."""

    start: str | None
    end: str | None
    precision: str | None
    rule: str | None


class Found(TypedDict):
    """Values that code adds to a coded incident; ids are null where no alias file has the name.

    `initiators`, `targets` and `sources` (of the casualties) are in the order of the coded items. `coding` is a hash
    over text and coding, equal for copies of one text that are coded alike.
    """

    initiators: list[str | None]
    targets: list[str | None]
    claimed_by: str | None
    sources: list[str | None]
    place: PlaceRow
    dates: DerivedDate
    coding: str
    flags: list[str]


class ReportRow(IncidentRow):
    """The row of a report: the coded incident, its id as a report, and what code adds."""

    report: str
    found: Found


class ReportOperation(TypedDict):
    """The operation of a report; `sources` are the ids of the sources of its casualties."""

    summary: str
    casualties: list[CasualtyRow]
    sources: list[str | None]


class ReportStatement(StatementItem):
    """A statement about the incident of a report or about its operation, with the ids of the speakers."""

    speaker_id: str | None
    on_behalf_of_id: str | None


@dataclass(frozen=True, slots=True)
class Party:
    """One side as a report names it: ids of known actors, folded names of unknown ones, `persons` among these."""

    ids: frozenset[str]
    names: frozenset[str]
    persons: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.ids or self.names)


@dataclass(frozen=True, slots=True)
class Report:
    """A report as the rules compare it.

    Attributes:
        id: 16 hex digits over the article and everything coded of the incident.
        label: the article's name, a colon, the id of the incident there.
        article: the article's key, equal for reports of one article.
        type, status, published: as coded.
        start, end: the days to compare by; None if undated.
        contradicting_days: the days of its date phrase, if they contradict the coding; otherwise None.
        place: id of the place, else `COUNTRY: folded name`; empty if it has no name.
        within: the places that it is part of.
        place_name, precision, country, admin1: for display and comparison.
        initiators, targets: the two sides.
        casualties: the figures as (status, low, high).
        coding: a hash over text and coding, equal for copies of one text that are coded alike.
    """

    id: str
    label: str
    article: str
    type: IncidentType
    status: str
    published: date | None
    start: date | None
    end: date | None
    contradicting_days: tuple[date, date] | None
    place: str
    within: tuple[str, ...]
    place_name: str
    precision: str
    country: str | None
    admin1: str | None
    initiators: Party
    targets: Party
    casualties: frozenset[tuple[str, int | None, int | None]]
    coding: str

    @property
    def has_known_place(self) -> bool:
        """False for a named place that neither alias files nor gazetteer have."""
        return ":" not in self.place

    @property
    def possible_days(self) -> list[tuple[date, date]]:
        """The ranges of days that it may be about: its own, and those of a contradicting date phrase."""
        own = [(self.start, self.end)] if self.start and self.end else []
        return [*own, *([self.contradicting_days] if self.contradicting_days else [])]

    def interchangeable(self, other: Report) -> bool:
        """Return True if days, initiators and region are equal, so that whatever matches one matches the other."""
        mine, theirs = ((each.start, each.end, each.initiators, each.admin1) for each in (self, other))
        return mine == theirs


def report_rows(article: CodedArticle, actors: Actors, places: Places) -> Iterator[ReportRow]:
    """Yield the rows of an article's incidents: the coded row, its id, and under `found` what code adds.

    Raises:
        UsageError: the gazetteer is needed and not installed.
    """
    published = date.fromisoformat(article.row["published"]) if article.row["published"] else None
    dates = date_incidents(article.incidents, article.operations, published, article.row["metadata"].get("language"))
    for incident in article.incidents:
        found = _found(incident, actors, places.locate(incident), dates[incident["id"]])
        coded = {name: value for name, value in incident.items() if name != "review"}  # a review keeps the id
        yield {"report": digest("report/1", coded)[:16], **incident, "found": found}


def report_operation(operation: OperationItem, actors: Actors) -> ReportOperation:
    """Return an operation with the ids of its sources."""
    casualties = operation["casualties"]
    sources = [actors.find_quoted(each["source"]) for each in casualties]
    return {"summary": operation["summary"], "casualties": casualties, "sources": sources}


def report_statement(statement: StatementItem, actors: Actors) -> ReportStatement:
    """Return a statement with the ids of its speakers, without the identity of the article."""
    return {
        "type": statement["type"],
        "speaker": statement["speaker"],
        "on_behalf_of": statement["on_behalf_of"],
        "about": statement["about"],
        "quote": statement["quote"],
        "speaker_id": actors.find_quoted(statement["speaker"]),
        "on_behalf_of_id": actors.find_quoted(statement["on_behalf_of"]),
    }


def _found(incident: IncidentRow, actors: Actors, place: Location, dated: IncidentDate) -> Found:
    derived = dated.derived
    coding = {name: value for name, value in incident.items() if name not in _DIFFERS_IN_COPIES}
    return {
        "initiators": [actors.find_quoted(actor["name"]) for actor in incident["initiators"]],
        "targets": [actors.find_quoted(actor["name"]) for actor in incident["targets"]],
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
        "flags": [flag for flag in (dated.flag, *place.flags, _not_found(incident), _contradictions(incident)) if flag],
    }


def _not_found(incident: IncidentRow) -> str:
    """Return a flag with the fields whose quotes are not in the article; empty if there are none."""
    fields = ungrounded_fields(incident)
    return f"quotes: not in the article: {', '.join(fields)}" if fields else ""


def _contradictions(incident: IncidentRow) -> str:
    """Return a flag with the values that contradict their words; empty if none does."""
    text = contradictions_text(incident)
    return f"values: {text}" if text else ""


def article_key(row: Identity) -> str:
    """Return the key of a row's article: content id and name."""
    return f"{row['article_id']} {row['article']}"


def label_of(row: IncidentRow) -> str:
    """Return the label of a report: the article's name, a colon, the id of the incident there."""
    return f"{row['article']}:{row['id']}"


def actors_with_ids(row: ReportRow, side: Side) -> Iterator[tuple[str | None, ActorRow]]:
    """Yield the actors of a side, each with its id; None for an unknown actor."""
    return zip(row["found"][side], row[side], strict=True)


def incident_date(row: ReportRow) -> IncidentDate:
    """Return the coded and derived dates of a row."""
    found = row["found"]["dates"]
    start, end, precision, rule = found["start"], found["end"], found["precision"], found["rule"]
    if start is None or end is None or precision is None or rule is None:
        return IncidentDate(coded_days(row), None)
    derived = DayRange(date.fromisoformat(start), date.fromisoformat(end), precision, rule=rule)
    return compare_dates(coded_days(row), derived)


def report_of(row: ReportRow) -> Report:
    """Return the report of a row of `report_rows`."""
    dated, place = incident_date(row), row["found"]["place"]
    days = dated.days
    name = place["name"] or ""
    # "A mosque" is not a name: two reports are not of one place because both use such words.
    named = row["place_name"] and place["precision"] != "country" and not _INDEFINITE.match(row["place_name"])
    unknown_place = f"{place['country'] or '?'}: {fold(name)}" if named else ""
    contradicting = (dated.derived.start, dated.derived.end) if dated.contradictory and dated.derived else None
    return Report(
        id=row["report"],
        label=label_of(row),
        article=article_key(row),
        type=row["type"],
        status=row["status"],
        published=date.fromisoformat(row["published"]) if row["published"] else None,
        start=days.start if days else None,
        end=days.end if days else None,
        contradicting_days=contradicting,
        place=place["id"] or unknown_place,
        within=tuple(place["within"]),
        place_name=name,
        precision=place["precision"],
        country=place["country"],
        admin1=place["admin1"],
        initiators=_party(row, "initiators"),
        targets=_party(row, "targets"),
        casualties=frozenset((each["status"], each["low"], each["high"]) for each in row["casualties"]),
        coding=row["found"]["coding"],
    )


def _party(row: ReportRow, side: Side) -> Party:
    actors = list(actors_with_ids(row, side))
    unknown = [actor for id_, actor in actors if not id_]
    return Party(
        frozenset(id_ for id_, _ in actors if id_),
        frozenset(fold(actor["name"]["text"]) for actor in unknown),
        frozenset(fold(actor["name"]["text"]) for actor in unknown if _is_person(actor)),
    )


def _is_person(actor: ActorRow) -> bool:
    return actor["kind"] in _PERSONS and is_full_name(actor["name"]["text"])


def is_full_name(text: str) -> bool:
    """Return True for two capitalized words or more with particles between them, as a personal name has them."""
    words = text.split()
    capitalized = [word[0].isupper() for word in words]
    within = all(upper or word in _PARTICLES for word, upper in zip(words, capitalized, strict=True))
    return len(words) > 1 and capitalized[0] and capitalized[-1] and within
