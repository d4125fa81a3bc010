"""number_words: words that numbers are composed of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.core.number_words import ALL, BY_LANGUAGE, compose


def test_values() -> None:
    """Each language has the words for two to ten, for a hundred and for a thousand."""
    for language, words in BY_LANGUAGE.items():
        assert {*range(2, 11), 100, 1_000} <= set(words.values()), language


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        ("thirty", "five", True),
        ("two", "hundred", True),
        ("hundred", "five", True),
        ("quatre", "vingt", True),
        ("soixante", "quinze", True),
        ("خمسة", "ثلاثين", True),
        ("five", "three", False),
        ("hundred", "hundred", False),
        ("ten", "eleven", False),
    ],
)
def test_parts_of_one_number(one: str, other: str, joined: bool) -> None:
    """Two words in a row are one number where their values compose one."""
    assert compose(ALL[one], ALL[other]) is joined


@given(st.integers(2, 9), st.sampled_from(range(20, 100, 10)), st.sampled_from([100, 1_000, 1_000_000]))
def test_composition(unit: int, ten: int, scale: int) -> None:
    """Tens take a unit, and anything takes a larger scale."""
    assert compose(ten, unit)
    assert compose(unit, scale)
    assert compose(ten, scale)
