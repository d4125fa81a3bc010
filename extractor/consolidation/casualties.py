"""Casualty ranges: every figure beside its source. Nothing is summed, averaged or dropped.

A range goes from the lowest to the highest figure that no article calls superseded. A figure without an upper limit
("at least eight") leaves it open. A figure that counts only some of the victims ("three of them children") is a part
and does not widen it. Figures for a whole operation, and aggregates, are never included.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal, TypedDict

from extractor.consolidation.reports import ReportRow
from extractor.schema.rows import CasualtyRow, QuoteRow

CasualtyStatus = Literal["killed", "injured", "killed_or_injured", "captured", "missing"]
STATUSES: tuple[CasualtyStatus, ...] = ("killed", "injured", "killed_or_injured", "captured", "missing")
_SOME_VICTIMS = re.compile(r"\b(?:child(?:ren)?|wom[ae]n|girls?|boys?|infants?|bab(?:y|ies)|minors?)\b", re.IGNORECASE)


class Figure(TypedDict):
    """A casualty figure with its source, the source's id if known, and the report that has it."""

    status: CasualtyStatus
    low: int | None
    high: int | None
    victims: str | None
    source: str | None
    source_id: str | None
    superseded: bool
    quote: QuoteRow
    report: str
    article: str


class CasualtyRange(TypedDict):
    """The figures of one status.

    `low` and `high` are the lowest and highest number given (None if none is), `open` if a figure has no upper limit.
    `figures` are those of the range; `parts` of the victims and `superseded` figures are kept apart.
    """

    status: CasualtyStatus
    low: int | None
    high: int | None
    open: bool
    figures: list[Figure]
    parts: list[Figure]
    superseded: list[Figure]


def casualty_figures(
    row: ReportRow, casualties: Sequence[CasualtyRow], source_ids: Sequence[str | None]
) -> list[Figure]:
    """Return the figures of one report, or of its operation."""
    return [
        {
            "status": each["status"],
            "low": each["low"],
            "high": each["high"],
            "victims": each["victims"]["text"] if each["victims"] else None,
            "source": each["source"]["text"] if each["source"] else None,
            "source_id": id_,
            "superseded": each["superseded"],
            "quote": each["quote"],
            "report": row["report"],
            "article": row["article"],
        }
        for each, id_ in zip(casualties, source_ids, strict=True)
    ]


def casualty_ranges(figures: Iterable[Figure]) -> list[CasualtyRange]:
    """Return one range for each status that has a figure, in the order of `STATUSES`."""
    by_status: dict[CasualtyStatus, list[Figure]] = {}
    for figure in figures:
        by_status.setdefault(figure["status"], []).append(figure)
    return [_range(status, by_status[status]) for status in STATUSES if status in by_status]


def _range(status: CasualtyStatus, figures: Sequence[Figure]) -> CasualtyRange:
    current = [figure for figure in figures if not figure["superseded"]]
    parts = [figure for figure in current if _is_part(figure, current)]
    whole = [figure for figure in current if figure not in parts]
    lows = [figure["low"] for figure in whole if figure["low"] is not None]
    highs = [figure["high"] for figure in whole if figure["high"] is not None]
    unlimited = any(figure["high"] is None and figure["low"] is not None for figure in whole)
    return {
        "status": status,
        "low": min(lows, default=None),
        "high": max(lows + highs, default=None),
        "open": unlimited or bool(whole and not lows and not highs),
        "figures": whole,
        "parts": parts,
        "superseded": [figure for figure in figures if figure["superseded"]],
    }


def _is_part(figure: Figure, others: Iterable[Figure]) -> bool:
    """Return True for a figure of some victims only, by its description or beside a larger one of the same source."""
    larger = [each for each in others if _maximum(each) > _maximum(figure)]
    if larger and _SOME_VICTIMS.search(figure["victims"] or ""):
        return True
    return any(
        (each["report"], each["source"]) == (figure["report"], figure["source"])
        and each["victims"] != figure["victims"]
        for each in larger
    )


def _maximum(figure: Figure) -> int:
    return max(figure["low"] or 0, figure["high"] or 0)
