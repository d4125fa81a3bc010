"""consolidation.date_phrases: ranges of days moved by an offset."""

from datetime import date

from extractor.consolidation.date_phrases import DayOffset, DayRange


def test_shifted() -> None:
    """A range is moved as a whole and keeps its precision; the rule is that of the offset."""
    night = DayRange(date(2024, 2, 29), date(2024, 3, 1), "day_range", "last night")
    assert night.shifted(DayOffset(-1, "the previous day")) == DayRange(
        date(2024, 2, 28), date(2024, 2, 29), "day_range", "the previous day"
    )
