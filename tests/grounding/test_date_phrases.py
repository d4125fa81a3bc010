"""grounding.date_phrases: phrases resolved to days."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.grounding.date_phrases import (
    BOUND,
    CALENDAR,
    CLOCK,
    DAY_SPAN,
    SHIFT,
    WEEKDAY,
    parse_calendar,
    parse_count,
    parse_date_phrase,
    parse_month,
)
from extractor.grounding.days import Ambiguous, DayOffset, DayRange

WEDNESDAY = date(2024, 1, 24)


def _found(phrase: str, anchor: date | None = WEDNESDAY) -> tuple[str, str, str] | None:
    days = parse_date_phrase(phrase, anchor)
    assert days is None or isinstance(days, DayRange)
    return None if days is None else (days.start.isoformat(), days.end.isoformat(), days.precision)


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        ("Today, Wednesday", "2024-01-24"),
        ("early Wednesday", "2024-01-24"),
        ("pre-dawn Wednesday", "2024-01-24"),
        ("Late Tuesday", "2024-01-23"),
        ("Tuesday night", "2024-01-23"),
        ("Already on Saturday", "2024-01-20"),
        ("On Thursday", "2024-01-18"),
        ("last Wednesday", "2024-01-17"),
        ("last Saturday", "2024-01-20"),
        ("this morning", "2024-01-24"),
        ("yesterday evening", "2024-01-23"),
        ("the day before yesterday", "2024-01-22"),
        ("two days ago", "2024-01-22"),
        ("a day ago", "2024-01-23"),
        ("2024-01-20", "2024-01-20"),
        ("20 January 2024", "2024-01-20"),
        ("January 20, 2024", "2024-01-20"),
        ("Tuesday, 23 January", "2024-01-23"),
        ("Jan. 20", "2024-01-20"),
        ("the 20th of January", "2024-01-20"),
        ("on December 31st", "2023-12-31"),
        ("November 5", "2023-11-05"),
        ("29 February 2020", "2020-02-29"),
        ("previous Wednesday", "2024-01-17"),
        ("Tuesday, a day after the attack", "2024-01-23"),
        ("around 0530 GMT on Tuesday", "2024-01-23"),
        ("Tuesday at 21:30", "2024-01-23"),
        ("Thursday the 18th", "2024-01-18"),
    ],
)
def test_one_day(phrase: str, day: str | None) -> None:
    """A weekday, or a date without a year, is the latest not after publication; late Tuesday is Tuesday."""
    assert _found(phrase) == (day and (day, day, "exact_day"))


@pytest.mark.parametrize(
    ("phrase", "start", "end", "precision"),
    [
        ("last night", "2024-01-23", "2024-01-24", "day_range"),
        ("overnight", "2024-01-23", "2024-01-24", "day_range"),
        ("overnight from Sunday to Monday", "2024-01-21", "2024-01-22", "day_range"),
        ("the night of Saturday to Sunday", "2024-01-20", "2024-01-21", "day_range"),
        ("from January 3 to January 5", "2024-01-03", "2024-01-05", "day_range"),
        ("January 23-24", "2024-01-23", "2024-01-24", "day_range"),
        ("23 to 25 January", "2024-01-23", "2024-01-25", "day_range"),
        ("between January 20 and 23", "2024-01-20", "2024-01-23", "day_range"),
        ("Jan 5-8, 2024", "2024-01-05", "2024-01-08", "day_range"),
        ("Sunday and Saturday", "2024-01-20", "2024-01-21", "day_range"),
        ("Jan. 23 and 24", "2024-01-23", "2024-01-24", "day_range"),
        ("last week", "2024-01-15", "2024-01-21", "week"),
        ("earlier this week", "2024-01-22", "2024-01-24", "week"),
        ("last month", "2023-12-01", "2023-12-31", "month"),
        ("earlier this month", "2024-01-01", "2024-01-24", "month"),
        ("last year", "2023-01-01", "2023-12-31", "year"),
        ("in November", "2023-11-01", "2023-11-30", "month"),
        ("in January", "2024-01-01", "2024-01-31", "month"),
        ("in February 2020", "2020-02-01", "2020-02-29", "month"),
        ("in 2019", "2019-01-01", "2019-12-31", "year"),
        ("three weeks ago", "2023-12-31", "2024-01-06", "week"),
    ],
)
def test_several_days(phrase: str, start: str, end: str, precision: str) -> None:
    """A night is both days; a week, a month or a year is the whole of it."""
    assert _found(phrase) == (start, end, precision)


@pytest.mark.parametrize(
    "phrase",
    ["pre-dawn", "recently", "since October 17", "before Tuesday", "after the attack on Monday and Thursday and Friday", "on Sundays", "overnight Tuesday", "12/01/2024", "31 February", "Monday, 23 January", "the anniversary", "", "9/11", "after midnight", "in recent weeks", "5, 6 and 7 January", "week of January 15", "Wednesday last week", "a week ago Tuesday", "a week ago today", "a year ago yesterday", "January 23 last year", "in January last year", "first Tuesday of January", "this coming Friday", "February 29", "at 2023 GMT", "today, Tuesday", "yesterday, Monday", "Tuesday 22", "half a year ago"],
)  # fmt: skip
def test_ambiguous(phrase: str) -> None:
    """A phrase with several readings, or that contradicts itself, is not resolved."""
    assert _found(phrase) is None


@pytest.mark.parametrize(
    ("phrase", "days"),
    [("the previous day", -1), ("the previous day’s", -1), ("a day earlier", -1), ("the day before", -1), ("the next day", 1), ("a day after", 1), ("two days later", 2), ("24 hours later", 1), ("three days before", -3), ("hours later", 0), ("the same day", 0)],
)  # fmt: skip
def test_offset_from_another_event(phrase: str, days: int) -> None:
    """A phrase relative to another event gives an offset in days."""
    found = parse_date_phrase(phrase, WEDNESDAY)
    assert isinstance(found, DayOffset)
    assert found.days == days


def test_without_a_publication_date() -> None:
    """Without a publication date only dates with a year are resolved."""
    assert _found("3 May 2021", None) == ("2021-05-03", "2021-05-03", "exact_day")
    assert _found("in May 2021", None) == ("2021-05-01", "2021-05-31", "month")
    for phrase in ("Tuesday", "May 3", "yesterday", "last week", "two days ago", "in May", "last night"):
        assert _found(phrase, None) is None
    assert isinstance(parse_date_phrase("the previous day", None), DayOffset)


@given(
    st.dates(date(1950, 1, 1), date(2100, 1, 1)),
    st.sampled_from(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]),
    st.sampled_from(["{}", "on {}", "late {}", "early {}", "{} morning"]),
)
def test_weekday_within_a_week(anchor: date, weekday: str, form: str) -> None:
    """For any day of publication, a weekday is not after it and less than a week before."""
    found = parse_date_phrase(form.format(weekday.title()), anchor)
    assert isinstance(found, DayRange)
    assert f"{found.start:%A}".lower() == weekday
    assert timedelta(0) <= anchor - found.start < timedelta(7)


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.dates(date(1950, 1, 1), date(2100, 1, 1)))
def test_a_date_without_its_year_is_not_in_the_future(anchor: date, day: date) -> None:
    """A date without a year is the latest such date, at most one day after publication."""
    found = parse_date_phrase(f"{day.day} {day:%B}", anchor)
    if found is not None:  # 29 February of another year is not resolved
        assert isinstance(found, DayRange)
        assert (found.start.day, found.start.month) == (day.day, day.month)
        assert timedelta(-1) <= anchor - found.start <= timedelta(366)


@settings(deadline=None)  # the first phrase of a language loads its names of months and weekdays
@given(st.text(max_size=40))
def test_any_text(phrase: str) -> None:
    """Any text is accepted, and a range never ends before it starts."""
    found = parse_date_phrase(phrase, WEDNESDAY)
    assert not isinstance(found, DayRange) or found.start <= found.end


ANCHOR = date(2024, 1, 24)


def test_calendar_days() -> None:
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
def test_ambiguous_calendar_dates(text: str) -> None:
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


def test_shifted() -> None:
    """A range is moved as a whole and keeps its precision; the rule is that of the offset."""
    night = DayRange(date(2024, 2, 29), date(2024, 3, 1), "day_range", "last night")
    assert night.shifted(DayOffset(-1, "the previous day")) == DayRange(
        date(2024, 2, 28), date(2024, 2, 29), "day_range", "the previous day"
    )


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
