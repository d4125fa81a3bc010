"""Ranges of tolls: every figure beside the source that gives it. Nothing is added up, averaged or left out.

A range goes from the lowest to the highest figure that no article calls an earlier one. A figure that sets no upper
limit ("at least eight") leaves it open. Figures for a whole operation, and aggregates, are never in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

STATUSES = ("killed", "injured", "killed_or_injured", "captured", "missing")


def figures(row: Mapping[str, Any], casualties: Sequence[Mapping[str, Any]], ids: Sequence[str | None]) -> list[Any]:
    """The figures of one report: each with its source, the source's id where known, and its quote."""
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
        for each, id_ in zip(casualties, ids, strict=True)
    ]


def ranges(found: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One range for each status that any figure is of, in the order of `STATUSES`.

    Returns:
        `low` and `high` as the lowest and highest number named (None where none is), `open` where a figure sets no
        upper limit, the `figures` they are from, and apart from these the `superseded` ones.
    """
    by_status: dict[str, list[Mapping[str, Any]]] = {}
    for figure in found:
        by_status.setdefault(figure["status"], []).append(figure)
    return [_range(status, by_status[status]) for status in STATUSES if status in by_status]


def _range(status: str, found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    current = [figure for figure in found if not figure["superseded"]]
    numbers = [n for figure in current for n in (figure["low"], figure["high"]) if n is not None]
    unlimited = [figure for figure in current if figure["high"] is None]
    counted = [figure for figure in unlimited if figure["low"] is not None]
    return {
        "status": status,
        "low": min(numbers, default=None),
        "high": max(numbers, default=None),
        "open": bool(counted) or (bool(unlimited) and not numbers),
        "figures": current,
        "superseded": [figure for figure in found if figure["superseded"]],
    }
