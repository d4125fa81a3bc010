"""Date phrases such as "late Tuesday", resolved to days relative to the publication date.

The codebook's reading: "late Tuesday" is Tuesday, "early Wednesday" is Wednesday, "last night" and "overnight" are both
days. A weekday is the latest one that is not after publication. A phrase with several possible readings is not
resolved.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache

from dateutil.parser import ParserError, parse
from dateutil.relativedelta import FR, MO, SA, SU, TH, TU, WE, relativedelta

from extractor.grounding.days import FROM_EVENT, LATEST, NO_DATE, WITH_YEAR, Ambiguous, DayOffset, DayRange
from extractor.grounding.foreign_dates import languages_of_script, parse_foreign_day

# Calendar dates.
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
YEAR = r"(?:19|20)\d\d"
CALENDAR = re.compile(
    rf"\b(?:{YEAR}-\d\d-\d\d|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH}(?:,? {YEAR})?"
    rf"|{MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b(?!:)(?:,? {YEAR})?)"
)
DAY_SPAN = re.compile(
    rf"\b(?:(?P<d1>\d{{1,2}}) ?(?:-|–|to|and) ?(?P<d2>\d{{1,2}})(?: of)? (?P<m1>{MONTH})(?:,? (?P<y1>{YEAR}))?"
    rf"|(?P<m2>{MONTH}) (?P<d3>\d{{1,2}}) ?(?:-|–|to|and) ?(?P<d4>\d{{1,2}})\b(?:,? (?P<y2>{YEAR}))?)"
)
MONTH_ALONE = re.compile(rf"\b({MONTH})(?: ?,? ?(?:of )?({YEAR}))?")
YEAR_ALONE = re.compile(rf"(?:^|\b(?:in|during|of|early|late|mid)[ -])({YEAR})$")
CLOCK = re.compile(
    r"\b(?:at |around |about |by |until )*\d{1,4}(?:[:.h]\d{2})? ?"
    r"(?:gmt|utc|hours|local time|a\.?m\b\.?|p\.?m\b\.?|o'clock)"
    r"|\b\d{1,2}:\d{2}\b"
)

# Weekdays and days relative to publication: (pattern, first day, last day).
WEEKDAYS = {
    "monday": MO, "tuesday": TU, "wednesday": WE, "thursday": TH, "friday": FR, "saturday": SA, "sunday": SU
}  # fmt: skip
WEEKDAY = re.compile(r"\b(last |past |previous )?(monday|tuesday|wednesday|thursday|friday|saturday|sunday)(s)?\b")
NIGHT = re.compile(r"\b(?:overnight|night)\b")
RELATIVE_DAYS = (
    (re.compile(r"\bday before yesterday\b"), -2, -2),
    (re.compile(r"\byesterday\b"), -1, -1),
    (re.compile(r"\b(?:last night|overnight|during the night|in the night)\b"), -1, 0),
    (re.compile(r"\b(?:today|tonight|this (?:morning|afternoon|evening))\b"), 0, 0),
)

# Counts of days, weeks, months and years, and periods.
NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10,
}  # fmt: skip
COUNT = r"(\d{1,3}|" + "|".join(NUMBERS) + r")"
AGO = re.compile(rf"(?<![-\w]){COUNT} (day|week|month|year)s? ago\b")
PERIOD = re.compile(r"(?<!\bthe )\b(last|previous|this) (week|month|year)\b")  # "in the past week": not a calendar week
UNITS = {
    "day": relativedelta(days=1),
    "week": relativedelta(weeks=1),
    "month": relativedelta(months=1),
    "year": relativedelta(years=1),
}
MARGINS = {"week": timedelta(days=3), "month": timedelta(days=15), "year": timedelta(days=182)}  # either side of "ago"

# Offsets from another event of the article: (pattern, days).
EVENT = r"(?=$|[,.']| (?:the|that|this|an?|it|its|his|her|their)\b)"  # not "the day after Christmas"
EVENT_OFFSETS = (
    (re.compile(rf"\b(?:previous day|day (?:earlier|prior)|day before{EVENT})"), -1),
    (re.compile(rf"\b(?:next day|following day|day later|day after{EVENT})"), 1),
    (re.compile(r"\b(?:same day|later that day|the same night)\b|(?:^|, |just |only )hours later\b"), 0),
)
COUNTED_OFFSET = re.compile(rf"(?<![-\w]){COUNT} (day|hour)s? (later|after|afterwards|earlier|before|prior)\b")
AFTER_EVENT = re.compile(
    rf",? (?:just |only )?(?:{COUNT} (?:hour|day)s?|hours|(?:the|a) day) (?:after|later|before)\b.*$"
)

# Words that make a day uncertain.
NAMED_DAY = re.compile(
    r"\b(?:ash|good|bloody|black|palm|easter|holy|maundy|whit|super) (?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
)
ALTERNATIVE = re.compile(r"\b(?:or|not)\b")
APPROXIMATE = re.compile(r"\b(?:less|more|about|over|nearly|almost|around|roughly|some|least|half)\b")
BOUND = re.compile(
    r"\b(?:since|until|till|before|after|following|next|every|by|prior|earlier|later|from|starting|onwards?|through|within"
    r"|wake|ahead|retaliation|response|up to|as of)\b"
)
SHIFT = re.compile(  # beside a day: "Wednesday last week", "first Tuesday of", "January 23 last year"
    r"\b(?:weeks?|months?|years?|ago|coming|first|second|third|fourth|anniversary|half|eve|every|previous(?! day))\b"
)


@lru_cache(maxsize=100_000)
def parse_date_phrase(phrase: str, anchor: date | None, language: str | None = None) -> DayRange | DayOffset | None:
    """Resolve a date phrase.

    Args:
        phrase: the phrase as quoted from the article.
        anchor: the publication date; without it only dates with a year can be resolved.
        language: of the article, ISO 639-1; if not given, by the script of the phrase.

    Returns:
        A DayRange; a DayOffset for "the previous day" and the like; None if the phrase is ambiguous or not a date.
    """
    text = " ".join(unicodedata.normalize("NFKC", phrase).replace("’", "'").casefold().split())
    if ALTERNATIVE.search(text) or NAMED_DAY.search(text):  # "two or three days ago", "not Tuesday", "Bloody Sunday"
        return None
    languages = (language.casefold()[:2],) if language else languages_of_script(text)
    if languages and languages != ("en",):
        found_in = (parse_foreign_day(text, anchor, each) for each in languages if anchor)
        return next((days for days in found_in if days), None)
    parsers: tuple[Callable[[str, date], DayRange | DayOffset | None], ...] = (
        parse_calendar, _parse_offset, _parse_weekday, _parse_relative, _parse_ago, _parse_period, parse_month,
    )  # fmt: skip
    try:
        found = next((days for parse_ in parsers if (days := parse_(text, anchor or NO_DATE)) is not None), None)
    except (Ambiguous, OverflowError):
        return None
    usable = isinstance(found, DayOffset) or anchor is not None or (found and found.rule == WITH_YEAR)
    return found if usable else None


def parse_calendar(text: str, anchor: date) -> DayRange | None:
    """Return the days of calendar dates; raises Ambiguous if they allow several readings."""
    text = DAY_SPAN.sub(_expand_span, text)
    found = CALENDAR.findall(text)
    if not found:
        return None
    rest = CLOCK.sub(" ", CALENDAR.sub(" ", text))
    bounded = BOUND.search(text) or "overnight" in text
    if len(found) > 2 or (len(found) == 1 and bounded) or SHIFT.search(rest) or re.search(r"\d", rest):
        raise Ambiguous
    try:
        days = [_calendar_day(each, anchor) for each in found]
    except (ParserError, ValueError) as error:
        raise Ambiguous from error  # 31 February
    named = WEEKDAY.findall(text)
    if len(named) == len(days) == 1 and days[0].weekday() != list(WEEKDAYS).index(named[0][1]):
        raise Ambiguous
    start, end = min(days), max(days)
    if (end - start).days > (1 if " and " in text and "between" not in text else 31):
        raise Ambiguous  # two incidents, or a period
    rule = WITH_YEAR if all(re.search(YEAR, each) for each in found) else LATEST.format("date")
    return DayRange(start, end, "exact_day" if start == end else "day_range", rule=rule)


def _expand_span(span: re.Match[str]) -> str:
    """Give both days of "January 23-24" and "23 to 25 January 2024" their month and year."""
    first, last = (span["d1"], span["d2"]) if span["d1"] else (span["d3"], span["d4"])
    month = f"{span['m1'] or span['m2']} {span['y1'] or span['y2'] or ''}"
    return f"{first} {month} to {last} {month}"


def _calendar_day(text: str, anchor: date) -> date:
    year = re.search(YEAR, text)
    if year:
        return parse(text, default=datetime(int(year[0]), 1, 1)).date()
    # One day after publication is allowed: east of the newspaper the next day has already begun.
    latest = anchor + timedelta(days=1) if anchor < NO_DATE else anchor
    day = parse(text, default=datetime(latest.year, 1, 1)).date()
    return day if day <= latest else day.replace(year=day.year - 1)


def parse_count(text: str) -> int:
    """Return the number of digits or of a word from one to ten."""
    return NUMBERS.get(text) or int(text)


def _parse_offset(text: str, anchor: date) -> DayOffset | None:
    if WEEKDAY.search(text):
        return None  # "Tuesday, a day after the attack" names the day itself
    for pattern, days in EVENT_OFFSETS:
        if found := pattern.search(text):
            if SHIFT.search(pattern.sub(" ", text)):
                raise Ambiguous
            return DayOffset(days, FROM_EVENT.format(found[0]))
    if found := COUNTED_OFFSET.search(text):
        count = parse_count(found[1]) // (24 if found[2] == "hour" else 1)
        days = count if found[3] in ("later", "after", "afterwards") else -count
        return DayOffset(days, FROM_EVENT.format(found[0]))
    return None


def _parse_weekday(text: str, anchor: date) -> DayRange | None:
    text = AFTER_EVENT.sub(" ", text)
    found = list(WEEKDAY.finditer(text))
    names = list(dict.fromkeys(each[2] for each in found))
    if not found:
        return None
    if anchor == NO_DATE or any(each[3] for each in found) or SHIFT.search(WEEKDAY.sub(" ", text)):
        raise Ambiguous
    if len(names) == 2 and (NIGHT.search(text) or re.search(r" (?:to|and|into|-|–) ", text)):
        end = _latest(names[1], anchor)
        start = end + relativedelta(weekday=WEEKDAYS[names[0]](-1))
        if " and " in text:  # in either order: two days that are one night or one weekend, otherwise two incidents
            start, end = sorted(_latest(name, anchor) for name in names)
        if end - start > timedelta(days=1 if " and " in text else 3):
            raise Ambiguous
        return DayRange(start, end, "day_range", rule="weekdays before publication")
    if len(names) > 1 or re.search(r"\bovernight\b|\bnight (?:of|to|into)\b", text) or BOUND.search(text):
        raise Ambiguous
    day = _latest(names[0], anchor)
    if found[0][1] and day == anchor:
        day -= timedelta(days=7)
    if not _agrees(day, text, anchor):
        raise Ambiguous
    return DayRange(day, day, "exact_day", rule=LATEST.format("weekday"))


def _agrees(day: date, text: str, anchor: date) -> bool:
    """Return True if the rest of the phrase fits the day: "today, Tuesday", "Thursday the 18th"."""
    for pattern, first, last in RELATIVE_DAYS:
        if pattern.search(text) and not anchor + timedelta(days=first) <= day <= anchor + timedelta(days=last):
            return False
    numbers = re.findall(r"\d+", CLOCK.sub(" ", text))
    return all(int(each) == day.day for each in numbers)


def _latest(weekday: str, anchor: date) -> date:
    return anchor + relativedelta(weekday=WEEKDAYS[weekday](-1))


def _parse_relative(text: str, anchor: date) -> DayRange | None:
    if len({pattern for pattern, *_ in RELATIVE_DAYS[1:] if pattern.search(text)}) > 1:
        raise Ambiguous  # "yesterday and today"
    for pattern, first, last in RELATIVE_DAYS:
        if found := pattern.search(text):
            rest = pattern.sub(" ", text)
            if anchor == NO_DATE or BOUND.search(rest) or SHIFT.search(rest):
                raise Ambiguous
            start, end = anchor + timedelta(days=first), anchor + timedelta(days=last)
            precision = "exact_day" if start == end else "day_range"
            return DayRange(start, end, precision, rule=f"“{found[0]}”, from publication")
    return None


def _parse_ago(text: str, anchor: date) -> DayRange | None:
    found = AGO.search(text)
    if not found or anchor == NO_DATE or APPROXIMATE.search(text):
        return None
    count, unit = parse_count(found[1]), found[2]
    day = anchor - UNITS[unit] * count
    around = MARGINS.get(unit, timedelta(0))
    return DayRange(day - around, day + around, unit if around else "exact_day", rule=f"“{found[0]}”, from publication")


def _parse_period(text: str, anchor: date) -> DayRange | None:
    found = PERIOD.search(text)
    if (
        not found
        or anchor == NO_DATE
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
        return DayRange(first, anchor, unit, rule=rule)
    return DayRange(first - UNITS[unit], first - timedelta(days=1), unit, rule=rule)


def parse_month(text: str, anchor: date) -> DayRange | None:
    """Return the days of a month or a year without a day."""
    if BOUND.search(text) or SHIFT.search(text) or re.search(r"\d{1,2}[/.]\d{1,2}", text):
        return None
    found = list(MONTH_ALONE.finditer(text))
    if len(found) == 1:
        month = parse(found[0][1].rstrip("."), default=datetime(2000, 1, 1)).month
        year = int(found[0][2]) if found[0][2] else anchor.year - (month > anchor.month)
        first = date(year, month, 1)
        last = first + relativedelta(months=1, days=-1)
        rule = WITH_YEAR if found[0][2] else LATEST.format("month")
        return DayRange(first, last, "month", rule=rule)
    years = YEAR_ALONE.findall(text)
    if not found and len(years) == 1:
        return DayRange(date(int(years[0]), 1, 1), date(int(years[0]), 12, 31), "year", rule=WITH_YEAR)
    return None
