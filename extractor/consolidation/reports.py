"""A report: one article's account of one incident; its row with what code adds, and what linking looks at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from extractor.consolidation.actors import Actors
from extractor.consolidation.dating import Dated, coded_days, compared, date_incidents
from extractor.consolidation.days import Days
from extractor.consolidation.fold import fold
from extractor.consolidation.places import Located, Places
from extractor.digest import digest
from extractor.runs import CodedArticle


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
        type, published: as coded.
        start, end: the days to reckon with; None where there are none.
        doubtful: whether the coding's date and its own words contradict each other.
        place: the canonical place, else its folded name within its country; empty where none is given.
        place_name, precision, country: for showing and comparing.
        initiators, targets: who did it to whom.
        tolls: the figures as (status, low, high).
    """

    id: str
    label: str
    article: str
    type: str
    published: date | None
    start: date | None
    end: date | None
    doubtful: bool
    place: str
    place_name: str
    precision: str
    country: str | None
    initiators: Party
    targets: Party
    tolls: frozenset[tuple[str, int | None, int | None]]


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


def _found(incident: Mapping[str, Any], actors: Actors, place: Located, dated: Dated) -> dict[str, Any]:
    derived = dated.derived
    return {
        "initiators": [actors.who(actor["name"]["text"]) for actor in incident["initiators"]],
        "targets": [actors.who(actor["name"]["text"]) for actor in incident["targets"]],
        "claimed_by": actors.who(incident["claimed_by"]["text"]) if incident["claimed_by"] else None,
        "sources": [actors.who(each["source"]["text"]) if each["source"] else None for each in incident["casualties"]],
        "place": place.row(),
        "dates": {
            "start": derived.start.isoformat() if derived else None,
            "end": derived.end.isoformat() if derived else None,
            "precision": derived.precision if derived else None,
            "rule": derived.rule if derived else None,
        },
        "flags": [flag for flag in (dated.flag, *place.flags) if flag],
    }


def article_key(row: Mapping[str, Any]) -> str:
    """The key of the article that a row belongs to: its content and its name."""
    return f"{row['article_id']} {row['article']}"


def report_of(row: Mapping[str, Any]) -> Report:
    """What the rules look at, from a row of `report_rows`."""
    dated, place = dated_of(row), row["found"]["place"]
    days = dated.days
    name = place["name"] or ""
    unplaced = f"{place['country'] or '?'}: {fold(name)}" if name and place["precision"] != "country" else ""
    return Report(
        id=row["report"],
        label=f"{row['article']}:{row['id']}",
        article=article_key(row),
        type=row["type"],
        published=date.fromisoformat(row["published"]) if row["published"] else None,
        start=days.start if days else None,
        end=days.end if days else None,
        doubtful=dated.doubtful,
        place=place["id"] or unplaced,
        place_name=name,
        precision=place["precision"],
        country=place["country"],
        initiators=_party(row, "initiators"),
        targets=_party(row, "targets"),
        tolls=frozenset((each["status"], each["low"], each["high"]) for each in row["casualties"]),
    )


def dated_of(row: Mapping[str, Any]) -> Dated:
    """The dates of a row: coded and derived."""
    found = row["found"]["dates"]
    if found["start"] is None:
        return Dated(coded_days(row), None)
    start, end = date.fromisoformat(found["start"]), date.fromisoformat(found["end"])
    return compared(coded_days(row), Days(start, end, found["precision"], found["rule"]))


def _party(row: Mapping[str, Any], side: str) -> Party:
    named = list(zip(row["found"][side], row[side], strict=True))
    return Party(
        frozenset(id_ for id_, _ in named if id_),
        frozenset(fold(actor["name"]["text"]) for id_, actor in named if not id_),
    )
