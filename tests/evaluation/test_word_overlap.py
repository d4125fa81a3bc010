"""words: strings compared by the words they hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.evaluation.comparators import WordOverlap

WORDS = WordOverlap()


@pytest.mark.parametrize(
    ("gold", "said", "credit"),
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
def test_alike(gold: str, said: str, credit: float) -> None:
    """The same words are right, more or fewer of them partly right, others wrong."""
    assert WORDS.alike(gold, said) == credit


def test_words_that_say_nothing() -> None:
    """A profile names words that do not count, such as numerals."""
    assert WordOverlap(["three"]).alike("three peasants", "peasants") == 1.0
    assert WORDS.alike("three peasants", "peasants") == 0.5


def test_a_text_of_idle_words_keeps_them() -> None:
    """Where nothing else is left, idle words are what a string is known by."""
    assert WORDS.alike("This and that", "that and this") == 1.0
    assert WORDS.alike("of this", "by her") == 0.0


@given(st.text(max_size=30), st.text(max_size=30))
def test_symmetric(one: str, other: str) -> None:
    """Which of the two is the gold makes no difference."""
    assert WORDS.alike(one, other) == WORDS.alike(other, one)
