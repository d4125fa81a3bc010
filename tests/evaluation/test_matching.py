"""matching: the best one-to-one assignment."""

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.evaluation.scoring import assign

GRIDS = st.integers(1, 4).flatmap(
    lambda columns: st.lists(
        st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.0]), min_size=columns, max_size=columns), min_size=1, max_size=4
    )
)


def _best(grid: list[list[float]]) -> float:
    """By trying everything."""
    wide = grid if len(grid) <= len(grid[0]) else [list(line) for line in zip(*grid, strict=True)]
    return max(
        sum(wide[row][column] for row, column in enumerate(order))
        for order in permutations(range(len(wide[0])), len(wide))
    )


@settings(deadline=None)  # the first call imports scipy
@given(GRIDS)
def test_optimal(grid: list[list[float]]) -> None:
    """The sum is that of the best of all assignments, and no pair is without credit."""
    pairs = assign(grid)
    assert sum(grid[row][column] for row, column in pairs) == _best(grid)
    assert all(grid[row][column] > 0 for row, column in pairs)
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)


def test_nothing_to_assign() -> None:
    """Without rows or columns there are no pairs."""
    assert assign([]) == assign([[], []]) == assign([[0.0]]) == []
