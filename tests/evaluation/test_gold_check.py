"""gold_check: the article of each gold file, and the errors in it."""

from pathlib import Path
from typing import Any

import pytest

from extractor.articles.article import Article
from extractor.articles.build import make_article
from extractor.core.errors import InputError
from extractor.evaluation.gold_check import GoldFileIndex, check_coding, gold_files
from extractor.schema.codebook import Coding
from tests.conftest import coding, incident

NAMES = ("1.txt", "10.txt", "000_eb6a.txt", "a/b.txt", "c/b.txt")
ARTICLES = {name: make_article(name, f"Text of {name}.", {}) for name in NAMES}
INDEX = GoldFileIndex(ARTICLES.values())


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("1.json", "1.txt"),
        ("10.yaml", "10.txt"),
        ("10.txt.json", "10.txt"),
        ("000.json", "000_eb6a.txt"),
        ("a.json", "a/b.txt"),
        (f"{ARTICLES['a/b.txt'].id}.json", "a/b.txt"),
    ],
)
def test_article_of_a_file(file: str, name: str) -> None:
    """A file matches an article by name, with or without suffix, by id, or by a unique prefix."""
    assert INDEX.article_of(Path(file)).name == name


@pytest.mark.parametrize(("file", "reason"), [("b.json", "several articles"), ("2.json", "no article")])
def test_files_without_one_article(file: str, reason: str) -> None:
    """A file that matches no article or several is an error with its name."""
    with pytest.raises(InputError, match=f"{file}: {reason}"):
        INDEX.article_of(Path(file))


def test_files_of_a_folder(tmp_path: Path) -> None:
    """Each article has one gold file; clusters and splits are not gold files."""
    assert INDEX.by_article(gold_files(tmp_path / "none")) == {}
    for name in ("1.json", "clusters.json", "splits.json", "notes.txt"):
        (tmp_path / name).write_text("{}")
    assert INDEX.by_article(gold_files(tmp_path)) == {"1.txt": tmp_path / "1.json"}
    (tmp_path / "1.yaml").write_text("{}")
    with pytest.raises(InputError, match=r"are both for 1\.txt"):
        INDEX.by_article(gold_files(tmp_path))
    (tmp_path / "other.json").write_text("{}")
    assert [path.name for path in INDEX.matching(gold_files(tmp_path))] == ["1.json", "1.yaml"]


def test_new_paths(tmp_path: Path) -> None:
    """The path of a new file matches its article only."""
    for name, article in ARTICLES.items():
        path = INDEX.new_path(tmp_path, article)
        assert path.parent == tmp_path
        assert INDEX.article_of(path).name == name
    assert INDEX.new_path(tmp_path, ARTICLES["10.txt"]).name == "10.json"


def test_valid_coding(article: Article) -> None:
    """A coding with well-placed marks has no problems."""
    raw = coding(incident(optional=True, alternatives={"weapon": ["rocket"], "claimed_by": [None]}))
    whole, problems = check_coding(raw, article, Coding)
    assert problems == []
    assert whole["incidents"][0]["optional"] is True


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ([], "not an object"),
        (coding(incident(weapon="bow")), "incidents.0.weapon"),
        (coding(incident(evidence=["Two soldiers died"])), "incidents.0.evidence.0: not found in gao.txt"),
        (coding(incident(in_response_to="i7")), "i1.in_response_to names i7"),
        (coding(incident(colour="red")), "incidents.0.colour"),
        (coding(incident(optional="yes")), "incidents.0.optional: neither true nor false"),
        (coding(incident(alternatives={"colour": ["red"]})), "Incident has no such field"),
        (coding(incident(alternatives={"targets": [[]]})), "alternatives are for fields with one value"),
        (coding(incident(alternatives={"date_start": ["Tuesday"]})), "incidents.0.alternatives.date_start: 'Tuesday'"),
        (coding(incident(alternatives={"weapon": ["bow"]})), "incidents.0.alternatives.weapon: 'bow'"),
        (coding(incident(alternatives={"country": ["iraq"]})), "incidents.0.alternatives.country: 'iraq'"),
        (coding(incident(alternatives={"weapon": "rocket"})), "not a list of values"),
        (coding(incident(alternatives=["rocket"])), "not an object of fields with lists"),
        (coding(optional=True), "top level.optional: has no effect here"),
        (coding(article={"alternatives": [1], "agencies": []}), "article.alternatives: has no effect here"),
        (
            coding(operations=[{"id": "op1", "summary": "x", "optional": True}]),
            "operations.0.optional: has no effect here",
        ),
        (coding(incident(date_start="2024-03-09", date_end="2024-03-09")), "after the publication date"),
    ],
)
def test_each_problem_names_its_field(article: Article, raw: Any, problem: str) -> None:
    """Every problem names the field: schema, quotes, references, marks, dates."""
    _, problems = check_coding(raw, article, Coding)
    assert any(problem in each for each in problems), problems
