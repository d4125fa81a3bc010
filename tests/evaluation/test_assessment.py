"""assessment: scores of a system over gold articles."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from extractor.core.errors import InputError
from extractor.evaluation.article_score import Prediction, score_article
from extractor.evaluation.assessment import Assessment, assess
from extractor.evaluation.gold import Gold
from extractor.evaluation.predictions import SystemOutput
from tests.evaluated import ARTICLE, erbil, gold, names, profile

NAMES = ("a.txt", "b.txt")
GOLD = Gold(Path("g"), {name: Path(f"g/{name}.json") for name in NAMES}, {name: gold() for name in NAMES})


def _assess(**predicted: Prediction) -> Assessment:
    predictions = {f"{name}.txt": each for name, each in predicted.items()}
    return assess(GOLD, SystemOutput("x", predictions), partial(score_article, profile()), names())


def _prediction(name: str, coding: Any = None, **changes: Any) -> Prediction:
    return Prediction(f"{name}.txt", ARTICLE, coding=coding or gold(), **changes)


def test_metrics() -> None:
    """An assessment has metrics, fields and error counts; without clusters no links."""
    found = _assess(a=_prediction("a"), b=_prediction("b", gold(erbil())))
    assert found.value("incident_f1") == pytest.approx(6 / 7)
    assert found.value("link_f1") is None
    assert found.interval("link_f1") is None
    assert found.interval("overall_f1") is not None
    assert found.error_counts() == {"missed": 1}
    assert found.field_tallies()["type"].correct == 3


def test_failed_article() -> None:
    """A failed article is scored as an empty prediction."""
    assert _assess(a=_prediction("a"), b=_prediction("b", state="failed")).value("incident_f1") == 1
    failed = Prediction("b.txt", ARTICLE, "failed")
    assert _assess(a=_prediction("a"), b=failed).value("incident_f1") == pytest.approx(2 / 3)


def test_missing_predictions() -> None:
    """An article that is pending or has no prediction is an error."""
    with pytest.raises(InputError, match=r"no prediction for b\.txt"):
        _assess(a=_prediction("a"))
    with pytest.raises(InputError, match=r"no prediction for b\.txt"):
        _assess(a=_prediction("a"), b=_prediction("b", state="pending"))
