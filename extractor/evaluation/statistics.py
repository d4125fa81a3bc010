"""Intervals, tests and what so many articles can show, for figures that are ratios of sums.

Articles are drawn, or exchanged between two predictions, as wholes, and the ratio is formed anew each time: the mean of
single articles' F1 is another thing. An article's share is one complex number, its numerator and denominator, so that
scipy draws and exchanges both together.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from extractor.evaluation.metrics import Contribution
from extractor.evaluation.numeric import arrays_and_statistics

RESAMPLES = 9_999
LEVEL, POWER = 0.05, 0.8
_SEED = 20_240_124  # any; the same recordings give the same figures
_REACH = 1.959964 + 0.841621  # normal quantiles of 1 - LEVEL / 2 and of POWER
_BATCH = 500  # resamples in memory at once


@dataclass(frozen=True)
class Interval:
    """A 95 % interval, and the standard error by the bootstrap."""

    low: float
    high: float
    error: float


def interval(parts: Sequence[Contribution]) -> Interval | None:
    """BCa bootstrap interval of a ratio (Efron 1987) over articles; None for fewer than two articles with a share.

    Raises:
        UsageError: scipy is not installed.
    """
    data = _array(parts)
    return _bootstrap((data,), _ratio) if sum(part.of > 0 for part in parts) > 1 else None


def difference(ours: Sequence[Contribution], theirs: Sequence[Contribution]) -> Interval | None:
    """BCa interval of the second ratio less the first, over the same articles; None for fewer than two of them."""
    if sum(one.of + other.of > 0 for one, other in zip(ours, theirs, strict=True)) < 2:
        return None
    return _bootstrap((_array(ours), _array(theirs)), _less)


def p_values(ours: Sequence[Sequence[Contribution]], theirs: Sequence[Sequence[Contribution]]) -> list[float]:
    """Of several figures at once: how often exchanging the two predictions of articles at random makes a difference as
    large as the one there is, two-sided (paired permutation test); exact where 9,999 exchanges would be all.

    Raises:
        UsageError: scipy is not installed.
    """
    return [_p_value(*pair) for pair in zip(ours, theirs, strict=True)]


def _p_value(ours: Sequence[Contribution], theirs: Sequence[Contribution]) -> float:
    # Exchanging equal shares changes nothing: without them there are fewer exchanges, and often all can be made.
    pairs = [pair for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]]
    if len(pairs) < 2:
        return 1.0  # of one article there are two exchanges, as far from nothing as each other
    same = [pair for pair in zip(ours, theirs, strict=True) if pair[0] == pair[1]]
    rest = complex(sum(one.got for one, _ in same), sum(one.of for one, _ in same))

    def less(one: Any, other: Any, axis: int = -1) -> Any:
        return _ratio_of(other.sum(axis=axis) + rest) - _ratio_of(one.sum(axis=axis) + rest)

    np, stats = arrays_and_statistics()
    found = stats.permutation_test(
        [_array([pair[side] for pair in pairs]) for side in (0, 1)],
        less,
        permutation_type="samples",
        vectorized=True,
        n_resamples=RESAMPLES,
        batch=_BATCH,
        rng=np.random.default_rng(_SEED),
    )
    return float(found.pvalue.real)


def holm(values: Sequence[float]) -> list[float]:
    """The same p-values held against each other (Holm 1979): below 0.05, a difference stands among all that were
    looked at. Written here since statsmodels, which has it, would bring pandas for four lines."""
    order = sorted(range(len(values)), key=values.__getitem__)
    adjusted, worst = [1.0] * len(values), 0.0
    for rank, at in enumerate(order):
        worst = max(worst, min(1.0, values[at] * (len(values) - rank)))
        adjusted[at] = worst
    return adjusted


def min_p_value(articles: int) -> float:
    """The smallest p-value that so many differing articles can give: both ways of exchanging all or none."""
    return min(1.0, 2.0 ** (1 - articles))


def detectable(error: float) -> float:
    """The smallest difference that is shown four times out of five, given the standard error there is."""
    return _REACH * error


def articles_needed(articles: int, error: float, wanted: float) -> int | None:
    """How many articles such as these would show a difference of that size four times out of five."""
    return math.ceil(articles * (_REACH * error / wanted) ** 2) if wanted else None


def rank_correlation(one: Sequence[float], other: Sequence[float]) -> float:
    """Spearman's."""
    return float(arrays_and_statistics()[1].spearmanr(one, other)[0])


def _array(parts: Sequence[Contribution]) -> Any:
    return arrays_and_statistics()[0].array([complex(part.got, part.of) for part in parts])


def _ratio(data: Any, axis: int = -1) -> Any:
    return _ratio_of(data.sum(axis=axis))


def _ratio_of(sums: Any) -> Any:
    np = arrays_and_statistics()[0]
    # Without anything to be right about a figure has no value; 0 keeps a resample from undoing all others.
    return np.divide(sums.real, sums.imag, out=np.zeros_like(sums.real), where=sums.imag > 0)


def _less(ours: Any, theirs: Any, axis: int = -1) -> Any:
    return _ratio(theirs, axis) - _ratio(ours, axis)


def _bootstrap(data: tuple[Any, ...], statistic: Any) -> Interval:
    np, stats = arrays_and_statistics()
    point = float(statistic(*data))
    parts = np.stack(data)
    if (parts == parts[:, :1]).all():  # all articles alike: no draw can differ
        return Interval(point, point, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        found = _drawn(stats, np, data, statistic, "BCa")
        if math.isnan(found.confidence_interval.low):
            # Leaving out any one article changes nothing, so the acceleration is 0/0; the percentile interval is BCa
            # without the correction that cannot be reckoned.
            found = _drawn(stats, np, data, statistic, "percentile")
    low, high = map(float, found.confidence_interval)
    return Interval(low, high, float(found.standard_error))


def _drawn(stats: Any, np: Any, data: tuple[Any, ...], statistic: Any, method: str) -> Any:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", stats.DegenerateDataWarning)  # looked for right afterwards
        return stats.bootstrap(
            data,
            statistic,
            paired=len(data) > 1,
            vectorized=True,
            n_resamples=RESAMPLES,
            batch=_BATCH,
            method=method,
            rng=np.random.default_rng(_SEED),
        )
