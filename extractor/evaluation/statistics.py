"""Confidence intervals, significance tests and sample sizes for metrics that are ratios of sums over articles.

Whole articles are resampled, or exchanged between two systems, and the ratio is computed again each time: the mean of
the articles' own F1 is a different quantity. A contribution is one complex number, numerator and denominator, so that
scipy resamples both together.
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
_SEED = 20_240_124  # arbitrary, fixed for reproducible results
_QUANTILES = 1.959964 + 0.841621  # normal quantiles of 1 - LEVEL / 2 and of POWER
_BATCH = 500  # resamples in memory at once


@dataclass(frozen=True)
class Interval:
    """95 % confidence interval, and the bootstrap standard error."""

    low: float
    high: float
    standard_error: float

    def row(self) -> dict[str, float]:
        """Convert to JSON."""
        return {"low": self.low, "high": self.high, "error": self.standard_error}


def confidence_interval(parts: Sequence[Contribution]) -> Interval | None:
    """Compute the BCa bootstrap interval of a ratio over articles (Efron 1987).

    None if fewer than two articles have a denominator.

    Raises:
        UsageError: scipy is not installed.
    """
    data = _array(parts)
    return _bootstrap((data,), _ratio) if sum(part.denominator > 0 for part in parts) > 1 else None


def difference_interval(before: Sequence[Contribution], after: Sequence[Contribution]) -> Interval | None:
    """Compute the BCa interval of the second ratio minus the first over the same articles; None as above."""
    if sum(one.denominator + other.denominator > 0 for one, other in zip(before, after, strict=True)) < 2:
        return None
    return _bootstrap((_array(before), _array(after)), _difference)


def p_values(before: Sequence[Sequence[Contribution]], after: Sequence[Sequence[Contribution]]) -> list[float]:
    """Compute the two-sided p-values of several metrics by paired permutation tests.

    Each is the share of random exchanges of the two systems' articles that give a difference at least as large as the
    observed one; all exchanges are made if there are at most 9,999.

    Raises:
        UsageError: scipy is not installed.
    """
    return [_p_value(*pair) for pair in zip(before, after, strict=True)]


def _p_value(before: Sequence[Contribution], after: Sequence[Contribution]) -> float:
    # Exchanging equal contributions changes nothing: without them there are fewer exchanges, often few enough for all.
    pairs = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    if len(pairs) < 2:
        return 1.0  # the two exchanges of one article give the same absolute difference
    equal = [one for one, other in zip(before, after, strict=True) if one == other]
    rest = complex(sum(part.numerator for part in equal), sum(part.denominator for part in equal))

    def difference(one: Any, other: Any, axis: int = -1) -> Any:
        return _divide(other.sum(axis=axis) + rest) - _divide(one.sum(axis=axis) + rest)

    np, stats = arrays_and_statistics()
    result = stats.permutation_test(
        [_array([pair[side] for pair in pairs]) for side in (0, 1)],
        difference,
        permutation_type="samples",
        vectorized=True,
        n_resamples=RESAMPLES,
        batch=_BATCH,
        rng=np.random.default_rng(_SEED),
    )
    return float(result.pvalue.real)


def holm(values: Sequence[float]) -> list[float]:
    """Adjust p-values for multiple tests (Holm 1979).

    Implemented here since statsmodels, which has it, would bring pandas for four lines.
    """
    order = sorted(range(len(values)), key=values.__getitem__)
    adjusted, largest = [1.0] * len(values), 0.0
    for rank, at in enumerate(order):
        largest = max(largest, min(1.0, values[at] * (len(values) - rank)))
        adjusted[at] = largest
    return adjusted


def min_p_value(articles: int) -> float:
    """Compute the smallest p-value that this many differing articles can give: two exchanges out of all."""
    return min(1.0, 2.0 ** (1 - articles))


def detectable_difference(standard_error: float) -> float:
    """Compute the smallest difference that is detected with 80 % power, given the standard error."""
    return _QUANTILES * standard_error


def articles_needed(articles: int, standard_error: float, difference: float) -> int | None:
    """Compute the number of articles needed to detect a difference with 80 % power; None for a difference of 0.

    Args:
        articles: their number now. standard_error: with that number.
    """
    return math.ceil(articles * (_QUANTILES * standard_error / difference) ** 2) if difference else None


def rank_correlation(one: Sequence[float], other: Sequence[float]) -> float:
    """Compute Spearman's rank correlation."""
    return float(arrays_and_statistics()[1].spearmanr(one, other)[0])


def _array(parts: Sequence[Contribution]) -> Any:
    return arrays_and_statistics()[0].array([complex(part.numerator, part.denominator) for part in parts])


def _divide(sums: Any) -> Any:
    np = arrays_and_statistics()[0]
    # A resample without a denominator counts as 0, so that it does not make the whole result NaN.
    return np.divide(sums.real, sums.imag, out=np.zeros_like(sums.real), where=sums.imag > 0)


def _ratio(data: Any, axis: int = -1) -> Any:
    return _divide(data.sum(axis=axis))


def _difference(before: Any, after: Any, axis: int = -1) -> Any:
    return _ratio(after, axis) - _ratio(before, axis)


def _bootstrap(data: tuple[Any, ...], statistic: Any) -> Interval:
    np, stats = arrays_and_statistics()
    point = float(statistic(*data))
    parts = np.stack(data)
    if (parts == parts[:, :1]).all():  # all articles are equal, and so are all resamples
        return Interval(point, point, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        result = _resample(stats, np, data, statistic, "BCa")
        if math.isnan(result.confidence_interval.low):
            # Leaving out any one article changes nothing, so the acceleration is 0/0. The percentile interval is BCa
            # without the correction that cannot be computed.
            result = _resample(stats, np, data, statistic, "percentile")
    low, high = map(float, result.confidence_interval)
    return Interval(low, high, float(result.standard_error))


def _resample(stats: Any, np: Any, data: tuple[Any, ...], statistic: Any, method: str) -> Any:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", stats.DegenerateDataWarning)  # the caller checks for NaN
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
