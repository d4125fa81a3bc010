"""metrics: ratios of sums over articles."""

from extractor.evaluation import metrics
from extractor.evaluation.metrics import METRICS, PRIMARY, Contribution
from extractor.evaluation.scoring import Tally
from tests.evaluated import erbil, gold, qaim, score_of, synthetic_score


def test_ratio_of_sums() -> None:
    """A metric is a ratio of sums, not a mean over articles."""
    articles = [synthetic_score("a", 9, 10), synthetic_score("b", 0, 1)]
    assert metrics.ratio(metrics.contributions(PRIMARY, articles)) == 18 / 22
    assert metrics.ratio([]) is None


def test_every_metric() -> None:
    """Every metric has a description, and is 1 for the gold against itself."""
    found = score_of(gold(), gold())
    for metric in METRICS.values():
        part = metric.contribution(found)
        assert part.numerator == part.denominator
        assert metric.description


def test_fields() -> None:
    """Fields are summed over incidents found, of all articles."""
    found = [score_of(gold(erbil()), gold(erbil(damage="some"))), score_of(gold(), gold(qaim()))]
    assert {"type", "date", "damage"} <= set(metrics.field_tallies(found))
    assert metrics.field_contributions("damage", found) == [Contribution(0, 1), Contribution(0, 0)]


def test_f1() -> None:
    """F1 is twice the credit over gold and predicted values."""
    tally = Tally(correct=2, partial=1, missing=3, spurious=1)
    part = metrics.f1(tally)
    assert part.numerator / part.denominator == tally.f1
