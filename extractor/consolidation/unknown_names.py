"""Names that no alias file has, most frequent first, as rows of the alias file that lacks them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from extractor.consolidation.reports import SIDES, ReportRow, actors_with_ids, label_of, report_rows
from extractor.grounding import actors, places
from extractor.grounding.names import Names
from extractor.grounding.normalize import fold
from extractor.runs.reader import FinishedRun


class _Mention(NamedTuple):
    name: str
    label: str  # of the report
    cells: dict[str, str]  # other columns, as far as the coding has them


def unknown_actors(runs: Iterable[FinishedRun], names: Names) -> list[list[str]]:
    """Return rows of actors.csv, header first; a person fills in the `id`."""
    return [list(actors.COLUMNS), *_rows(_actors(runs, names), actors.COLUMNS)]


def unknown_places(runs: Iterable[FinishedRun], names: Names) -> list[list[str]]:
    """Return rows of places.csv, header first; a person fills in `id`, `lat` and `lon`."""
    return [list(places.COLUMNS), *_rows(_places(runs, names), places.COLUMNS)]


def _reports(runs: Iterable[FinishedRun], names: Names) -> Iterator[ReportRow]:
    for run in runs:
        for article in run.articles():
            yield from report_rows(article, names.actors, names.places)


def _actors(runs: Iterable[FinishedRun], names: Names) -> Iterator[_Mention]:
    for row in _reports(runs, names):
        for side in SIDES:
            for id_, actor in actors_with_ids(row, side):
                if id_ is None:
                    yield _Mention(actor["name"]["text"], label_of(row), {"kind": actor["kind"]})


def _places(runs: Iterable[FinishedRun], names: Names) -> Iterator[_Mention]:
    for row in _reports(runs, names):
        place = row["found"]["place"]
        if place["id"] is None and place["name"] and place["precision"] != "country":
            cells = {
                "precision": place["precision"],
                "country": place["country"] or "",
                "admin1": place["admin1"] or "",
            }
            yield _Mention(place["name"], label_of(row), cells)


def _rows(mentions: Iterable[_Mention], columns: Iterable[str]) -> Iterator[list[str]]:
    found: dict[str, list[_Mention]] = defaultdict(list)
    for mention in mentions:
        found[fold(mention.name)].append(mention)
    for key in sorted(found, key=lambda key: (-len(found[key]), key)):
        spellings = Counter(mention.name for mention in found[key])
        name = min(spellings.items(), key=lambda item: (-item[1], item[0]))[0]
        count, first = len(found[key]), min(found[key], key=lambda mention: (mention.name, mention.label))
        note = f"{count} report{'s' if count > 1 else ''}, such as {first.label}"
        cells = {**first.cells, "name": name, "note": note}
        yield [cells.get(column, "") for column in columns]
