"""The best one-to-one assignment; a room for scipy, which is an extra."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from extractor.errors import UsageError


def assigned(credits: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Pairs of row and column with the greatest sum of credits; no pair without credit.

    Args:
        credits: a row for each gold item, a column for each predicted one; 0 where the two must not meet.

    Raises:
        UsageError: scipy is not installed and the assignment is no trivial one.
    """
    if not credits or not credits[0]:
        return []
    if len(credits) == 1 or len(credits[0]) == 1:  # the commonest case by far, and needs no solver
        cells = [(value, -row, -column) for row, line in enumerate(credits) for column, value in enumerate(line)]
        value, row, column = max(cells)
        return [(-row, -column)] if value > 0 else []
    rows, columns = _best(credits)
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return [(row, column) for row, column in pairs if credits[row][column] > 0]


def _best(credits: Sequence[Sequence[float]]) -> Any:
    try:
        from scipy.optimize import linear_sum_assignment
    except ImportError as error:
        raise UsageError(
            "Scores need scipy, which is not installed.", next_step="pip install 'extractor[eval]'"
        ) from error
    return linear_sum_assignment(credits, maximize=True)
