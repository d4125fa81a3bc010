"""Calendar dates in English phrases: days with their month, spans of them, months and years."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from dateutil.parser import ParserError, parse
from dateutil.relativedelta import relativedelta

from extractor.consolidation.phrases import (
    BOUND,
    CALENDAR,
    CLOCK,
    LATEST,
    MONTH_ALONE,
    SPAN,
    VAGUE,
    WEEKDAY,
    WEEKDAYS,
    WITH_YEAR,
    YEAR,
    YEAR_ALONE,
)
from extractor.consolidation.spans import Days, Unsettled


def from_calendar(text: str, anchor: date) -> Days | None:
    """The days of calendar dates; raises Unsettled where they allow several readings."""
    text = SPAN.sub(_spelt_out, text)
    found = CALENDAR.findall(text)
    if not found:
        return None
    rest = CLOCK.sub(" ", CALENDAR.sub(" ", text))
    bounded = BOUND.search(text) or "overnight" in text
    if len(found) > 2 or (len(found) == 1 and bounded) or VAGUE.search(rest) or re.search(r"\d", rest):
        raise Unsettled
    try:
        days = [_calendar_day(each, anchor) for each in found]
    except (ParserError, ValueError) as error:
        raise Unsettled from error  # 31 February
    named = WEEKDAY.findall(text)
    if len(named) == len(days) == 1 and days[0].weekday() != list(WEEKDAYS).index(named[0][1]):
        raise Unsettled
    start, end = min(days), max(days)
    if (end - start).days > (1 if " and " in text and "between" not in text else 31):
        raise Unsettled  # two acts, or a period
    rule = WITH_YEAR if all(re.search(YEAR, each) for each in found) else LATEST.format("date")
    return Days(start, end, "exact_day" if start == end else "day_range", rule)


def _spelt_out(span: re.Match[str]) -> str:
    """Both days of "January 23-24" and "23 to 25 January 2024" with their month and year."""
    first, last = (span["d1"], span["d2"]) if span["d1"] else (span["d3"], span["d4"])
    month = f"{span['m1'] or span['m2']} {span['y1'] or span['y2'] or ''}"
    return f"{first} {month} to {last} {month}"


def _calendar_day(text: str, anchor: date) -> date:
    year = re.search(YEAR, text)
    if year:
        return parse(text, default=datetime(int(year[0]), 1, 1)).date()
    # A day of grace: midnight comes earlier in the east than at the newspaper's desk.
    latest = anchor + timedelta(days=1) if anchor < date.max else anchor
    day = parse(text, default=datetime(latest.year, 1, 1)).date()
    return day if day <= latest else day.replace(year=day.year - 1)


def from_month(text: str, anchor: date) -> Days | None:
    """The days of a month or a year that stands alone."""
    if BOUND.search(text) or VAGUE.search(text) or re.search(r"\d{1,2}[/.]\d{1,2}", text):
        return None
    found = list(MONTH_ALONE.finditer(text))
    if len(found) == 1:
        month = parse(found[0][1].rstrip("."), default=datetime(2000, 1, 1)).month
        year = int(found[0][2]) if found[0][2] else anchor.year - (month > anchor.month)
        first = date(year, month, 1)
        last = first + relativedelta(months=1, days=-1)
        rule = WITH_YEAR if found[0][2] else LATEST.format("month")
        return Days(first, last, "month", rule)
    years = YEAR_ALONE.findall(text)
    if not found and len(years) == 1:
        return Days(date(int(years[0]), 1, 1), date(int(years[0]), 12, 31), "year", WITH_YEAR)
    return None
