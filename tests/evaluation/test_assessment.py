"""assessment: what predictions over gold articles come to."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from extractor.core.errors import InputError
from extractor.evaluation.article_score import Prediction, judge
from extractor.evaluation.assessment import Assessment, assess
from extractor.evaluation.gold import Gold
from extractor.evaluation.predictions import SystemOutput
from tests.evaluated import ARTICLE, book, erbil, gold, names

NAMES = ("a.txt", "b.txt")
GOLD = Gold(Path("g"), {name: Path(f"g/{name}.json") for name in NAMES}, {name: gold() for name in NAMES})


def _assess(**said: Prediction) -> Assessment:
    predictions = {f"{name}.txt": each for name, each in said.items()}
    return assess(GOLD, SystemOutput("x", predictions), partial(judge, book()), names())


def _said(name: str, coding: Any = None, **changes: Any) -> Prediction:
    return Prediction(f"{name}.txt", ARTICLE, coding=coding or gold(), **changes)


def test_figures() -> None:
    """Figures and fields over all articles, mistakes by kind; without clusters no links."""
    found = _assess(a=_said("a"), b=_said("b", gold(erbil())))
    assert found.value("incident_f1") == pytest.approx(6 / 7)
    assert found.value("link_f1") is None
    assert found.interval("link_f1") is None
    assert found.interval("overall_f1") is not None
    assert found.mistakes() == {"missed": 1}
    assert found.slots()["type"].correct == 3


def test_a_failed_article_counts() -> None:
    """An article that failed is scored as one of which nothing was said."""
    assert _assess(a=_said("a"), b=_said("b", state="failed")).value("incident_f1") == 1
    failed = Prediction("b.txt", ARTICLE, "failed")
    assert _assess(a=_said("a"), b=failed).value("incident_f1") == pytest.approx(2 / 3)


def test_some_of_the_articles_are_not_all() -> None:
    """An article that is pending, or was not read, is an error: the figure would be of something else."""
    with pytest.raises(InputError, match=r"b\.txt was not answered"):
        _assess(a=_said("a"))
    with pytest.raises(InputError, match=r"b\.txt is not answered"):
        _assess(a=_said("a"), b=_said("b", state="pending"))
