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

from extractor.consolidation.foreign_dates import day_in

WEEKDAYS = {
    "monday": MO, "tuesday": TU, "wednesday": WE, "thursday": TH, "friday": FR, "saturday": SA, "sunday": SU
}  # fmt: skip
WEEKDAY = re.compile(r"\b(last |past |previous )?(monday|tuesday|wednesday|thursday|friday|saturday|sunday)(s)?\b")
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
YEAR = r"(?:19|20)\d\d"
CALENDAR = re.compile(
    rf"\b(?:{YEAR}-\d\d-\d\d|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH}(?:,? {YEAR})?"
    rf"|{MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b(?!:)(?:,? {YEAR})?)"
)
MONTH_ALONE = re.compile(rf"\b({MONTH})(?: ?,? ?(?:of )?({YEAR}))?")
YEAR_ALONE = re.compile(rf"(?:^|\b(?:in|during|of|early|late|mid)[ -])({YEAR})$")
NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10,
}  # fmt: skip
COUNT = r"(\d{1,3}|" + "|".join(NUMBERS) + r")"
AGO = re.compile(rf"(?<![-\w]){COUNT} (day|week|month|year)s? ago\b")
ROUGHLY = re.compile(r"\b(?:less|more|about|over|nearly|almost|around|roughly|some|least|half)\b")
EITHER = re.compile(r"\b(?:or|not)\b")
AFTERWARDS = re.compile(rf"(?<![-\w]){COUNT} (day|hour)s? (later|after|afterwards|earlier|before|prior)\b")
SINCE_EVENT = re.compile(
    rf",? (?:just |only )?(?:{COUNT} (?:hour|day)s?|hours|(?:the|a) day) (?:after|later|before)\b.*$"
)
# Words beside a day that move it: "Wednesday last week", "first Tuesday of", "January 23 last year".
VAGUE = re.compile(
    r"\b(?:weeks?|months?|years?|ago|coming|first|second|third|fourth|anniversary|half|eve|every|previous(?! day))\b"
)
CLOCK = re.compile(
    r"\b(?:at |around |about |by |until )*\d{1,4}(?:[:.h]\d{2})? ?"
    r"(?:gmt|utc|hours|local time|a\.?m\b\.?|p\.?m\b\.?|o'clock)"
    r"|\b\d{1,2}:\d{2}\b"
)
SPAN = re.compile(
    rf"\b(?:(?P<d1>\d{{1,2}}) ?(?:-|–|to|and) ?(?P<d2>\d{{1,2}})(?: of)? (?P<m1>{MONTH})(?:,? (?P<y1>{YEAR}))?"
    rf"|(?P<m2>{MONTH}) (?P<d3>\d{{1,2}}) ?(?:-|–|to|and) ?(?P<d4>\d{{1,2}})\b(?:,? (?P<y2>{YEAR}))?)"
)
NIGHT = re.compile(r"\b(?:overnight|night)\b")
BOUND = re.compile(
    r"\b(?:since|until|till|before|after|following|next|every|by|prior|earlier|later|from|starting|onwards?|through|within"
    r"|wake|ahead|retaliation|response|up to|as of)\b"
)
PERIOD = re.compile(r"(?<!\bthe )\b(last|previous|this) (week|month|year)\b")  # "in the past week" is no calendar week
WITH_YEAR, LATEST = "a date with its year", "the latest such {} not after publication"
UNITS = {
    "day": relativedelta(days=1),
    "week": relativedelta(weeks=1),
    "month": relativedelta(months=1),
    "year": relativedelta(years=1),
}
LENGTHS = {"week": timedelta(days=3), "month": timedelta(days=15), "year": timedelta(days=182)}
FIXED = (
    (re.compile(r"\bday before yesterday\b"), -2, -2),
    (re.compile(r"\byesterday\b"), -1, -1),
    (re.compile(r"\b(?:last night|overnight|during the night|in the night)\b"), -1, 0),
    (re.compile(r"\b(?:today|tonight|this (?:morning|afternoon|evening))\b"), 0, 0),
)
EVENT = (
    r"(?=$|[,.']| (?:the|that|this|an?|it|its|his|her|their)\b)"  # "the day after Christmas" is no event of the article
)
OFFSETS = (
    (re.compile(rf"\b(?:previous day|day (?:earlier|prior)|day before{EVENT})"), -1),
    (re.compile(rf"\b(?:next day|following day|day later|day after{EVENT})"), 1),
    (re.compile(r"\b(?:same day|later that day|the same night)\b|(?:^|, |just |only )hours later\b"), 0),
)


def number(text: str) -> int:
    """The number that a digit or a word for one to ten says."""
    return NUMBERS.get(text) or int(text)


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
        return Days(self.start + by, self.end + by, self.precision, rule=offset.rule)


@dataclass(frozen=True, slots=True)
class Offset:
    """So many days after another event (before it, where negative)."""

    days: int
    rule: str


class Unsettled(ValueError):  # a state of the phrase, not of the program
    """The phrase speaks of a day in a way that allows several readings."""


def spelt(start: date | None, end: date | None) -> str:
    """A range of days in words: one day, or the first to the last."""
    return str(start) if start == end else f"{start} to {end}"


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
    return Days(day, day, "exact_day", rule=f"as dateparser reads it ({language})") if day else None


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
        return Days(start, end, "day_range", rule="weekdays before publication")
    if len(names) > 1 or re.search(r"\bovernight\b|\bnight (?:of|to|into)\b", text) or BOUND.search(text):
        raise Unsettled
    day = _latest(names[0], anchor)
    if found[0][1] and day == anchor:
        day -= timedelta(days=7)
    if not _agrees(day, text, anchor):
        raise Unsettled
    return Days(day, day, "exact_day", rule=LATEST.format("weekday"))


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
            return Days(start, end, precision, rule=f"“{found[0]}”, from publication")
    return None


def _from_ago(text: str, anchor: date) -> Days | None:
    found = AGO.search(text)
    if not found or anchor == date.max or ROUGHLY.search(text):
        return None
    count, unit = number(found[1]), found[2]
    day = anchor - UNITS[unit] * count
    around = LENGTHS.get(unit, timedelta(0))
    return Days(day - around, day + around, unit if around else "exact_day", rule=f"“{found[0]}”, from publication")


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
        return Days(first, anchor, unit, rule=rule)
    return Days(first - UNITS[unit], first - timedelta(days=1), unit, rule=rule)


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
    return Days(start, end, "exact_day" if start == end else "day_range", rule=rule)


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
        return Days(first, last, "month", rule=rule)
    years = YEAR_ALONE.findall(text)
    if not found and len(years) == 1:
        return Days(date(int(years[0]), 1, 1), date(int(years[0]), 12, 31), "year", rule=WITH_YEAR)
    return None
