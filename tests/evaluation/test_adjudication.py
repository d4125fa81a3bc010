"""adjudication: one gold coding out of two."""

from pathlib import Path

import pytest

from extractor.articles.build import make_article
from extractor.core.errors import InputError
from extractor.evaluation.adjudication import Difference, adjudicate, read_decisions
from extractor.evaluation.agreement import COLUMNS
from extractor.runs.rows import csv_lines
from extractor.schema.codebook import Coding
from tests.evaluated import ARTICLE, erbil, gold, qaim
from tests.evaluation.test_agreement import ONE, OTHER, _gold

KNOWN = {"a.txt": make_article("a.txt", ARTICLE, {"published": "2024-03-06"})}


def _file(*rows: tuple[str, ...]) -> Path:
    path = Path("decide.csv")
    path.write_text("\ufeff" + csv_lines([COLUMNS, *rows]), encoding="utf-8")
    return path


def test_decisions() -> None:
    """Decisions are keyed by article, ids and field; a row without one is reported."""
    decided = _file(("a.txt", "incidents", "i2", "i1", "weapon", "unknown", "rocket", " B "))
    assert read_decisions(decided) == {"a.txt": {("i2", "i1", "weapon"): "b"}}
    with pytest.raises(InputError, match="1 differences without a decision: line 2"):
        read_decisions(_file(("a.txt", "incidents", "i2", "i1", "weapon", "unknown", "rocket", "?")))


def test_invalid_files() -> None:
    """A table with other columns and a missing file are errors."""
    Path("x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column"):
        read_decisions(Path("x.csv"))
    with pytest.raises(InputError, match=r"y\.csv"):
        read_decisions(Path("y.csv"))


def test_adjudicate() -> None:
    """Decisions for the second coder take its values; an incident that only it has gets a new id."""
    decided: dict[Difference, str] = {("i1", "i2", "salience"): "a", ("i2", "i1", "weapon"): "b", ("", "i3", ""): "b"}
    made = adjudicate(ONE, OTHER, {"a.txt": decided}, KNOWN, Coding)["a.txt"]["incidents"]
    assert [(raw["id"], raw["weapon"], raw["salience"]) for raw in made] == [
        ("i1", "unknown", "main"),
        ("i2", "rocket", "main"),
        ("i3", "unknown", "main"),
    ]


def test_removed_incident() -> None:
    """An incident that the second coder lacks can be removed; a reference left to it is an error."""
    one, other = _gold(gold(erbil(), qaim())), _gold(gold(erbil()))
    removed: dict[str, dict[Difference, str]] = {"a.txt": {("i2", "", ""): "b"}}
    assert len(adjudicate(one, other, removed, KNOWN, Coding)["a.txt"]["incidents"]) == 1
    referring = _gold(gold(erbil(in_response_to="i2"), qaim()))
    with pytest.raises(InputError, match=r"i1\.in_response_to names i2"):
        adjudicate(referring, other, removed, KNOWN, Coding)
