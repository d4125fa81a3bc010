"""Days that a phrase means: a range of days, or an offset from another event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class DayRange:
    """A range of days, both ends included. `precision` is the codebook's; `rule` names the reading."""

    start: date
    end: date
    precision: str
    rule: str

    def shifted(self, offset: DayOffset) -> DayRange:
        """Return the range moved by an offset."""
        by = timedelta(days=offset.days)
        return DayRange(self.start + by, self.end + by, self.precision, rule=offset.rule)


@dataclass(frozen=True, slots=True)
class DayOffset:
    """A number of days after another event (before it, if negative)."""

    days: int
    rule: str


class Ambiguous(ValueError):  # a property of the phrase, not a fault
    """The phrase names a day, but allows several readings."""


def format_days(start: date | None, end: date | None) -> str:
    """Format a range of days: one day, or the first to the last."""
    return str(start) if start == end else f"{start} to {end}"


NO_DATE = date.max  # the anchor of an article without a publication date

# Texts of `DayRange.rule`.
WITH_YEAR, LATEST = "a date with its year", "the latest such {} not after publication"
FROM_EVENT = "“{}”, from the event that it answers or that answers it"
