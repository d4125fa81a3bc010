"""metrics: named figures as ratios of sums."""

from extractor.evaluation import metrics
from extractor.evaluation.metrics import METRICS, PRIMARY, Contribution
from extractor.evaluation.scoring import Tally
from tests.evaluated import erbil, gold, judged, qaim, scored


def test_a_figure_is_a_ratio_of_sums() -> None:
    """A long article weighs more than a short one: no mean of single figures."""
    articles = [scored("a", 9, 10), scored("b", 0, 1)]
    assert metrics.value(metrics.shares(PRIMARY, articles)) == 18 / 22
    assert metrics.value([]) is None


def test_every_figure_has_a_sentence_and_a_share() -> None:
    """Each can be had of any article; of the gold itself all are 1 where there is anything."""
    found = judged(gold(), gold())
    for share, sentence in METRICS.values():
        part = share(found)
        assert part.got == part.of
        assert sentence


def test_fields() -> None:
    """The fields that any article has, each given that the incident was found."""
    found = [judged(gold(erbil()), gold(erbil(damage="some"))), judged(gold(), gold(qaim()))]
    assert {"type", "date", "damage"} <= set(metrics.slots(found))
    assert metrics.slot_shares("damage", found) == [Contribution(0, 1), Contribution(0, 0)]


def test_f1_of_a_share() -> None:
    """An F1 is twice the credit over what is possible and what was said."""
    tally = Tally(correct=2, partial=1, missing=3, spurious=1)
    share = metrics.f1(tally)
    assert share.got / share.of == tally.f1
