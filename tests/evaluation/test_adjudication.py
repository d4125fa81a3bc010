"""adjudication: one gold of two codings."""

from pathlib import Path

import pytest

from extractor.articles.build import make_article
from extractor.core.errors import InputError
from extractor.evaluation.adjudication import Key, adjudicated, read_decisions
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
    """Each difference by article, both ids and field; a row without a decision is named."""
    decided = _file(("a.txt", "incidents", "i2", "i1", "weapon", "unknown", "rocket", " B "))
    assert read_decisions(decided) == {("a.txt", "i2", "i1", "weapon"): "b"}
    with pytest.raises(InputError, match="1 differences are not decided: line 2"):
        read_decisions(_file(("a.txt", "incidents", "i2", "i1", "weapon", "unknown", "rocket", "?")))


def test_files_of_another_kind() -> None:
    """A table with other columns, and a file that is not there, are named."""
    Path("x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column"):
        read_decisions(Path("x.csv"))
    with pytest.raises(InputError, match=r"y\.csv"):
        read_decisions(Path("y.csv"))


def test_what_comes_of_it() -> None:
    """What was decided for the second coder is taken from there, an incident that only they have gets a new id."""
    decided: dict[Key, str] = {
        ("a.txt", "i1", "i2", "salience"): "a",
        ("a.txt", "i2", "i1", "weapon"): "b",
        ("a.txt", "", "i3", ""): "b",
    }
    made = adjudicated(ONE, OTHER, decided, KNOWN, Coding)["a.txt"]["incidents"]
    assert [(raw["id"], raw["weapon"], raw["salience"]) for raw in made] == [
        ("i1", "unknown", "main"),
        ("i2", "rocket", "main"),
        ("i3", "unknown", "main"),
    ]


def test_an_incident_that_is_dropped() -> None:
    """One that the second coder has not goes, if that was decided; what still refers to it is named."""
    one, other = _gold(gold(erbil(), qaim())), _gold(gold(erbil()))
    dropped: dict[Key, str] = {("a.txt", "i2", "", ""): "b"}
    assert len(adjudicated(one, other, dropped, KNOWN, Coding)["a.txt"]["incidents"]) == 1
    referring = _gold(gold(erbil(in_response_to="i2"), qaim()))
    with pytest.raises(InputError, match=r"i1\.in_response_to names i2"):
        adjudicated(referring, other, dropped, KNOWN, Coding)
