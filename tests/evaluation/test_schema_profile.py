"""schema_profile: any other schema is scored by a profile derived from it."""

from datetime import date
from random import Random
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from extractor.evaluation.article_score import ArticleScore, Prediction
from extractor.evaluation.schema_profile import SchemaProfile
from extractor.evaluation.scoring import TableScore, Tally
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
    """Deals in an article."""

    title: str
    deals: list[Deal]


def _deal(**changes: Any) -> dict[str, Any]:
    return {"id": "d1", "buyer": "Acme Steel", "kind": "merger", "on": "2024-01-02", "parts": [], "tags": [], **changes}


def _score(gold: list[dict[str, Any]], predicted: list[dict[str, Any]], title: str = "A title") -> ArticleScore:
    right = {"title": "A title", "deals": gold}
    return SchemaProfile(Deals).score_article(
        right, Prediction("a.txt", "", coding={"title": title, "deals": predicted})
    )


def test_perfect_and_empty() -> None:
    """The gold scores 1 against itself, whatever its ids, an empty prediction 0."""
    gold = [
        _deal(parts=[{"name": "mill", "count": 2}], lead={"name": "x", "count": None}),
        _deal(buyer="Bolt", tags=["a"]),
    ]
    assert _score(gold, [each | {"id": "x"} for each in gold]).tables["incidents"].overall.f1 == 1
    empty = SchemaProfile(Deals).score_article({"title": "A", "deals": gold}, Prediction("a.txt"))
    assert empty.tables["incidents"].overall.f1 == 0


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
    """Closed lists, numbers and days must be equal; strings may agree partially; nested items by their fields."""
    gold = _deal(parts=[{"name": "mill", "count": 2}])
    assert _score([gold], [gold | changes]).tables["incidents"].matched_slots[slot] == tally


def test_items_without_common_words() -> None:
    """Items without common words are not aligned: one is missed, one invented."""
    found = _score([_deal()], [_deal(buyer="Zinc Ltd")])
    assert [error.kind for error in found.errors] == ["missed", "invented"]


def test_marks_of_gold() -> None:
    """Optional items and alternatives are scored as for the codebook."""
    gold = [_deal(alternatives={"kind": ["purchase"], "on": [None]}), _deal(buyer="Bolt", optional=True)]
    found = _score(gold, [_deal(kind="purchase", on=None)])
    assert found.tables["incidents"].overall.f1 == 1


def test_fields_outside_tables() -> None:
    """Fields outside the tables form one item."""
    assert _score([_deal()], [_deal()], title="Another one").tables["incidents"].matched_slots["title"] == Tally(
        incorrect=1
    )


class Entity(BaseModel):
    """Somebody, by each of their mentions."""

    mentions: list[str]


class Attack(BaseModel):
    """An attack, with nothing but entities to know it by."""

    kind: Literal["bombing", "kidnapping"]
    by: list[Entity]
    victims: list[Entity]
    places: list[str]


class Attacks(BaseModel):
    """Attacks in an article."""

    attacks: list[Attack]


def _attack(*victims: list[str], **changes: Any) -> dict[str, Any]:
    entities = [{"mentions": mentions} for mentions in victims]
    return {"kind": "bombing", "by": [{"mentions": ["FMLN"]}], "victims": entities, "places": [], **changes}


GOLD = [
    _attack(["the mayor", "Juan Perez"], ["two guards"], places=["San Salvador", "La Union"]),
    _attack(["a bus driver"], kind="kidnapping", places=["Lima"]),
    _attack(["the mayor", "the former mayor"], by=[]),
]


def _score_attacks(predicted: list[dict[str, Any]]) -> TableScore:
    coding = {"attacks": predicted}
    return (
        SchemaProfile(Attacks)
        .score_article({"attacks": GOLD}, Prediction("a.txt", "", coding=coding))
        .tables["incidents"]
    )


@given(st.randoms(use_true_random=False))
def test_order_does_not_count(random: Random) -> None:
    """The gold scores 1 against itself, however its items, entities, mentions and lists are ordered."""

    def shuffled(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: shuffled(inner) for name, inner in value.items()}
        return random.sample([*map(shuffled, value)], len(value)) if isinstance(value, list) else value

    found = _score_attacks(shuffled(GOLD))
    assert (found.overall.f1, found.items) == (1, Tally(correct=3))


def test_entities_by_their_mentions() -> None:
    """An entity is found by any of its mentions; an item without top-level text is aligned by its entities."""
    found = _score_attacks([_attack(["Juan Perez"], ["guards"], places=["La Union"])])
    assert found.items == Tally(correct=1, missing=2)
    assert found.matched_slots["attacks.victims"] == Tally(correct=1, partial=1)
    assert found.matched_slots["attacks.places"] == Tally(correct=1, missing=1)
