"""What a phrase such as "late Tuesday" says of the day, reckoned from a day that it was written on.

The codebook's reading: "late Tuesday" is Tuesday, "early Wednesday" is Wednesday, "last night" and "overnight" are both
days. A weekday is the latest one that is not after the anchor. Where a phrase allows several readings, none is taken.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from dateutil.parser import ParserError, parse
from dateutil.relativedelta import MO, relativedelta

from extractor.consolidation.languages import day_in
from extractor.consolidation.phrases import (
    AFTERWARDS,
    AGO,
    BOUND,
    CALENDAR,
    CLOCK,
    FIXED,
    LATEST,
    LENGTHS,
    MONTH_ALONE,
    NIGHT,
    OFFSETS,
    PERIOD,
    SINCE_EVENT,
    SPAN,
    UNITS,
    VAGUE,
    WEEKDAY,
    WEEKDAYS,
    WITH_YEAR,
    YEAR,
    YEAR_ALONE,
    number,
)


@dataclass(frozen=True, slots=True)
class Days:
    """A range of days, both ends in it. `precision` is the codebook's; `rule` says how it was reckoned."""

    start: date
    end: date
    precision: str
    rule: str

    def shifted(self, offset: Offset) -> Days:
        """The range that lies so many days from this one."""
        by = timedelta(days=offset.days)
        return Days(self.start + by, self.end + by, self.precision, offset.rule)


@dataclass(frozen=True, slots=True)
class Offset:
    """So many days after another event (before it, where negative)."""

    days: int
    rule: str


@lru_cache(maxsize=100_000)
def reckon(phrase: str, anchor: date | None, language: str | None = None) -> Days | Offset | None:
    """The days that a phrase means.

    Args:
        phrase: verbatim words for a date.
        anchor: the publication date; without it only dates with a year can be read.
        language: of the article, ISO 639-1. English where it is not given.

    Returns:
        Days; an Offset for "the previous day" and the like; None where the phrase does not settle it.
    """
    text = " ".join(unicodedata.normalize("NFKC", phrase).replace("’", "'").casefold().split())
    if language and language.casefold()[:2] != "en":
        return _in_another_language(text, anchor, language.casefold()[:2]) if anchor else None
    readers: tuple[Callable[[str, date], Days | Offset | None], ...] = (
        _from_calendar, _from_offset, _from_weekday, _from_fixed, _from_ago, _from_period, _from_month,
    )  # fmt: skip
    try:
        found = next((days for read in readers if (days := read(text, anchor or date.max)) is not None), None)
    except (_Unsettled, OverflowError):
        return None
    usable = isinstance(found, Offset) or anchor is not None or (found and found.rule == WITH_YEAR)
    return found if usable else None


def _in_another_language(text: str, anchor: date, language: str) -> Days | None:
    day = day_in(text, anchor, language)
    return Days(day, day, "exact_day", f"as dateparser reads it ({language})") if day else None


class _Unsettled(ValueError):  # a state of the phrase, not of the program
    """The phrase speaks of a day in a way that allows several readings."""


def _from_calendar(text: str, anchor: date) -> Days | None:
    text = SPAN.sub(_spelt_out, text)
    found = CALENDAR.findall(text)
    if not found:
        return None
    rest = CLOCK.sub(" ", CALENDAR.sub(" ", text))
    if len(found) > 2 or (len(found) == 1 and BOUND.search(text)) or VAGUE.search(rest) or re.search(r"\d", rest):
        raise _Unsettled
    try:
        days = [_calendar_day(each, anchor) for each in found]
    except (ParserError, ValueError) as error:
        raise _Unsettled from error  # 31 February
    named = WEEKDAY.findall(text)
    if len(named) == len(days) == 1 and days[0].weekday() != list(WEEKDAYS).index(named[0][1]):
        raise _Unsettled
    start, end = min(days), max(days)
    if (end - start).days > 31:
        raise _Unsettled
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


