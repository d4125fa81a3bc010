"""consolidation.spans: what a phrase for a date comes to."""

from datetime import date

from extractor.consolidation.date_phrases import Days, Offset


def test_so_many_days_from_a_range() -> None:
    """A range is moved as a whole and keeps its precision; the rule is that of the phrase."""
    night = Days(date(2024, 2, 29), date(2024, 3, 1), "day_range", "last night")
    assert night.shifted(Offset(-1, "the previous day")) == Days(
        date(2024, 2, 28), date(2024, 2, 29), "day_range", "the previous day"
    )
