"""Names that no alias file has, most frequent first, in the form of the file that they are missing from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from extractor.consolidation import actors, places
from extractor.consolidation.normalize import fold
from extractor.consolidation.report_cache import Names
from extractor.consolidation.reports import SIDES, label_of, named, report_rows
from extractor.runs.reader import FinishedRun

Missing = tuple[str, str, dict[str, str]]  # the name as written, a report that has it, what else is known


def unknown_actors(runs: Iterable[FinishedRun], names: Names) -> list[list[str]]:
    """Rows of actors.csv, header first; the `id` is left for a person to fill in."""
    return [list(actors.COLUMNS), *_counted(_actors(runs, names), actors.COLUMNS)]


def unknown_places(runs: Iterable[FinishedRun], names: Names) -> list[list[str]]:
    """Rows of places.csv, header first; `id`, `lat` and `lon` are left for a person to fill in."""
    return [list(places.COLUMNS), *_counted(_places(runs, names), places.COLUMNS)]


def _reports(runs: Iterable[FinishedRun], names: Names) -> Iterator[dict[str, Any]]:
    for run in runs:
        for article in run.articles():
            yield from report_rows(article, names.actors, names.places)


def _actors(runs: Iterable[FinishedRun], names: Names) -> Iterator[Missing]:
    for row in _reports(runs, names):
        for side in SIDES:
            for id_, actor in named(row, side):
                if id_ is None:
                    yield actor["name"]["text"], label_of(row), {"kind": actor["kind"]}


def _places(runs: Iterable[FinishedRun], names: Names) -> Iterator[Missing]:
    for row in _reports(runs, names):
        place = row["found"]["place"]
        if place["id"] is None and place["name"] and place["precision"] != "country":
            known = {name: place[name] or "" for name in ("precision", "country", "admin1")}
            yield place["name"], label_of(row), known


def _counted(missing: Iterable[Missing], columns: Iterable[str]) -> Iterator[list[str]]:
    found: dict[str, list[Missing]] = defaultdict(list)
    for each in missing:
        found[fold(each[0])].append(each)
    for key in sorted(found, key=lambda key: (-len(found[key]), key)):
        name = min(Counter(name for name, _, _ in found[key]).items(), key=lambda counted: (-counted[1], counted[0]))[0]
        count, first = len(found[key]), min(found[key])
        note = f"{count} report{'s' if count > 1 else ''}, such as {first[1]}"
        cells = {**first[2], "name": name, "note": note}
        yield [cells.get(column, "") for column in columns]