def _from_offset(text: str, anchor: date) -> Offset | None:
    if WEEKDAY.search(text):
        return None  # "Tuesday, a day after the attack" says the day itself
    for pattern, days in OFFSETS:
        if found := pattern.search(text):
            return Offset(days, f"“{found[0]}”, from the event that it answers or that answers it")
    if found := AFTERWARDS.search(text):
        count = number(found[1]) // (24 if found[2] == "hour" else 1)
        return Offset(count if found[3] in ("later", "after", "afterwards") else -count, f"“{found[0]}”, likewise")
    return None


def _from_weekday(text: str, anchor: date) -> Days | None:
    text = SINCE_EVENT.sub(" ", text)
    found = list(WEEKDAY.finditer(text))
    names = list(dict.fromkeys(each[2] for each in found))
    if not found:
        return None
    if anchor == date.max or any(each[3] for each in found) or VAGUE.search(WEEKDAY.sub(" ", text)):
        raise _Unsettled
    if len(names) == 2 and (NIGHT.search(text) or re.search(r" (?:to|and|into|-|–) ", text)):
        days = sorted(_latest(name, anchor) for name in names)
        if days[1] - days[0] > timedelta(days=3):
            raise _Unsettled
        return Days(days[0], days[1], "day_range", "weekdays before publication")
    if len(names) > 1 or re.search(r"\bovernight\b|\bnight (?:of|to|into)\b", text) or BOUND.search(text):
        raise _Unsettled
    day = _latest(names[0], anchor)
    if found[0][1] and day == anchor:
        day -= timedelta(days=7)
    if not _agrees(day, text, anchor):
        raise _Unsettled
    return Days(day, day, "exact_day", LATEST.format("weekday"))


def _agrees(day: date, text: str, anchor: date) -> bool:
    """Whether what else the phrase says of the day fits: "today, Tuesday", "Thursday the 18th"."""
    for pattern, first, last in FIXED:
        if pattern.search(text) and not anchor + timedelta(days=first) <= day <= anchor + timedelta(days=last):
            return False
    numbers = re.findall(r"\d+", CLOCK.sub(" ", text))
    return all(int(each) == day.day for each in numbers)


def _latest(weekday: str, anchor: date) -> date:
    return anchor + relativedelta(weekday=WEEKDAYS[weekday](-1))


def _from_fixed(text: str, anchor: date) -> Days | None:
    for pattern, first, last in FIXED:
        if found := pattern.search(text):
            rest = pattern.sub(" ", text)
            if anchor == date.max or BOUND.search(rest) or VAGUE.search(rest):
                raise _Unsettled
            start, end = anchor + timedelta(days=first), anchor + timedelta(days=last)
            precision = "exact_day" if start == end else "day_range"
            return Days(start, end, precision, f"“{found[0]}”, from publication")
    return None


def _from_ago(text: str, anchor: date) -> Days | None:
    found = AGO.search(text)
    if not found or anchor == date.max or "half" in text:
        return None
    count, unit = number(found[1]), found[2]
    day = anchor - UNITS[unit] * count
    around = LENGTHS.get(unit, timedelta(0))
    return Days(day - around, day + around, unit if around else "exact_day", f"“{found[0]}”, from publication")


def _from_period(text: str, anchor: date) -> Days | None:
    found = PERIOD.search(text)
    if (
        not found
        or anchor == date.max
        or MONTH_ALONE.search(text)
        or BOUND.search(PERIOD.sub("", text).replace("earlier", ""))
    ):
        return None
    which, unit = found.groups()
    first = {
        "week": anchor + relativedelta(weekday=MO(-1)),
        "month": anchor.replace(day=1),
        "year": anchor.replace(month=1, day=1),
    }[unit]
    rule = f"“{found[0]}”, from publication"
    if which == "this":
        return Days(first, anchor, unit, rule)
    return Days(first - UNITS[unit], first - timedelta(days=1), unit, rule)


def _from_month(text: str, anchor: date) -> Days | None:
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
