"""What a phrase for a date comes to: a range of days, or so many days from another event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


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


class Unsettled(ValueError):  # a state of the phrase, not of the program
    """The phrase speaks of a day in a way that allows several readings."""


def spelt(start: date | None, end: date | None) -> str:
    """A range of days in words: one day, or the first to the last."""
    return str(start) if start == end else f"{start} to {end}"
