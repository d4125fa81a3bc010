"""Ranges of tolls: every figure beside the source that gives it. Nothing is added up, averaged or left out.

A range goes from the lowest to the highest figure that no article calls an earlier one. A figure that sets no upper
limit ("at least eight") leaves it open. A figure that counts only some of the victims ("three of them children") is a
part, and widens nothing. Figures for a whole operation, and aggregates, are never in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_SOME_OF_THEM = re.compile(r"\b(?:child(?:ren)?|wom[ae]n|girls?|boys?|infants?|bab(?:y|ies)|minors?)\b", re.IGNORECASE)
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
        upper limit, the `figures` they are from, and apart from these `parts` of the victims and `superseded` figures.
    """
    by_status: dict[str, list[Mapping[str, Any]]] = {}
    for figure in found:
        by_status.setdefault(figure["status"], []).append(figure)
    return [_range(status, by_status[status]) for status in STATUSES if status in by_status]


def _range(status: str, found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    current = [figure for figure in found if not figure["superseded"]]
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
        "superseded": [figure for figure in found if figure["superseded"]],
    }


def _is_part(figure: Mapping[str, Any], others: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a figure counts some of the victims only: by its words, or beside a larger one of the same source."""
    larger = [each for each in others if _most(each) > _most(figure)]
    if larger and _SOME_OF_THEM.search(figure["victims"] or ""):
        return True
    said = ("report", "source")
    return any(
        all(each[name] == figure[name] for name in said) and each["victims"] != figure["victims"] for each in larger
    )


def _most(figure: Mapping[str, Any]) -> int:
    return max(figure["low"] or 0, figure["high"] or 0)
