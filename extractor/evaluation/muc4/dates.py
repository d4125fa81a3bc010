"""Dates of MUC-4: a day, a range, or "- 26 AUG 89", some day up to that one; when two of them agree."""

from __future__ import annotations

import re
from functools import lru_cache

from extractor.evaluation.comparators import APART, PARTLY, SAME
from extractor.evaluation.muc4.files import MONTHS

_DAY = re.compile(r"(\d{1,2}) +([A-Z]{3})[A-Z]* +(\d{2})")
Day = tuple[int, int, int]  # year, month, day, each as printed; "00" stands for what is not known
Days = tuple[Day | None, Day | None]


@lru_cache(maxsize=10_000)
def days(value: str) -> Days | None:
    """First and last day; no first one for "- DAY"; None where no day stands there."""
    found = [
        (int(year), MONTHS.index(month) + 1, int(day)) for day, month, year in _DAY.findall(value) if month in MONTHS
    ]
    if not found:
        return None
    return (None if value.startswith("-") else found[0]), found[-1]


def same_days(gold: str, said: str) -> float:
    """By section 3.2.2 of the scoring guidelines: a day inside the gold's range, or the default where the gold ends
    on the same day, is half right."""
    if gold == said:
        return SAME
    a, b = days(gold), days(said)
    if a is None or b is None or a[1] is None or b[1] is None:
        return APART
    if a == b:
        return SAME
    if b[0] is None or a[0] is None:
        default_fits = a[1] == b[1] if b[0] is None else b[1] <= a[1]
        return PARTLY if default_fits else APART
    inside = a[0] <= b[0] and b[1] <= a[1]
    around = b[0] <= a[0] and a[1] <= b[1]
    return PARTLY if inside or around else APART
