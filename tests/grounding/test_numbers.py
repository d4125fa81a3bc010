"""numbers: counts in a quote, in digits and words, with their bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.grounding.numbers import read_numbers, says_none, sums


def _counts(text: str, language: str | None = "en") -> list[tuple[int | None, int | None]]:
    return [(count.low, count.high) for count in read_numbers(text, language).counts]


@pytest.mark.parametrize(
    ("text", "language", "counts"),
    [
        ("killed 10-12 people", "en", [(10, 12)]),
        ("between ten and twelve men", "en", [(10, 12)]),
        ("at least thirty-five men", "en", [(35, None)]),
        ("more than 1,500 people", "en", [(1_500, None)]),
        ("up to 40 dead", "en", [(None, 40)]),
        ("1.5 million people", "en", [(1_500_000, 1_500_000)]),
        ("two dozen rebels", "en", [(24, 24)]),
        ("half a million Syrians", "en", [(500_000, 500_000)]),
        ("killing a dozen rebels", "en", [(12, 12)]),
        ("2 to 3 thousand people", "en", [(2_000, 3_000)]),
        ("rose from 14 to 17", "en", [(14, 14), (17, 17)]),
        ("35人が死亡", "ja", [(35, 35)]),
        ("veintiún muertos", "es", [(21, 21)]),
        ("an eight-member family", "en", [(8, 8)]),
        ("killed three, two of them children", "en", [(3, 3), (2, 2)]),
        ("au moins quatre-vingt-dix morts", "fr", [(90, None)]),
        ("al menos treinta y cinco muertos", "es", [(35, None)]),
        ("vierunddreißig Tote", "de", [(34, 34)]),
        ("murieron cinco personas", None, [(5, 5)]),
        ("مقتل ١٢ شخصا", "ar", [(12, 12)]),
        ("пять человек", "ru", [(5, 5)]),
        ("officials said", "en", []),
        ("a 22-year-old man, on March 12, 2024 at 10:30, 5 km away", "en", []),
        ("the 5th brigade fired an AK-47", "en", []),
    ],
)
def test_counts(text: str, language: str | None, counts: list[tuple[int | None, int | None]]) -> None:
    """Digits, number words, scales, ranges and bounds are counts; dates, ages, distances and designations are none."""
    assert _counts(text, language) == counts


def test_vague_words() -> None:
    """Vague words bound a value: dozens are between 12 and 999."""
    (count,) = read_numbers("dozens were injured", "en").counts
    assert (count.vague, count.low, count.high) == (True, 12, 999)


@given(st.integers(0, 10**7))
def test_any_number(number: int) -> None:
    """A number is read with and without separators."""
    assert _counts(f"killed {number} people") == [(number, number)]
    assert _counts(f"killed {number:,} people") == [(number, number)]


@given(st.integers(1, 500), st.integers(1, 500))
def test_any_range(one: int, more: int) -> None:
    """A range is one count, however it is written."""
    for joint in ("-", "–", " to ", " or "):
        assert _counts(f"killed {one}{joint}{one + more} people") == [(one, one + more)]


def test_people_and_none() -> None:
    """A count of people does not agree with a count of bullets; "no casualties" is zero."""
    assert read_numbers("killed two soldiers", "en").people
    assert not read_numbers("shot by three bullets", "en").people
    assert not read_numbers("a passer-by of 17 years was dead", "en").people
    assert says_none("Not a single life was lost")
    assert not says_none("Two died")
    assert sums(read_numbers("two soldiers and three policemen", "en").counts) == {5}
