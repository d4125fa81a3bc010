"""anyschema: any other schema is judged by a profile derived from it."""

from datetime import date
from typing import Any, Literal

import pytest
from pydantic import BaseModel

from extractor.evaluation.article_score import ArticleScore, Prediction
from extractor.evaluation.schema_profile import SchemaProfile
from extractor.evaluation.scoring import Tally
from extractor.schema.quote import Quote


class Part(BaseModel):
    """Part of a deal."""

    name: Quote
    count: int | None


class Deal(BaseModel):
    """One deal."""

    id: str
    buyer: Quote
    kind: Literal["merger", "purchase"]
    on: date | None
    parts: list[Part]
    lead: Part | None = None
    tags: list[str] = []


class Deals(BaseModel):
    """What an article reports."""

    title: str
    deals: list[Deal]


def _deal(**changes: Any) -> dict[str, Any]:
    return {"id": "d1", "buyer": "Acme Steel", "kind": "merger", "on": "2024-01-02", "parts": [], "tags": [], **changes}


def _judged(gold: list[dict[str, Any]], said: list[dict[str, Any]], title: str = "A title") -> ArticleScore:
    right = {"title": "A title", "deals": gold}
    return SchemaProfile(Deals).judge(right, Prediction("a.txt", "", coding={"title": title, "deals": said}))


def test_perfect_and_empty() -> None:
    """The gold itself scores 1, whatever its ids; nothing scores 0."""
    gold = [
        _deal(parts=[{"name": "mill", "count": 2}], lead={"name": "x", "count": None}),
        _deal(buyer="Bolt", tags=["a"]),
    ]
    assert _judged(gold, [each | {"id": "x"} for each in gold]).scores["incidents"].overall.f1 == 1
    empty = SchemaProfile(Deals).judge({"title": "A", "deals": gold}, Prediction("a.txt"))
    assert empty.scores["incidents"].overall.f1 == 0


@pytest.mark.parametrize(
    ("changes", "slot", "tally"),
    [
        ({"kind": "purchase"}, "deals.kind", Tally(incorrect=1)),
        ({"buyer": "Acme"}, "deals.buyer", Tally(partial=1)),
        ({"on": "2024-01-03"}, "deals.on", Tally(incorrect=1)),
        ({"on": None}, "deals.on", Tally(missing=1)),
        ({"parts": [{"name": "mill", "count": 3}]}, "deals.parts", Tally(partial=1)),
        ({"parts": []}, "deals.parts", Tally(missing=1)),
        ({"tags": ["steel"]}, "deals.tags", Tally(spurious=1)),
    ],
)
def test_fields(changes: dict[str, Any], slot: str, tally: Tally) -> None:
    """Closed lists, numbers and days are equal or wrong, strings partly right, items within an item by their fields."""
    gold = _deal(parts=[{"name": "mill", "count": 2}])
    assert _judged([gold], [gold | changes]).scores["incidents"].given[slot] == tally


def test_items_that_share_no_words_do_not_meet() -> None:
    """A deal of other people is another deal: one missed, one invented."""
    found = _judged([_deal()], [_deal(buyer="Zinc Ltd")])
    assert [mistake.kind for mistake in found.mistakes] == ["missed", "invented"]


def test_marks_of_gold() -> None:
    """Optional items and values that are as right count as they do for the codebook."""
    gold = [_deal(alternatives={"kind": ["purchase"], "on": [None]}), _deal(buyer="Bolt", optional=True)]
    found = _judged(gold, [_deal(kind="purchase", on=None)])
    assert found.scores["incidents"].overall.f1 == 1


def test_outside_the_tables() -> None:
    """What the schema holds beside its lists is one more item."""
    assert _judged([_deal()], [_deal()], title="Another one").scores["incidents"].given["title"] == Tally(incorrect=1)
