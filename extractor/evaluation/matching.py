"""The best one-to-one assignment."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.evaluation.numeric import solver


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
    rows, columns = solver()(credits, maximize=True)
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return [(row, column) for row, column in pairs if credits[row][column] > 0]
