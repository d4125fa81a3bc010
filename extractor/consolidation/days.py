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
from dateutil.relativedelta import FR, MO, SA, SU, TH, TU, WE, relativedelta

from extractor.consolidation.languages import day_in

_WEEKDAYS = {
    "monday": MO, "tuesday": TU, "wednesday": WE, "thursday": TH, "friday": FR, "saturday": SA, "sunday": SU
}  # fmt: skip
_WEEKDAY = re.compile(r"\b(last |past )?(monday|tuesday|wednesday|thursday|friday|saturday|sunday)(s)?\b")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?:19|20)\d\d"
_CALENDAR = re.compile(
    rf"\b(?:{_YEAR}-\d\d-\d\d|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? {_YEAR})?"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b(?!:)(?:,? {_YEAR})?)"
)
_MONTH_ALONE = re.compile(rf"\b({_MONTH})(?: ?,? ?(?:of )?({_YEAR}))?")
_YEAR_ALONE = re.compile(rf"\b({_YEAR})\b")
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10,
}  # fmt: skip
_COUNT = r"(\d{1,3}|" + "|".join(_NUMBERS) + r")"
_AGO = re.compile(rf"\b{_COUNT} (day|week|month|year)s? ago\b")
_AFTERWARDS = re.compile(rf"\b{_COUNT} days? (later|after|afterwards|earlier|before|prior)\b")
_NIGHT = re.compile(r"\b(?:overnight|night)\b")
_BOUND = re.compile(r"\b(?:since|until|till|before|after|following|next|every|by|prior|earlier|later)\b")
_PERIOD = re.compile(r"\b(last|past|previous|this) (week|month|year)\b")
_WITH_YEAR, _LATEST = "a date with its year", "the latest such {} not after publication"
_UNITS = {
    "day": relativedelta(days=1),
    "week": relativedelta(weeks=1),
    "month": relativedelta(months=1),
    "year": relativedelta(years=1),
}
_LENGTHS = {"week": timedelta(days=3), "month": timedelta(days=15), "year": timedelta(days=182)}
_FIXED = (
    (re.compile(r"\bday before yesterday\b"), -2, -2),
    (re.compile(r"\byesterday\b"), -1, -1),
    (re.compile(r"\b(?:last night|overnight|during the night|in the night)\b"), -1, 0),
    (re.compile(r"\b(?:today|tonight|this (?:morning|afternoon|evening|day))\b"), 0, 0),
)
_OFFSETS = (
    (re.compile(r"\b(?:previous day|day before(?! yesterday)|day (?:earlier|prior))\b"), -1),
    (re.compile(r"\b(?:next day|following day|day (?:later|after(?! tomorrow)))\b"), 1),
    (re.compile(r"\b(?:same day|hours later|later that day|the same night)\b"), 0),
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
    usable = isinstance(found, Offset) or anchor is not None or (found and found.rule == _WITH_YEAR)
    return found if usable else None


def _in_another_language(text: str, anchor: date, language: str) -> Days | None:
    day = day_in(text, anchor, language)
    return Days(day, day, "exact_day", f"as dateparser reads it ({language})") if day else None


class _Unsettled(ValueError):  # a state of the phrase, not of the program
    """The phrase speaks of a day in a way that allows several readings."""


def _from_calendar(text: str, anchor: date) -> Days | None:
    found = _CALENDAR.findall(text)
    if not found:
        return None
    if len(found) > 2 or (len(found) == 1 and (_BOUND.search(text) or "overnight" in text)):
        raise _Unsettled
    try:
        days = [_calendar_day(each, anchor) for each in found]
    except (ParserError, ValueError) as error:
        raise _Unsettled from error  # 31 February
    named = _WEEKDAY.findall(text)
    if len(named) == len(days) == 1 and days[0].weekday() != list(_WEEKDAYS).index(named[0][1]):
        raise _Unsettled
    start, end = min(days), max(days)
    rule = _WITH_YEAR if all(re.search(_YEAR, each) for each in found) else _LATEST.format("date")
    return Days(start, end, "exact_day" if start == end else "day_range", rule)


def _calendar_day(text: str, anchor: date) -> date:
    year = re.search(_YEAR, text)
    if year:
        return parse(text, default=datetime(int(year[0]), 1, 1)).date()
    # A day of grace: midnight comes earlier in the east than at the newspaper's desk.
    latest = anchor + timedelta(days=1) if anchor < date.max else anchor
    day = parse(text, default=datetime(latest.year, 1, 1)).date()
    return day if day <= latest else day - relativedelta(years=1)


def _from_offset(text: str, anchor: date) -> Offset | None:
    for pattern, days in _OFFSETS:
        if found := pattern.search(text):
            return Offset(days, f"“{found[0]}”, from the event that it answers or that answers it")
    if found := _AFTERWARDS.search(text):
        count = _number(found[1])
        return Offset(count if found[2] in ("later", "after", "afterwards") else -count, f"“{found[0]}”, likewise")
    return None


def _from_weekday(text: str, anchor: date) -> Days | None:
    found = list(_WEEKDAY.finditer(text))
    names = list(dict.fromkeys(each[2] for each in found))
    if not found:
        return None
    if anchor == date.max or any(each[3] for each in found):
        raise _Unsettled
    if len(names) == 2 and (_NIGHT.search(text) or re.search(r" (?:to|and|into|-|–) ", text)):
        end = _latest(names[1], anchor)
        start = end + relativedelta(weekday=_WEEKDAYS[names[0]](-1))
        return Days(start, end, "day_range", "weekdays before publication")
    if len(names) > 1 or re.search(r"\bovernight\b|\bnight (?:of|to|into)\b", text) or _BOUND.search(text):
        raise _Unsettled
    day = _latest(names[0], anchor)
    if found[0][1] and day == anchor:
        day -= timedelta(days=7)
    return Days(day, day, "exact_day", _LATEST.format("weekday"))


def _latest(weekday: str, anchor: date) -> date:
    return anchor + relativedelta(weekday=_WEEKDAYS[weekday](-1))


def _from_fixed(text: str, anchor: date) -> Days | None:
    for pattern, first, last in _FIXED:
        if found := pattern.search(text):
            if anchor == date.max or _BOUND.search(pattern.sub("", text)):
                return None
            start, end = anchor + timedelta(days=first), anchor + timedelta(days=last)
            precision = "exact_day" if start == end else "day_range"
            return Days(start, end, precision, f"“{found[0]}”, from publication")
    return None


def _from_ago(text: str, anchor: date) -> Days | None:
    found = _AGO.search(text)
    if not found or anchor == date.max:
        return None
    count, unit = _number(found[1]), found[2]
    day = anchor - _UNITS[unit] * count
    around = _LENGTHS.get(unit, timedelta(0))
    return Days(day - around, day + around, unit if around else "exact_day", f"“{found[0]}”, from publication")


def _from_period(text: str, anchor: date) -> Days | None:
    found = _PERIOD.search(text)
    if not found or anchor == date.max or _BOUND.search(_PERIOD.sub("", text).replace("earlier", "")):
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
    return Days(first - _UNITS[unit], first - timedelta(days=1), unit, rule)


def _from_month(text: str, anchor: date) -> Days | None:
    if _BOUND.search(text) or re.search(r"\d{1,2}[/.]\d{1,2}", text):
        return None
    found = list(_MONTH_ALONE.finditer(text))
    if len(found) == 1:
        month = parse(found[0][1].rstrip("."), default=datetime(2000, 1, 1)).month
        year = int(found[0][2]) if found[0][2] else anchor.year - (month > anchor.month)
        first = date(year, month, 1)
        last = first + relativedelta(months=1, days=-1)
        rule = _WITH_YEAR if found[0][2] else _LATEST.format("month")
        return Days(first, last, "month", rule)
    years = _YEAR_ALONE.findall(text)
    if not found and len(years) == 1:
        return Days(date(int(years[0]), 1, 1), date(int(years[0]), 12, 31), "year", _WITH_YEAR)
    return None


def _number(text: str) -> int:
    return _NUMBERS.get(text) or int(text)
