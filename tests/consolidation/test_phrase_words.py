"""consolidation.phrases: the words that phrases for dates are made of."""

import pytest

from extractor.consolidation.date_phrases import BOUND, CALENDAR, CLOCK, SPAN, VAGUE, WEEKDAY, number


@pytest.mark.parametrize(("word", "meant"), [("a", 1), ("two", 2), ("ten", 10), ("12", 12)])
def test_numbers(word: str, meant: int) -> None:
    """Digits, and words from one to ten."""
    assert number(word) == meant


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("20 january 2024", ["20 january 2024"]),
        ("jan. 3 and feb 4", ["jan. 3", "feb 4"]),
        ("the 3rd of may", ["3rd of may"]),
        ("2024-01-20", ["2024-01-20"]),
        ("may 12:30", []),
        ("maybe 3", []),
    ],
)
def test_calendar_dates(text: str, found: list[str]) -> None:
    """Days with their month, in either order; a time of day is none."""
    assert [match[0] for match in CALENDAR.finditer(text)] == found


def test_times_of_day() -> None:
    """They are recognised as such, so that their numbers are not taken for days."""
    for clock in ("at 0530 gmt", "around 9 pm", "21:30", "at 5 a.m."):
        assert CLOCK.sub("", f"tuesday {clock}").strip() == "tuesday"
    assert CLOCK.sub("", "tuesday 22") == "tuesday 22"


def test_words_that_move_a_day() -> None:
    """A week ago, next, since, the first of: beside a day they make it another."""
    assert all(VAGUE.search(text) for text in ("last week", "a year ago", "the first", "coming", "eve"))
    assert all(BOUND.search(text) for text in ("since", "before", "next", "until"))
    assert not VAGUE.search("late in the previous day")
    assert WEEKDAY.findall("mondays")[0][2] == "s"
    assert SPAN.search("january 5 to 8")
