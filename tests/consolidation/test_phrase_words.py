"""consolidation.date_phrases: the vocabulary of date phrases."""

import pytest

from extractor.consolidation.date_phrases import BOUND, CALENDAR, CLOCK, DAY_SPAN, SHIFT, WEEKDAY, parse_count


@pytest.mark.parametrize(("word", "count"), [("a", 1), ("two", 2), ("ten", 10), ("12", 12)])
def test_numbers(word: str, count: int) -> None:
    """Digits and words from one to ten are numbers."""
    assert parse_count(word) == count


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
    """A day with its month, in either order, is a calendar date; a time of day is not."""
    assert [match[0] for match in CALENDAR.finditer(text)] == found


def test_times_of_day() -> None:
    """Times of day are recognized, so that their numbers are not taken for days."""
    for clock in ("at 0530 gmt", "around 9 pm", "21:30", "at 5 a.m."):
        assert CLOCK.sub("", f"tuesday {clock}").strip() == "tuesday"
    assert CLOCK.sub("", "tuesday 22") == "tuesday 22"


def test_words_that_move_a_day() -> None:
    """Words such as "a week ago", "next" and "since" shift or bound a day."""
    assert all(SHIFT.search(text) for text in ("last week", "a year ago", "the first", "coming", "eve"))
    assert all(BOUND.search(text) for text in ("since", "before", "next", "until"))
    assert not SHIFT.search("late in the previous day")
    assert WEEKDAY.findall("mondays")[0][2] == "s"
    assert DAY_SPAN.search("january 5 to 8")
