"""consolidation.date_phrases: calendar dates in English phrases."""

from datetime import date

import pytest

from extractor.consolidation.date_phrases import Ambiguous, parse_calendar, parse_month

ANCHOR = date(2024, 1, 24)


def test_days() -> None:
    """A day with its month, a span of days and a day of the previous year are resolved."""
    for text, start, end in (
        ("january 20", (2024, 1, 20), (2024, 1, 20)),
        ("20-22 january", (2024, 1, 20), (2024, 1, 22)),
        ("december 30, 2023 to january 2, 2024", (2023, 12, 30), (2024, 1, 2)),
        ("december 5", (2023, 12, 5), (2023, 12, 5)),
    ):
        days = parse_calendar(text, ANCHOR)
        assert days
        assert (days.start, days.end) == (date(*start), date(*end))
    assert parse_calendar("on tuesday", ANCHOR) is None


@pytest.mark.parametrize(
    "text", ["5, 6 and 7 january", "since january 3", "31 february", "week of january 15", "overnight jan. 23"]
)
def test_ambiguous(text: str) -> None:
    """An ambiguous date raises, so that nothing else in the phrase is read instead."""
    with pytest.raises(Ambiguous):
        parse_calendar(text, ANCHOR)


def test_months_and_years() -> None:
    """A month is the latest such month; a year alone is that year; another number is not a year."""
    january, december, year = (parse_month(text, ANCHOR) for text in ("in january", "december", "in 2019"))
    assert january
    assert december
    assert year
    assert (january.end, december.start, year.precision) == (date(2024, 1, 31), date(2023, 12, 1), "year")
    assert parse_month("at 2023 gmt", ANCHOR) is None
