"""statistics: confidence intervals, permutation tests, and sample sizes."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.evaluation import statistics
from extractor.evaluation.metrics import Contribution, ratio
from tests.evaluated import contributions

BEFORE = contributions((8, 20), (15, 20), (9, 18), (0, 4), (12, 16), (30, 40))
AFTER = contributions((12, 20), (15, 20), (13, 18), (2, 4), (11, 16), (36, 40))


def _delta(before: list[Contribution], after: list[Contribution]) -> float:
    return (ratio(after) or 0.0) - (ratio(before) or 0.0)


def _by_brute_force(before: list[Contribution], after: list[Contribution]) -> float:
    """Compute the two-sided p-value from all exchanges of articles."""
    observed = _delta(before, after)
    deltas = []
    for swaps in product((False, True), repeat=len(before)):
        pairs = [(b, a) if swap else (a, b) for a, b, swap in zip(before, after, swaps, strict=True)]
        deltas.append(_delta([a for a, _ in pairs], [b for _, b in pairs]))
    tails = (sum(sign * each >= sign * observed - 1e-12 for each in deltas) / len(deltas) for sign in (1, -1))
    return min(1.0, 2 * min(tails))


def test_six_articles_by_brute_force() -> None:
    """With few articles the p-value is exact."""
    (p,) = statistics.p_values([BEFORE], [AFTER])
    assert p == pytest.approx(_by_brute_force(BEFORE, AFTER))
    assert 0.05 < p < 0.2


def test_several_metrics() -> None:
    """Each metric has the p-value that it has alone; one without a difference has 1."""
    found = statistics.p_values([BEFORE, BEFORE, AFTER], [AFTER, BEFORE, BEFORE])
    alone = statistics.p_values([BEFORE], [AFTER])
    assert found == pytest.approx([alone[0], 1.0, alone[0]])


def test_no_difference() -> None:
    """A system compared with itself has an interval of 0 and p = 1."""
    found = statistics.difference_interval(BEFORE, BEFORE)
    assert found is not None
    assert (found.low, found.high, found.standard_error) == (0, 0, 0)
    assert statistics.p_values([BEFORE], [BEFORE]) == [1.0]


def test_intervals() -> None:
    """The interval contains the metric, is reproducible, and is wider with fewer articles."""
    wide, narrow = statistics.confidence_interval(BEFORE), statistics.confidence_interval(BEFORE * 6)
    assert wide is not None
    assert narrow is not None
    assert wide.low < (ratio(BEFORE) or 0) < wide.high
    assert narrow.high - narrow.low < wide.high - wide.low
    assert statistics.confidence_interval(BEFORE) == wide


def test_too_few_articles() -> None:
    """One article has no interval."""
    assert statistics.confidence_interval(contributions((1, 2), (0, 0))) is None
    assert statistics.difference_interval(contributions((1, 2)), contributions((2, 2))) is None


def test_equal_articles() -> None:
    """The interval of equal articles is the metric itself."""
    found = statistics.confidence_interval(contributions((1, 2), (1, 2), (1, 2)))
    assert found is not None
    assert (found.low, found.high) == (0.5, 0.5)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(5, 9)), min_size=2, max_size=5))
def test_any_articles_have_an_interval(pairs: list[tuple[int, int]]) -> None:
    """The ends of an interval are ordered numbers from 0 to 1."""
    found = statistics.confidence_interval(contributions(*pairs))
    assert found is not None
    assert 0 <= found.low <= found.high <= 1


def test_holm() -> None:
    """The smallest p-value is multiplied by the number of tests, the next by one less; the result is monotonic."""
    assert statistics.holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert statistics.holm([0.5, 0.6]) == [1.0, 1.0]
    assert statistics.holm([]) == []


def test_sample_sizes() -> None:
    """Five articles cannot give p below 0.05; the detectable difference shrinks with the root of the sample size."""
    assert statistics.min_p_value(5) == 0.0625
    assert statistics.min_p_value(6) < 0.05
    assert statistics.detectable_difference(0.01) == pytest.approx(0.028, abs=1e-4)
    assert statistics.articles_needed(20, 0.01, 0.014) == 81
    assert statistics.articles_needed(20, 0.01, 0.0) is None


def test_rank_correlation() -> None:
    """Spearman's correlation depends on the order alone."""
    assert statistics.rank_correlation([1, 2, 3], [10, 20, 400]) == pytest.approx(1)


def test_equal_articles_do_not_change_the_p_value() -> None:
    """With few differing articles the test is exact, however many equal ones there are."""
    equal = contributions(*[(30, 40)] * 14)
    changed = contributions(*[(30 + more, 40) for more in (-1, 3, 4, 4, 3, 1, 2)])
    (p,) = statistics.p_values([contributions(*[(30, 40)] * 7) + equal], [changed + equal])
    assert p == pytest.approx(6 / 2**7)
