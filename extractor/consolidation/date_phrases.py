"""What a phrase such as "late Tuesday" says of the day, reckoned from a day that it was written on.

The codebook's reading: "late Tuesday" is Tuesday, "early Wednesday" is Wednesday, "last night" and "overnight" are both
days. A weekday is the latest one that is not after the anchor. Where a phrase allows several readings, none is taken.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from dateutil.relativedelta import MO, relativedelta

from extractor.consolidation.calendars import from_calendar, from_month
from extractor.consolidation.foreign_dates import day_in
from extractor.consolidation.phrases import (
    AFTERWARDS,
    AGO,
    BOUND,
    CLOCK,
    EITHER,
    FIXED,
    LATEST,
    LENGTHS,
    MONTH_ALONE,
    NIGHT,
    OFFSETS,
    PERIOD,
    ROUGHLY,
    SINCE_EVENT,
    UNITS,
    VAGUE,
    WEEKDAY,
    WEEKDAYS,
    WITH_YEAR,
    number,
)
from extractor.consolidation.spans import Days, Offset, Unsettled


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
    if EITHER.search(text):  # "two or three days ago", "not Tuesday"
        return None
    if language and language.casefold()[:2] != "en":
        return _in_another_language(text, anchor, language.casefold()[:2]) if anchor else None
    readers: tuple[Callable[[str, date], Days | Offset | None], ...] = (
        from_calendar, _from_offset, _from_weekday, _from_fixed, _from_ago, _from_period, from_month,
    )  # fmt: skip
    try:
        found = next((days for read in readers if (days := read(text, anchor or date.max)) is not None), None)
    except (Unsettled, OverflowError):
        return None
    usable = isinstance(found, Offset) or anchor is not None or (found and found.rule == WITH_YEAR)
    return found if usable else None


def _in_another_language(text: str, anchor: date, language: str) -> Days | None:
    day = day_in(text, anchor, language)
    return Days(day, day, "exact_day", f"as dateparser reads it ({language})") if day else None


def _from_offset(text: str, anchor: date) -> Offset | None:
    if WEEKDAY.search(text):
        return None  # "Tuesday, a day after the attack" says the day itself
    for pattern, days in OFFSETS:
        if found := pattern.search(text):
            if VAGUE.search(pattern.sub(" ", text)):
                raise Unsettled
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
        raise Unsettled
    if len(names) == 2 and (NIGHT.search(text) or re.search(r" (?:to|and|into|-|–) ", text)):
        end = _latest(names[1], anchor)
        start = end + relativedelta(weekday=WEEKDAYS[names[0]](-1))
        if " and " in text:  # in either order, two days that are one night or one weekend, else two acts
            start, end = sorted(_latest(name, anchor) for name in names)
        if end - start > timedelta(days=1 if " and " in text else 3):
            raise Unsettled
        return Days(start, end, "day_range", "weekdays before publication")
    if len(names) > 1 or re.search(r"\bovernight\b|\bnight (?:of|to|into)\b", text) or BOUND.search(text):
        raise Unsettled
    day = _latest(names[0], anchor)
    if found[0][1] and day == anchor:
        day -= timedelta(days=7)
    if not _agrees(day, text, anchor):
        raise Unsettled
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
    if len({pattern for pattern, *_ in FIXED[1:] if pattern.search(text)}) > 1:
        raise Unsettled  # "yesterday and today"
    for pattern, first, last in FIXED:
        if found := pattern.search(text):
            rest = pattern.sub(" ", text)
            if anchor == date.max or BOUND.search(rest) or VAGUE.search(rest):
                raise Unsettled
            start, end = anchor + timedelta(days=first), anchor + timedelta(days=last)
            precision = "exact_day" if start == end else "day_range"
            return Days(start, end, precision, f"“{found[0]}”, from publication")
    return None


def _from_ago(text: str, anchor: date) -> Days | None:
    found = AGO.search(text)
    if not found or anchor == date.max or ROUGHLY.search(text):
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
