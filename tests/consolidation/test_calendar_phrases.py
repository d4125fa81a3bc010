"""consolidation.calendars: calendar dates in English phrases."""

from datetime import date

import pytest

from extractor.consolidation.date_phrases import Unsettled, from_calendar, from_month

ANCHOR = date(2024, 1, 24)


def test_days() -> None:
    """A day with its month, a span of days, a day of the year before."""
    for text, start, end in (
        ("january 20", (2024, 1, 20), (2024, 1, 20)),
        ("20-22 january", (2024, 1, 20), (2024, 1, 22)),
        ("december 30, 2023 to january 2, 2024", (2023, 12, 30), (2024, 1, 2)),
        ("december 5", (2023, 12, 5), (2023, 12, 5)),
    ):
        days = from_calendar(text, ANCHOR)
        assert days
        assert (days.start, days.end) == (date(*start), date(*end))
    assert from_calendar("on tuesday", ANCHOR) is None


@pytest.mark.parametrize(
    "text", ["5, 6 and 7 january", "since january 3", "31 february", "week of january 15", "overnight jan. 23"]
)
def test_what_is_not_settled(text: str) -> None:
    """It says so, so that nothing else in the phrase is read instead."""
    with pytest.raises(Unsettled):
        from_calendar(text, ANCHOR)


def test_months_and_years() -> None:
    """The latest such month; a year that stands alone; a number that is no year is none."""
    january, december, year = (from_month(text, ANCHOR) for text in ("in january", "december", "in 2019"))
    assert january
    assert december
    assert year
    assert (january.end, december.start, year.precision) == (date(2024, 1, 31), date(2023, 12, 1), "year")
    assert from_month("at 2023 gmt", ANCHOR) is None
