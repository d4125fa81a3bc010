"""comparators: values of the codebook, and strings by their words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.evaluation.comparators import (
    ActorComparator,
    CasualtyComparator,
    CasualtyCount,
    DateRange,
    WordOverlap,
    compare_bounds,
    compare_dates,
    compare_passages,
    compare_places,
    compare_types,
)
from tests.evaluated import erbil, names, profile

ACTOR, CASUALTIES = ActorComparator(names().actors), CasualtyComparator(ActorComparator(names().actors))


@pytest.mark.parametrize(
    ("gold", "predicted", "credit"),
    [
        ("Hachd al-Chaabi", "Popular Mobilization Forces", 1.0),
        ("Kataib Hezbollah", "Popular Mobilization Forces", 0.5),
        ("Kataib Hezbollah", "Hezbollah", 0.0),
        ("Washington", "the US military", 1.0),
        ("the farmers of Gao", "farmers of Gao", 1.0),
        ("farmers", "Kataib Hezbollah", 0.0),
    ],
)
def test_actors(gold: str, predicted: str, credit: float) -> None:
    """Actors agree by id, partially if one is part of the other; names without an id by their words."""
    assert ACTOR(profile().actor(gold), profile().actor(predicted)) == credit


@pytest.mark.parametrize(
    ("gold", "predicted", "credit"),
    [
        ("Jurf al-Sakhar", "Jurf al-Nasr", 1.0),
        ("Ain al-Asad air base", "Aïn al-Assad", 1.0),
        ("Gao", "Gao", 1.0),
        ("Erbil", "al-Qaim", 0.0),
    ],
)
def test_places(gold: str, predicted: str, credit: float) -> None:
    """Spellings and former names of a place agree."""
    one, other = (profile().place(erbil(), name) for name in (gold, predicted))
    assert one is not None
    assert other is not None
    assert compare_places(one, other) == credit


@pytest.mark.parametrize(
    ("gold", "predicted", "credit"),
    [((1, 2), (1, 2), 1.0), ((1, 2), (2, 2), 0.5), ((1, 2), (2, 4), 0.5), ((1, 2), (3, 4), 0.0)],
)
def test_dates(gold: tuple[int, int], predicted: tuple[int, int], credit: float) -> None:
    """Equal ranges are correct, overlapping ones partial."""
    one, other = (DateRange(*(date(2024, 1, day) for day in pair)) for pair in (gold, predicted))
    assert compare_dates(one, other) == credit


def test_bounds() -> None:
    """Equal ranges are correct, overlapping ones partial; without a low end a range equals only itself."""
    assert compare_bounds((3, None), (3, None)) == 1
    assert compare_bounds((3, None), (8, 8)) == 0.5
    assert compare_bounds((3, 5), (6, 7)) == 0
    assert compare_bounds((None, None), (None, None)) == 1
    assert compare_bounds((None, None), (2, 2)) == 0


def test_casualties() -> None:
    """Figures of one status are correct if number and source agree, partial if one of the two does."""
    army, ministry = profile().actor("the army"), profile().actor("the ministry")
    gold = CasualtyCount("killed", 5, 5, army)
    assert CASUALTIES(gold, CasualtyCount("killed", 5, 5, army)) == 1
    assert CASUALTIES(gold, CasualtyCount("killed", 5, 5, ministry)) == 0.5
    assert CASUALTIES(gold, CasualtyCount("killed", 4, 6, army)) == 0.5
    assert CASUALTIES(gold, CasualtyCount("killed", 5, 5, army, superseded=True)) == 0.5
    assert CASUALTIES(gold, CasualtyCount("killed", 5, 5, None)) == 0.5
    assert CASUALTIES(gold, CasualtyCount("injured", 5, 5, army)) == 0
    assert CASUALTIES(gold, CasualtyCount("killed", 9, 9, ministry)) == 0


def test_types() -> None:
    """Two types of attack agree partially; a protest does not."""
    assert compare_types("bombing_ied", "bombing_ied") == 1
    assert compare_types("air_drone_strike", "missile_rocket_artillery") == 0.5
    assert compare_types("air_drone_strike", "other") == 0.5
    assert compare_types("air_drone_strike", "protest_demonstration") == 0


def test_passages() -> None:
    """A passage with other ends agrees; another one that shares a word does not."""
    assert compare_passages("We will answer every strike", "will answer every strike, said the group") == 1
    assert compare_passages("We will answer every strike", "the strike killed five") == 0


WORDS = WordOverlap()


@pytest.mark.parametrize(
    ("gold", "predicted", "credit"),
    [
        ("the Hezbollah Brigades", "Hezbollah Brigades", 1.0),
        ("Aïn al-Assad", "Ain al Asad", 1.0),
        ("military base", "base", 0.5),
        ("base", "a large military base", 0.5),
        ("a b c x", "a b c y", 0.5),
        ("sites of the army", "sites of the militia", 0.0),
        ("Erbil", "Mosul", 0.0),
        ("...", "!!!", 0.0),
        ("…", "…", 1.0),
    ],
)
def test_words(gold: str, predicted: str, credit: float) -> None:
    """The same words are correct, more or fewer of them partial, others incorrect."""
    assert WORDS.compare(gold, predicted) == credit


def test_further_stop_words() -> None:
    """A profile can add stop words, such as numerals."""
    assert WordOverlap(["three"]).compare("three peasants", "peasants") == 1.0
    assert WORDS.compare("three peasants", "peasants") == 0.5


def test_text_of_stop_words() -> None:
    """A string of nothing but stop words is compared by them."""
    assert WORDS.compare("This and that", "that and this") == 1.0
    assert WORDS.compare("of this", "by her") == 0.0


@given(st.text(max_size=30), st.text(max_size=30))
def test_symmetric(one: str, other: str) -> None:
    """Exchanging gold and prediction makes no difference."""
    assert WORDS.compare(one, other) == WORDS.compare(other, one)
