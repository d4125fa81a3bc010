"""alike: when two values of the codebook agree."""

from datetime import date

import pytest

from extractor.evaluation.comparators import (
    ActorComparator,
    CasualtyComparator,
    CasualtyCount,
    DateRange,
    overlapping,
    same_days,
    same_figure,
    same_place,
    same_type,
)
from tests.evaluated import book, erbil, names

ACTOR, TOLL = ActorComparator(names().actors), CasualtyComparator(ActorComparator(names().actors))


@pytest.mark.parametrize(
    ("gold", "said", "credit"),
    [
        ("Hachd al-Chaabi", "Popular Mobilization Forces", 1.0),
        ("Kataib Hezbollah", "Popular Mobilization Forces", 0.5),
        ("Kataib Hezbollah", "Hezbollah", 0.0),
        ("Washington", "the US military", 1.0),
        ("the farmers of Gao", "farmers of Gao", 1.0),
        ("farmers", "Kataib Hezbollah", 0.0),
    ],
)
def test_actors(gold: str, said: str, credit: float) -> None:
    """One id is one actor, a part of it is half, names without an id go by their words."""
    assert ACTOR(book().actor(gold), book().actor(said)) == credit


@pytest.mark.parametrize(
    ("gold", "said", "credit"),
    [
        ("Jurf al-Sakhar", "Jurf al-Nasr", 1.0),
        ("Ain al-Asad air base", "Aïn al-Assad", 1.0),
        ("Gao", "Gao", 1.0),
        ("Erbil", "al-Qaim", 0.0),
    ],
)
def test_places(gold: str, said: str, credit: float) -> None:
    """Spellings and renamings of one place are one place."""
    one, other = (book().place(erbil(), name) for name in (gold, said))
    assert one is not None
    assert other is not None
    assert same_place(one, other) == credit


@pytest.mark.parametrize(
    ("gold", "said", "credit"),
    [((1, 2), (1, 2), 1.0), ((1, 2), (2, 2), 0.5), ((1, 2), (2, 4), 0.5), ((1, 2), (3, 4), 0.0)],
)
def test_days(gold: tuple[int, int], said: tuple[int, int], credit: float) -> None:
    """The same range is right, one that overlaps half right."""
    one, other = (DateRange(*(date(2024, 1, day) for day in pair)) for pair in (gold, said))
    assert same_days(one, other) == credit


def test_figures() -> None:
    """Ranges agree where equal, half where they overlap; no upper limit reaches everywhere, no figure equals its like."""
    assert same_figure((3, None), (3, None)) == 1
    assert same_figure((3, None), (8, 8)) == 0.5
    assert same_figure((3, 5), (6, 7)) == 0
    assert same_figure((None, None), (None, None)) == 1
    assert same_figure((None, None), (2, 2)) == 0


def test_tolls() -> None:
    """By status and source: right where figure and source agree, half where one of them does, never across a status."""
    army, ministry = book().actor("the army"), book().actor("the ministry")
    gold = CasualtyCount("killed", 5, 5, army)
    assert TOLL(gold, CasualtyCount("killed", 5, 5, army)) == 1
    assert TOLL(gold, CasualtyCount("killed", 5, 5, ministry)) == 0.5
    assert TOLL(gold, CasualtyCount("killed", 4, 6, army)) == 0.5
    assert TOLL(gold, CasualtyCount("killed", 5, 5, army, superseded=True)) == 0.5
    assert TOLL(gold, CasualtyCount("killed", 5, 5, None)) == 0.5
    assert TOLL(gold, CasualtyCount("injured", 5, 5, army)) == 0
    assert TOLL(gold, CasualtyCount("killed", 9, 9, ministry)) == 0


def test_types() -> None:
    """Two kinds of violent act may be one act; a protest is none."""
    assert same_type("bombing_ied", "bombing_ied") == 1
    assert same_type("air_drone_strike", "missile_rocket_artillery") == 0.5
    assert same_type("air_drone_strike", "other") == 0.5
    assert same_type("air_drone_strike", "protest_demonstration") == 0


def test_passages() -> None:
    """A passage cut otherwise is the same passage; another one that shares a word is not."""
    assert overlapping("We will answer every strike", "will answer every strike, said the group") == 1
    assert overlapping("We will answer every strike", "the strike killed five") == 0
