"""scoring: tallies, assignment, alignment of items, slots."""

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.evaluation.scoring import (
    Fill,
    Item,
    Profile,
    Tally,
    assign,
    compatible,
    score_document,
    score_slot,
    sum_tallies,
)

TALLIES = st.builds(Tally, *[st.integers(0, 50)] * 5)


def test_muc4_measures() -> None:
    """A partial value counts one half; recall is over gold values, precision over predicted ones."""
    tally = Tally(correct=4, partial=2, incorrect=1, missing=3, spurious=1)
    assert (tally.credit, tally.possible, tally.actual) == (5, 10, 8)
    assert (tally.recall, tally.precision) == (0.5, 0.625)
    assert tally.f1 == pytest.approx(2 * 0.5 * 0.625 / 1.125)


def test_measures_without_values() -> None:
    """Without values a measure is None, not 0 or 1."""
    assert (Tally().recall, Tally().precision, Tally().f1) == (None, None, None)
    assert Tally(missing=1).f1 == 0


@given(st.lists(TALLIES, max_size=6))
def test_sum_of_tallies(tallies: list[Tally]) -> None:
    """The sum counts every value once, and its F1 is between 0 and 1."""
    whole = sum_tallies(tallies)
    assert whole.possible == sum(each.possible for each in tallies)
    assert whole.credit == sum(each.credit for each in tallies)
    assert whole.f1 is None or 0 <= whole.f1 <= 1


GRIDS = st.integers(1, 4).flatmap(
    lambda columns: st.lists(
        st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.0]), min_size=columns, max_size=columns), min_size=1, max_size=4
    )
)


def _best(grid: list[list[float]]) -> float:
    """Try all assignments."""
    wide = grid if len(grid) <= len(grid[0]) else [list(line) for line in zip(*grid, strict=True)]
    return max(
        sum(wide[row][column] for row, column in enumerate(order))
        for order in permutations(range(len(wide[0])), len(wide))
    )


@settings(deadline=None)  # the first call imports scipy
@given(GRIDS)
def test_assignment_is_optimal(grid: list[list[float]]) -> None:
    """The assignment has the greatest possible sum, and no pair without credit."""
    pairs = assign(grid)
    assert sum(grid[row][column] for row, column in pairs) == _best(grid)
    assert all(grid[row][column] > 0 for row, column in pairs)
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)


def test_empty_assignment() -> None:
    """Without rows, columns or credit there are no pairs."""
    assert assign([]) == assign([[], []]) == assign([[0.0]]) == []


def _compare(gold: Any, predicted: Any) -> float:
    return 1.0 if gold == predicted else 0.5 if gold.lower() == predicted.lower() else 0.0


def _fills(*values: str, optional: bool = False) -> list[Fill]:
    return [Fill((value,), optional) for value in values]


PROFILE = Profile({"type": _compare, "place": _compare, "who": _compare}, required=("type",), any_of=("place", "who"))


def _item(type_: str = "a", place: str = "", who: str = "", **changes: Any) -> Item:
    slots = {"type": type_, "place": place, "who": who}
    return Item({name: _fills(value) for name, value in slots.items() if value}, **changes)


@pytest.mark.parametrize(
    ("gold", "predicted", "tally"),
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
def test_slots(gold: list[str], predicted: list[str], tally: Tally) -> None:
    """Values are assigned for the greatest credit; the rest is incorrect, then missing or spurious."""
    assert score_slot(_fills(*gold), _fills(*predicted), _compare) == tally


def test_alternatives_and_optional_values() -> None:
    """Each alternative is correct; a missing optional value is not a miss."""
    assert score_slot([Fill(("x", "y"))], _fills("y"), _compare) == Tally(correct=1)
    assert score_slot(_fills("x", optional=True), [], _compare) == Tally()
    assert score_slot(_fills("x", optional=True), _fills("z"), _compare) == Tally(spurious=1)
    assert score_slot([*_fills("x", optional=True), *_fills("x")], _fills("x"), _compare) == Tally(correct=1)


def test_compatible_items() -> None:
    """Items are compatible if they share the type and a place or actor; the type suffices if the gold has neither."""
    assert compatible(PROFILE, _item(place="p"), _item(place="p"))
    assert compatible(PROFILE, _item("a", place="p"), _item("A", place="p"))
    assert not compatible(PROFILE, _item("a", place="p"), _item("b", place="p"))
    assert not compatible(PROFILE, _item(place="p", who="w"), _item(place="q", who="v"))
    assert compatible(PROFILE, _item(), _item(place="q"))


def test_document() -> None:
    """Aligned items count in both measures, missed and spurious ones only in the overall one."""
    gold = [_item(place="p", who="w"), _item(place="q"), _item(place="r", optional=True)]
    predicted = [_item(place="q"), _item("b", place="z")]
    found = score_document(PROFILE, gold, predicted)
    assert found.items == Tally(correct=1, missing=1, spurious=1)
    assert found.fields == Tally(correct=2)
    assert found.overall == Tally(correct=2, missing=3, spurious=2)


def test_alignment_uses_all_slots() -> None:
    """Items are aligned for the greatest credit over all slots of all items."""
    gold = [_item(place="p", who="w"), _item(place="p", who="v")]
    predicted = [_item(place="p", who="v"), _item(place="p", who="w")]
    assert score_document(PROFILE, gold, predicted).overall == Tally(correct=6)


ITEMS = st.lists(
    st.builds(_item, st.sampled_from("aAb"), st.sampled_from(["", "p", "q"]), st.sampled_from(["", "w", "v"])),
    max_size=5,
)


@settings(deadline=None)  # the first call imports scipy
@given(ITEMS)
def test_perfect_and_empty(items: list[Item]) -> None:
    """The gold scores 1 against itself, an empty prediction 0."""
    perfect, empty = score_document(PROFILE, items, items), score_document(PROFILE, items, [])
    if items:
        assert (perfect.items.f1, perfect.overall.f1, empty.overall.f1) == (1, 1, 0)
    else:
        assert perfect.overall.f1 is None


@settings(deadline=None)  # the first call imports scipy
@given(ITEMS, ITEMS)
def test_every_value_is_counted(gold: list[Item], predicted: list[Item]) -> None:
    """Possible counts every gold value and actual every predicted one, whatever the alignment."""
    found = score_document(PROFILE, gold, predicted).overall
    assert found.possible == sum(len(item.fills) for item in gold)
    assert found.actual == sum(len(item.fills) for item in predicted)
