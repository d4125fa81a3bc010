"""Date phrases in languages other than English, read by dateparser: calendar dates, weekdays, "hier"."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

# 3/4 may be either of two days; 23-24 are two days; 20h30 is a time of day.
_AMBIGUOUS = re.compile(r"\d[/.:]\d|\d ?[-–] ?\d|\d ?h\b|\dh\d")
# Before, after, since, until: a bound is not a day.
_BOUND = re.compile(
    r"\b(?:après|avant|depuis|dès|jusqu\w*|desde|hasta|antes|después|tras|nach|vor|seit|bis|dopo|prima|após|после|до|с)\b"
    r"|بعد|قبل|منذ"
)


def parse_foreign_day(text: str, published: date, language: str) -> date | None:
    """Return the day that a phrase means, relative to the publication date.

    Args:
        text: the phrase.
        published: the publication date.
        language: ISO 639-1.

    Returns:
        None if it is not a single day, is ambiguous, or is after the publication date.
    """
    from dateparser.date import DateDataParser

    settings = {
        "RELATIVE_BASE": datetime(published.year, published.month, published.day),
        "PREFER_DATES_FROM": "past",
    }
    try:
        found = DateDataParser(languages=[language], settings=settings).get_date_data(text)
    except ValueError:
        return None  # a language that dateparser does not support
    if found.date_obj is None or found.period != "day" or _AMBIGUOUS.search(text) or _BOUND.search(text):
        return None
    day: date = found.date_obj.date()
    # dateparser reads the weekday of publication as that of the week before.
    return day if day <= published and day != published - timedelta(days=7) else None
