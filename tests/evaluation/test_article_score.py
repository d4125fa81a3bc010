"""article_score: one article against its gold."""

import json
from pathlib import Path
from typing import Any

import pytest

from extractor.articles.stream import read_inputs
from extractor.core.package_data import SEEDS
from extractor.evaluation.article_score import Prediction, score_article
from extractor.evaluation.coding import EMPTY_CODING
from extractor.evaluation.gold_format import without_marks
from extractor.evaluation.scoring import Tally
from tests.evaluated import ARTICLE, erbil, gold, profile, qaim, score_of

GOLD = SEEDS / "gold"


@pytest.mark.parametrize("name", ["000", "001", "002", "003", "004"])
def test_gold_of_the_sample_articles_is_perfect(name: str) -> None:
    """The gold of each sample article scores 1 in every table, an empty prediction 0."""
    coding = json.loads(Path(GOLD / f"{name}.json").read_text(encoding="utf-8"))
    article = next(each for each in read_inputs(str(SEEDS)).articles if each.name.startswith(name))
    found = score_article(profile(), coding, Prediction(article.name, article.original, coding=without_marks(coding)))
    assert {table.overall.f1 for table in found.tables.values()} <= {1, None}
    assert found.errors == ()
    empty = score_article(profile(), coding, Prediction(article.name, article.original, coding=EMPTY_CODING))
    assert empty.tables["incidents"].overall.f1 == 0


def test_order_and_ids_make_no_difference() -> None:
    """Incidents are aligned by their values; references are compared by the alignment."""
    operation: dict[str, Any] = {"id": "op1", "summary": "One.", "casualties": [], "in_response_to": None}
    right = gold(erbil(), qaim(operation="op1", in_response_to="i1"), operations=[operation])
    predicted = gold(
        qaim(id="i1", operation="op2", in_response_to="i2"), erbil(id="i2"), operations=[operation | {"id": "op2"}]
    )
    found = score_of(right, predicted)
    assert found.tables["incidents"].overall.f1 == 1
    assert found.tables["operations"].overall.f1 == 1
    assert found.gold_ids == {"i1": "i2", "i2": "i1", "op2": "op1"}


def test_wrong_reference() -> None:
    """A reference to another incident than the gold's, or to an invented one, is incorrect."""
    right = gold(erbil(), qaim(in_response_to="i1"))
    other = gold(erbil(), qaim(in_response_to="i3"), erbil(id="i3", place_name="Mosul", place_text="Mosul"))
    assert score_of(right, other).tables["incidents"].matched_slots["in_response_to"] == Tally(incorrect=1)


def test_optional_incidents() -> None:
    """An optional incident is neither a miss nor spurious."""
    right = gold(erbil(), qaim(optional=True))
    assert score_of(right, gold(erbil())).tables["incidents"].items == Tally(correct=1)
    assert score_of(right, gold(erbil(), qaim())).tables["incidents"].items == Tally(correct=2)


def test_failed_article() -> None:
    """All gold incidents of a failed article are missing."""
    found = score_of(gold(), None)
    assert (found.state, found.tables["incidents"].items) == ("failed", Tally(missing=2))


def test_fields_of_aligned_incidents() -> None:
    """A missed incident lowers the overall score, not that of the fields of incidents found."""
    table = score_of(gold(), gold(erbil())).tables["incidents"]
    assert table.fields.f1 == 1
    assert table.overall.f1 is not None
    assert table.overall.f1 < 1


def test_quotes() -> None:
    """Verbatim quotes are counted over the whole coding, supporting ones over the evidence of aligned incidents."""
    predicted = gold(erbil(evidence=["Iran fired missiles at Erbil", "We will answer every strike"]), qaim())
    found = score_of(gold(), predicted, quotes=9, ungrounded=[("i1.target_text", "x")])
    assert found.verbatim == Tally(correct=8, incorrect=1)
    assert found.support == Tally(correct=2, incorrect=1)


def test_tables_are_scored_separately() -> None:
    """Statements, aggregates and notes do not affect the score of the incidents."""
    statement = {
        "type": "denial", "speaker": "Baghdad", "on_behalf_of": None, "about": "i1", "quote": "Two others were injured",
    }  # fmt: skip
    found = score_of(gold(statements=[statement]), gold())
    assert found.tables["statements"].items == Tally(missing=1)
    assert found.tables["incidents"].overall.f1 == 1
    assert found.tables["article"].overall == Tally()


def test_incidents_with_equal_slots() -> None:
    """Incidents with equal slots are aligned by their operation and their evidence."""
    operation: dict[str, Any] = {"id": "op1", "summary": "One.", "casualties": [], "in_response_to": None}
    right = gold(erbil(operation="op1"), erbil(id="i2"), operations=[operation])
    for predicted in (
        gold(erbil(), erbil(id="i2", operation="op1"), operations=[operation]),
        gold(erbil(id="i2", operation="op1"), erbil(), operations=[operation]),
    ):
        tables = score_of(right, predicted).tables
        assert (tables["incidents"].overall.f1, tables["operations"].overall.f1) == (1, 1)


def test_reference_to_an_optional_incident() -> None:
    """A reference to an optional incident, by an operation or a statement, is optional too."""
    operation: dict[str, Any] = {"id": "op1", "summary": "One.", "casualties": [], "in_response_to": None}
    statement = {
        "type": "denial", "speaker": "Baghdad", "on_behalf_of": None, "about": "i2", "quote": "Two others were injured",
    }  # fmt: skip
    right = gold(
        erbil(operation="op1"), qaim(operation="op1", optional=True), operations=[operation], statements=[statement]
    )
    predicted = gold(erbil(operation="op1"), operations=[operation], statements=[{**statement, "about": None}])
    assert {table.overall.f1 for table in score_of(right, predicted).tables.values()} <= {1, None}


def test_quote_with_several_occurrences() -> None:
    """A quote supports an incident if any of its occurrences does: a headline may repeat the body."""
    text = f"Iran fired missiles. {ARTICLE}"
    found = score_of(gold(erbil()), gold(erbil(evidence=["Iran fired missiles"])), text)
    assert (found.support, found.errors) == (Tally(correct=1), ())
