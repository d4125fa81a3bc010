"""tally: what the values of a slot come to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.evaluation.scoring import Tally, total

TALLIES = st.builds(Tally, *[st.integers(0, 50)] * 5)


def test_the_figures_of_muc_4() -> None:
    """Half for a partly right value; recall over the gold, precision over what was said."""
    tally = Tally(correct=4, partial=2, incorrect=1, missing=3, spurious=1)
    assert (tally.credit, tally.possible, tally.actual) == (5, 10, 8)
    assert (tally.recall, tally.precision) == (0.5, 0.625)
    assert tally.f1 == pytest.approx(2 * 0.5 * 0.625 / 1.125)


def test_nothing_has_no_figure() -> None:
    """Where there is nothing to be right about there is no figure, rather than 0 or 1."""
    assert (Tally().recall, Tally().precision, Tally().f1) == (None, None, None)
    assert Tally(missing=1).f1 == 0


@given(st.lists(TALLIES, max_size=6))
def test_sums_are_of_counts(tallies: list[Tally]) -> None:
    """The sum of tallies counts every value once, and its F1 lies between 0 and 1."""
    whole = total(tallies)
    assert whole.possible == sum(each.possible for each in tallies)
    assert whole.credit == sum(each.credit for each in tallies)
    assert whole.f1 is None or 0 <= whole.f1 <= 1
