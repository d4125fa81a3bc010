"""goldcheck: what is wrong with a gold file."""

from typing import Any

import pytest

from extractor.articles.article import Article
from extractor.evaluation.gold_check import check_coding
from extractor.schema.codebook import Coding
from tests.conftest import coding, incident


def test_sound(article: Article) -> None:
    """A coding with marks where they belong has no problem."""
    raw = coding(incident(optional=True, alternatives={"weapon": ["rocket"], "claimed_by": [None]}))
    whole, problems = check_coding(raw, article, Coding)
    assert problems == []
    assert whole["incidents"][0]["optional"] is True


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ([], "not an object"),
        (coding(incident(weapon="bow")), "incidents.0.weapon"),
        (coding(incident(evidence=["Two soldiers died"])), "incidents.0.evidence.0: does not stand in gao.txt"),
        (coding(incident(in_response_to="i7")), "i1.in_response_to names i7"),
        (coding(incident(colour="red")), "incidents.0.colour"),
        (coding(incident(optional="yes")), "incidents.0.optional: neither true nor false"),
        (coding(incident(alternatives={"colour": ["red"]})), "Incident has no such field"),
        (coding(incident(alternatives={"targets": [[]]})), "alternatives are for fields with one value"),
        (coding(incident(alternatives={"date_start": ["Tuesday"]})), "incidents.0.alternatives.date_start: 'Tuesday'"),
        (coding(incident(alternatives={"weapon": ["bow"]})), "incidents.0.alternatives.weapon: 'bow'"),
        (coding(incident(alternatives={"country": ["iraq"]})), "incidents.0.alternatives.country: 'iraq'"),
        (coding(incident(alternatives={"weapon": "rocket"})), "not a list of values"),
        (coding(incident(alternatives=["rocket"])), "not an object of field and list"),
        (coding(optional=True), "the top.optional: counts for nothing there"),
        (coding(article={"alternatives": [1], "agencies": []}), "article.alternatives: counts for nothing"),
        (
            coding(operations=[{"id": "op1", "summary": "x", "optional": True}]),
            "operations.0.optional: counts for nothing there",
        ),
        (coding(incident(date_start="2024-03-09", date_end="2024-03-09")), "after the publication date"),
    ],
)
def test_each_problem_names_its_field(article: Article, raw: Any, told: str) -> None:
    """Fields, closed lists, quotes, references, marks, dates: each with where it is."""
    _, problems = check_coding(raw, article, Coding)
    assert any(told in problem for problem in problems), problems
