"""days: ranges that are moved and formatted."""

from datetime import date

from extractor.grounding.days import DayOffset, DayRange, format_days


def test_a_range_is_moved() -> None:
    """An offset moves both ends and gives its own rule."""
    night = DayRange(date(2024, 2, 28), date(2024, 2, 29), "day_range", rule="a night")
    moved = night.shifted(DayOffset(1, "the next day"))
    assert (moved.start, moved.end, moved.rule) == (date(2024, 2, 29), date(2024, 3, 1), "the next day")
    assert format_days(moved.start, moved.end) == "2024-02-29 to 2024-03-01"
    assert format_days(moved.start, moved.start) == "2024-02-29"
