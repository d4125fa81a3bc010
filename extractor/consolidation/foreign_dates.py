"""Days in other languages than English, as dateparser reads them: calendar dates, weekdays, "hier"."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

# 3/4 is either of two days; 23-24 are two; 20h30 is a time of day.
_AMBIGUOUS = re.compile(r"\d[/.:]\d|\d ?[-–] ?\d|\d ?h\b|\dh\d")


# Before, after, since, until: a bound is no day.
_BOUND = re.compile(
    r"\b(?:après|avant|depuis|dès|jusqu\w*|desde|hasta|antes|después|tras|nach|vor|seit|bis|dopo|prima|após|после|до|с)\b"
    r"|بعد|قبل|منذ"
)


def day_in(text: str, anchor: date, language: str) -> date | None:
    """The day that a phrase means, reckoned from the day of publication.

    Args:
        text: the phrase.
        anchor: the publication date.
        language: ISO 639-1.

    Returns:
        None where it is no single day, could be two, or lies after the anchor.
    """
    from dateparser.date import DateDataParser

    settings = {"RELATIVE_BASE": datetime(anchor.year, anchor.month, anchor.day), "PREFER_DATES_FROM": "past"}
    try:
        found = DateDataParser(languages=[language], settings=settings).get_date_data(text)
    except ValueError:
        return None  # a language that it does not know
    if found.date_obj is None or found.period != "day" or _AMBIGUOUS.search(text) or _BOUND.search(text):
        return None
    day: date = found.date_obj.date()
    # It takes the weekday of publication for the week before.
    return day if day <= anchor and day != anchor - timedelta(days=7) else None
