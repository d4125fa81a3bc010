"""Dates of publication in another form than YYYY-MM-DD, read in an order that the user states; none is guessed."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal

DateOrder = Literal["dmy", "mdy", "ymd"]
_NUMBERS = re.compile(r"(\d{1,4})[./\- ](\d{1,2})[./\- ](\d{1,4})\.?(?:[T ,].*)?")
_FORMATS: dict[DateOrder, tuple[str, ...]] = {
    "dmy": ("%d %m %Y", "%d %m %y"),
    "mdy": ("%m %d %Y", "%m %d %y"),
    "ymd": ("%Y %m %d", "%y %m %d"),
}


def to_iso(text: str, order: DateOrder) -> str:
    """Return a date as YYYY-MM-DD; what is one already, or no date in that order, is returned unchanged.

    Numbers are taken in the stated order only: 13/03/2024 is no date in the order mdy. Names of months may be of any
    language that dateparser knows.
    """
    written = text.strip()
    try:
        return datetime.fromisoformat(written).date().isoformat()
    except ValueError:
        found = _numeric(written, order) or _named(written, order)
    return found.date().isoformat() if found else text


def _numeric(text: str, order: DateOrder) -> datetime | None:
    numbers = _NUMBERS.fullmatch(text)
    for form in _FORMATS[order] if numbers else ():
        try:
            return datetime.strptime(" ".join(numbers.groups()), form)  # type: ignore[union-attr]
        except ValueError:
            continue
    return None


def _named(text: str, order: DateOrder) -> datetime | None:
    """Return the date of a text that names its month: "5 mars 2024, 10 h"."""
    if not any(ch.isalpha() for ch in text):
        return None
    import dateparser  # slow to import

    found = dateparser.parse(
        text, settings={"DATE_ORDER": order.upper(), "STRICT_PARSING": True, "PARSERS": ["absolute-time"]}
    )
    return found if isinstance(found, datetime) else None
