"""The words that phrases for dates are made of, as patterns over lower case text."""

from __future__ import annotations

import re
from datetime import timedelta

from dateutil.relativedelta import FR, MO, SA, SU, TH, TU, WE, relativedelta

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
