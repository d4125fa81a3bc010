"""scoring: items against items, slot by slot."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.evaluation.scoring import Fill, Item, Profile, Tally, compatible, score, score_slot


def _alike(gold: Any, said: Any) -> float:
    return 1.0 if gold == said else 0.5 if gold.lower() == said.lower() else 0.0


def _fills(*values: str, optional: bool = False) -> list[Fill]:
    return [Fill((value,), optional) for value in values]


PROFILE = Profile({"type": _alike, "place": _alike, "who": _alike}, must=("type",), either=("place", "who"))


def _item(type_: str = "a", place: str = "", who: str = "", **changes: Any) -> Item:
    slots = {"type": type_, "place": place, "who": who}
    return Item({name: _fills(value) for name, value in slots.items() if value}, **changes)


@pytest.mark.parametrize(
    ("gold", "said", "tally"),
    [
        (["x"], ["x"], Tally(correct=1)),
        (["x"], ["X"], Tally(partial=1)),
        (["x"], ["y"], Tally(incorrect=1)),
        (["x", "y"], ["z"], Tally(incorrect=1, missing=1)),
        (["x"], ["x", "y"], Tally(correct=1, spurious=1)),
        (["x"], [], Tally(missing=1)),
        ([], ["x"], Tally(spurious=1)),
        (["x", "X"], ["X", "x"], Tally(correct=2)),
    ],
)
def test_slots(gold: list[str], said: list[str], tally: Tally) -> None:
    """Values are assigned for the most credit; what is left is wrong, then missing or spurious."""
    assert score_slot(_fills(*gold), _fills(*said), _alike) == tally


def test_alternatives_and_optional_values() -> None:
    """Any of the values that are equally right is right; an optional one is no miss."""
    assert score_slot([Fill(("x", "y"))], _fills("y"), _alike) == Tally(correct=1)
    assert score_slot(_fills("x", optional=True), [], _alike) == Tally()
    assert score_slot(_fills("x", optional=True), _fills("z"), _alike) == Tally(spurious=1)
    assert score_slot([*_fills("x", optional=True), *_fills("x")], _fills("x"), _alike) == Tally(correct=1)


def test_the_gate() -> None:
    """Two items meet only with a compatible type and one shared place or actor; a gold one with neither needs a type."""
    assert compatible(PROFILE, _item(place="p"), _item(place="p"))
    assert compatible(PROFILE, _item("a", place="p"), _item("A", place="p"))
    assert not compatible(PROFILE, _item("a", place="p"), _item("b", place="p"))
    assert not compatible(PROFILE, _item(place="p", who="w"), _item(place="q", who="v"))
    assert compatible(PROFILE, _item(), _item(place="q"))


def test_a_document() -> None:
    """Matched items count by their slots; missed and spurious ones count in the figures over all items alone."""
    gold = [_item(place="p", who="w"), _item(place="q"), _item(place="r", optional=True)]
    said = [_item(place="q"), _item("b", place="z")]
    found = score(PROFILE, gold, said)
    assert found.found == Tally(correct=1, missing=1, spurious=1)
    assert found.fields == Tally(correct=2)
    assert found.overall == Tally(correct=2, missing=3, spurious=2)


def test_the_assignment_is_the_best_one() -> None:
    """Which predicted item is which gold one is decided by all slots of all items together."""
    gold = [_item(place="p", who="w"), _item(place="p", who="v")]
    said = [_item(place="p", who="v"), _item(place="p", who="w")]
    assert score(PROFILE, gold, said).overall == Tally(correct=6)


ITEMS = st.lists(
    st.builds(_item, st.sampled_from("aAb"), st.sampled_from(["", "p", "q"]), st.sampled_from(["", "w", "v"])),
    max_size=5,
)


@settings(deadline=None)  # the first call imports scipy
@given(ITEMS)
def test_perfect_and_empty(items: list[Item]) -> None:
    """The gold itself scores 1, nothing scores 0."""
    perfect, empty = score(PROFILE, items, items), score(PROFILE, items, [])
    if items:
        assert (perfect.found.f1, perfect.overall.f1, empty.overall.f1) == (1, 1, 0)
    else:
        assert perfect.overall.f1 is None


@settings(deadline=None)  # the first call imports scipy
@given(ITEMS, ITEMS)
def test_nothing_is_lost(gold: list[Item], said: list[Item]) -> None:
    """Every gold value is possible and every predicted one actual, however they were assigned."""
    found = score(PROFILE, gold, said).overall
    assert found.possible == sum(len(item.fills) for item in gold)
    assert found.actual == sum(len(item.fills) for item in said)
