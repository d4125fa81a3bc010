"""consolidation.unknown_names: names that no alias file has, as rows of the file that lacks them."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from extractor.consolidation.unknown_names import unknown_actors, unknown_places
from extractor.grounding.actors import Actors
from extractor.grounding.aliases import CsvFile
from extractor.runs.manifest import ManifestHead
from extractor.runs.reader import CodedArticle, FinishedRun, read_run
from extractor.runs.rows import csv_lines
from tests.conftest import CommandResult
from tests.consolidated import article, coded, names


@dataclass(frozen=True)
class _Run(FinishedRun):
    coded: tuple[CodedArticle, ...] = ()

    def articles(self) -> Iterator[CodedArticle]:
        yield from self.coded


def _run(*articles: CodedArticle) -> FinishedRun:
    return _Run(Path("run"), "id", cast("ManifestHead", {}), coded=articles)


def test_most_frequent_first() -> None:
    """Names are counted by their folded form and shown in the most frequent spelling, with a report that has it."""
    runs = [
        _run(
            article(coded(initiators=[("Black Banner", "armed_group"), ("US", "state_military")])),
            article(
                coded(article="b.txt", initiators=[("Black banner", "armed_group")], targets=[("Lone Wolf", "unknown")])
            ),
        ),
        _run(article(coded(article="c.txt", initiators=[("Black Banner", "armed_group")]))),
    ]
    header, *rows = unknown_actors(runs, names())
    assert header == ["id", "name", "kind", "country", "part_of", "wikidata", "note"]
    assert rows == [
        ["", "Black Banner", "armed_group", "", "", "", "3 reports, such as a.txt:i1"],
        ["", "Lone Wolf", "unknown", "", "", "", "1 report, such as b.txt:i1"],
    ]


def test_places() -> None:
    """Unknown places have the coded precision, country and province; a country alone is not listed."""
    vague = coded(id="i2", place_name=None, place_text="two sites in Iraq", place_precision="country")
    _, *rows = unknown_places([_run(article(coded(place_name="Umm Nowhere", admin1="Anbar"), vague))], names())
    assert rows == [
        ["", "Umm Nowhere", "", "", "town_or_district", "IQ", "Anbar", "", "", "", "1 report, such as a.txt:i1"]
    ]


def test_rows_are_an_alias_file(extractor: Callable[..., CommandResult]) -> None:
    """With ids filled in, the rows are an alias file that has their names."""
    extractor("demo")
    rows = unknown_actors([read_run(Path("runs/demo"))], names())
    table = list(csv.DictReader(io.StringIO(csv_lines(rows))))
    for line in table:
        line["id"] = f"new-{table.index(line)}"
    text = csv_lines([rows[0], *(list(line.values()) for line in table)])
    known = Actors([CsvFile("mine", text)])
    assert all(known.find(line["name"]) == line["id"] for line in table)
