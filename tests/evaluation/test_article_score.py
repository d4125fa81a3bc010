"""judging: one article against its gold."""

import json
from pathlib import Path
from typing import Any

import pytest

from extractor.articles.stream import read_inputs
from extractor.core.package_data import SEEDS
from extractor.evaluation.article_score import EMPTY_CODING, Prediction, judge
from extractor.evaluation.gold_format import without_marks
from extractor.evaluation.scoring import Tally
from tests.evaluated import ARTICLE, book, erbil, gold, judged, qaim

GOLD = SEEDS / "gold"


@pytest.mark.parametrize("name", ["000", "001", "002", "003", "004"])
def test_the_gold_of_the_sample_articles_is_perfect(name: str) -> None:
    """Each sample's own gold scores 1 in every table, and nothing scores 0."""
    coding = json.loads(Path(GOLD / f"{name}.json").read_text(encoding="utf-8"))
    article = next(each for each in read_inputs(str(SEEDS)).articles if each.name.startswith(name))
    found = judge(book(), coding, Prediction(article.name, article.original, coding=without_marks(coding)))
    assert {score.overall.f1 for score in found.scores.values()} <= {1, None}
    assert found.mistakes == ()
    empty = judge(book(), coding, Prediction(article.name, article.original, coding=EMPTY_CODING))
    assert empty.scores["incidents"].overall.f1 == 0


def test_the_order_and_the_ids_are_nothing() -> None:
    """Incidents are known by what they say; references are followed through the assignment."""
    operation: dict[str, Any] = {"id": "op1", "summary": "One.", "casualties": [], "in_response_to": None}
    right = gold(erbil(), qaim(operation="op1", in_response_to="i1"), operations=[operation])
    said = gold(
        qaim(id="i1", operation="op2", in_response_to="i2"), erbil(id="i2"), operations=[operation | {"id": "op2"}]
    )
    found = judged(right, said)
    assert found.scores["incidents"].overall.f1 == 1
    assert found.scores["operations"].overall.f1 == 1
    assert found.same == {"i1": "i2", "i2": "i1", "op2": "op1"}


def test_a_reference_to_something_else_is_wrong() -> None:
    """An answer to another act than the gold's is incorrect, and one to an invented act too."""
    right = gold(erbil(), qaim(in_response_to="i1"))
    other = gold(erbil(), qaim(in_response_to="i3"), erbil(id="i3", place_name="Mosul", place_text="Mosul"))
    assert judged(right, other).scores["incidents"].given["in_response_to"] == Tally(incorrect=1)


def test_optional_incidents() -> None:
    """An optional incident is no miss where it is left out and not spurious where it is found."""
    right = gold(erbil(), qaim(optional=True))
    assert judged(right, gold(erbil())).scores["incidents"].found == Tally(correct=1)
    assert judged(right, gold(erbil(), qaim())).scores["incidents"].found == Tally(correct=2)


def test_an_article_that_failed_has_said_nothing() -> None:
    """Everything in its gold is missing."""
    found = judged(gold(), None)
    assert (found.state, found.scores["incidents"].found) == ("failed", Tally(missing=2))


def test_fields_are_scored_given_a_match() -> None:
    """A missed incident lowers the figure over everything, and not that over fields of incidents that were found."""
    scores = judged(gold(), gold(erbil())).scores["incidents"]
    assert scores.fields.f1 == 1
    assert scores.overall.f1 is not None
    assert scores.overall.f1 < 1


def test_quotes() -> None:
    """Verbatim ones are counted over the whole answer, supporting ones over the evidence of matched incidents."""
    said = gold(erbil(evidence=["Iran fired missiles at Erbil", "We will answer every strike"]), qaim())
    found = judged(gold(), said, quotes=9, nowhere=[("i1.target_text", "x")])
    assert found.verbatim == Tally(correct=8, incorrect=1)
    assert found.support == Tally(correct=2, incorrect=1)


def test_statements_aggregates_and_notes_have_tables_of_their_own() -> None:
    """They never touch the figures of incidents."""
    statement = {
        "type": "denial", "speaker": "Baghdad", "on_behalf_of": None, "about": "i1", "quote": "Two others were injured",
    }  # fmt: skip
    found = judged(gold(statements=[statement]), gold())
    assert found.scores["statements"].found == Tally(missing=1)
    assert found.scores["incidents"].overall.f1 == 1
    assert found.scores["article"].overall == Tally()


def test_alike_incidents_are_told_apart_whatever_their_order() -> None:
    """Two incidents whose slots are alike are known by what they are part of and by their passages."""
    operation: dict[str, Any] = {"id": "op1", "summary": "One.", "casualties": [], "in_response_to": None}
    right = gold(erbil(operation="op1"), erbil(id="i2"), operations=[operation])
    for said in (
        gold(erbil(), erbil(id="i2", operation="op1"), operations=[operation]),
        gold(erbil(id="i2", operation="op1"), erbil(), operations=[operation]),
    ):
        scores = judged(right, said).scores
        assert (scores["incidents"].overall.f1, scores["operations"].overall.f1) == (1, 1)


def test_what_refers_to_something_optional_is_optional() -> None:
    """Leaving an optional incident out costs nothing, in the operation and the statement that refer to it either."""
    operation: dict[str, Any] = {"id": "op1", "summary": "One.", "casualties": [], "in_response_to": None}
    statement = {
        "type": "denial", "speaker": "Baghdad", "on_behalf_of": None, "about": "i2", "quote": "Two others were injured",
    }  # fmt: skip
    right = gold(
        erbil(operation="op1"), qaim(operation="op1", optional=True), operations=[operation], statements=[statement]
    )
    said = gold(erbil(operation="op1"), operations=[operation], statements=[{**statement, "about": None}])
    assert {score.overall.f1 for score in judged(right, said).scores.values()} <= {1, None}


def test_a_quote_that_stands_in_several_places() -> None:
    """A quote supports where any of its places does: a headline may say what the body says again."""
    text = f"Iran fired missiles. {ARTICLE}"
    found = judged(gold(erbil()), gold(erbil(evidence=["Iran fired missiles"])), text)
    assert (found.support, found.mistakes) == (Tally(correct=1), ())
