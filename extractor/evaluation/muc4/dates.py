"""Dates of MUC-4: a day, a range, or a default such as "- 26 AUG 89" (some day up to that one)."""

from __future__ import annotations

import re
from functools import lru_cache

from extractor.evaluation.muc4.files import MONTHS
from extractor.evaluation.scoring import CORRECT, INCORRECT, PARTIAL

_DAY = re.compile(r"(\d{1,2}) +([A-Z]{3})[A-Z]* +(\d{2})")
Day = tuple[int, int, int]  # year, month, day as printed; day 0 if it is unknown
Ends = tuple[Day | None, Day | None]  # first and last day


@lru_cache(maxsize=10_000)
def parse_date(value: str) -> Ends | None:
    """Parse first and last day; the first is None for "- DAY". None if the value has no day."""
    found = [
        (int(year), MONTHS.index(month) + 1, int(day)) for day, month, year in _DAY.findall(value) if month in MONTHS
    ]
    if not found:
        return None
    return (None if value.startswith("-") else found[0]), found[-1]


def compare_dates(gold: str, predicted: str) -> float:
    """Compare dates by section 3.2.2 of the scoring guidelines.

    Partial: a day within the gold's range, or a default that ends on the gold's last day.
    """
    if gold == predicted:
        return CORRECT
    a, b = parse_date(gold), parse_date(predicted)
    if a is None or b is None or a[1] is None or b[1] is None:
        return INCORRECT
    if a == b:
        return CORRECT
    if b[0] is None or a[0] is None:
        default_fits = a[1] == b[1] if b[0] is None else b[1] <= a[1]
        return PARTIAL if default_fits else INCORRECT
    inside = a[0] <= b[0] and b[1] <= a[1]
    around = b[0] <= a[0] and a[1] <= b[1]
    return PARTIAL if inside or around else INCORRECT
