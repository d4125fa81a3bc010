"""statistics: intervals, permutation tests, and what so many articles can show."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.evaluation import statistics
from extractor.evaluation.metrics import Contribution, value
from tests.evaluated import shares

OURS = shares((8, 20), (15, 20), (9, 18), (0, 4), (12, 16), (30, 40))
THEIRS = shares((12, 20), (15, 20), (13, 18), (2, 4), (11, 16), (36, 40))


def _delta(ours: list[Contribution], theirs: list[Contribution]) -> float:
    return (value(theirs) or 0.0) - (value(ours) or 0.0)


def _by_brute_force(ours: list[Contribution], theirs: list[Contribution]) -> float:
    """Two-sided p by all ways of exchanging the two sides of articles."""
    seen = _delta(ours, theirs)
    every = []
    for swaps in product((False, True), repeat=len(ours)):
        pairs = [(b, a) if swap else (a, b) for a, b, swap in zip(ours, theirs, swaps, strict=True)]
        every.append(_delta([a for a, _ in pairs], [b for _, b in pairs]))
    more, less = (sum(sign * each >= sign * seen - 1e-12 for each in every) / len(every) for sign in (1, -1))
    return min(1.0, 2 * min(more, less))


def test_six_articles_by_brute_force() -> None:
    """Where all exchanges can be tried, the p-value is what trying them gives."""
    (p,) = statistics.p_values([OURS], [THEIRS])
    assert p == pytest.approx(_by_brute_force(OURS, THEIRS))
    assert 0.05 < p < 0.2


def test_several_figures_at_once() -> None:
    """Each figure has the p-value that it has alone; one without a difference has 1."""
    found = statistics.p_values([OURS, OURS, THEIRS], [THEIRS, OURS, OURS])
    alone = statistics.p_values([OURS], [THEIRS])
    assert found == pytest.approx([alone[0], 1.0, alone[0]])


def test_the_same_against_itself() -> None:
    """No difference, no interval but nothing, p = 1."""
    found = statistics.difference(OURS, OURS)
    assert found is not None
    assert (found.low, found.high, found.error) == (0, 0, 0)
    assert statistics.p_values([OURS], [OURS]) == [1.0]


def test_intervals() -> None:
    """The interval holds the figure, is the same each time, and is wider with fewer articles."""
    wide, narrow = statistics.interval(OURS), statistics.interval(OURS * 6)
    assert wide is not None
    assert narrow is not None
    assert wide.low < (value(OURS) or 0) < wide.high
    assert narrow.high - narrow.low < wide.high - wide.low
    assert statistics.interval(OURS) == wide


def test_too_few_articles() -> None:
    """One article has no spread, and so no interval."""
    assert statistics.interval(shares((1, 2), (0, 0))) is None
    assert statistics.difference(shares((1, 2)), shares((2, 2))) is None


def test_articles_that_are_all_alike() -> None:
    """Where no draw can differ, the interval is the figure."""
    found = statistics.interval(shares((1, 2), (1, 2), (1, 2)))
    assert found is not None
    assert (found.low, found.high) == (0.5, 0.5)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(5, 9)), min_size=2, max_size=5))
def test_any_articles_have_an_interval(pairs: list[tuple[int, int]]) -> None:
    """Whatever the shares are, the ends are numbers from 0 to 1 in order."""
    found = statistics.interval(shares(*pairs))
    assert found is not None
    assert 0 <= found.low <= found.high <= 1


def test_holm() -> None:
    """The smallest counts as often as there are tests, the next once less, and none falls below an earlier one."""
    assert statistics.holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert statistics.holm([0.5, 0.6]) == [1.0, 1.0]
    assert statistics.holm([]) == []


def test_what_can_be_shown() -> None:
    """Five articles can never give p below 0.05; what an error can show shrinks with the root of the articles."""
    assert statistics.min_p_value(5) == 0.0625
    assert statistics.min_p_value(6) < 0.05
    assert statistics.detectable(0.01) == pytest.approx(0.028, abs=1e-4)
    assert statistics.articles_needed(20, 0.01, 0.014) == 81
    assert statistics.articles_needed(20, 0.01, 0.0) is None


def test_ranks() -> None:
    """Spearman's correlation is about order alone."""
    assert statistics.rank_correlation([1, 2, 3], [10, 20, 400]) == pytest.approx(1)


def test_equal_articles_do_not_blur_the_test() -> None:
    """Articles with equal shares change no exchange: with few that differ, the test is exact however many there are."""
    equal = shares(*[(30, 40)] * 14)
    moved = shares(*[(30 + more, 40) for more in (-1, 3, 4, 4, 3, 1, 2)])
    (p,) = statistics.p_values([shares(*[(30, 40)] * 7) + equal], [moved + equal])
    assert p == pytest.approx(6 / 2**7)
