"""comparison: two systems over the same articles."""

from dataclasses import replace
from typing import Any

import pytest

from extractor.articles.article import Article
from extractor.articles.build import make_article
from extractor.evaluation.article_score import ArticleScore
from extractor.evaluation.assessment import Assessment
from extractor.evaluation.comparison import Comparison, compare_assessments
from extractor.evaluation.error_analysis import CodingError
from extractor.evaluation.predictions import SystemOutput, SystemUsage
from extractor.evaluation.scoring import Tally
from extractor.model.usage import Usage
from tests.evaluated import synthetic_score


def _article(name: str, **given: Any) -> Article:
    return make_article(name, "Some text.", given)


def _assessment(scores: list[ArticleScore], tokens: Usage | None = None) -> Assessment:
    usage = SystemUsage([], 1, tokens, cost=None, seconds=None)
    return Assessment(SystemOutput("x", {}, usage=usage), scores)


def _compare(before: list[int], after: list[int], fields: int = 20, **given: Any) -> Comparison:
    """Compare articles with these numbers of correct fields."""
    names = [f"{n:02}.txt" for n in range(len(before))]
    sides = [
        [synthetic_score(name, correct, fields) for name, correct in zip(names, each, strict=True)]
        for each in (before, after)
    ]
    return compare_assessments(
        _assessment(sides[0]), _assessment(sides[1]), [_article(name, **given) for name in names]
    )


def test_better_and_worse() -> None:
    """A significant difference is shown in either direction."""
    better = _compare([10] * 12, [13] * 12)
    worse = _compare([13] * 12, [10] * 12)
    assert (better.verdict, worse.verdict) == ("BETTER", "WORSE")
    assert better.primary.delta == pytest.approx(0.15)
    assert worse.primary.delta == pytest.approx(-0.15)
    assert better.primary.p is not None
    assert better.primary.p < 0.001


def test_no_difference_shown() -> None:
    """With few articles or mixed differences the verdict is open, with the number of articles needed."""
    few = _compare([10] * 4, [13, 14, 12, 15])
    assert (few.verdict, few.differing) == ("NO DIFFERENCE SHOWN", 4)
    mixed = _compare([10] * 12, [13, 8] * 6)
    assert mixed.verdict == "NO DIFFERENCE SHOWN"
    assert mixed.needed is not None
    assert mixed.needed > 12
    assert mixed.detectable is not None
    assert mixed.detectable > mixed.primary.delta


def test_system_against_itself() -> None:
    """A system compared with itself has no difference and p = 1."""
    found = _compare([10, 12, 3], [10, 12, 3])
    assert (found.primary.delta, found.primary.p, found.differing) == (0, 1, 0)
    assert (found.verdict, found.needed, found.detectable) == ("NO DIFFERENCE SHOWN", None, None)
    assert {change.p for change in found.fields} == {1}


def test_caveats() -> None:
    """A better metric has caveats: a worse field, more failures, more tokens."""
    names = [f"{n:02}.txt" for n in range(12)]
    before = [synthetic_score(name, 10, 20, date=Tally(correct=1)) for name in names]
    after = [synthetic_score(name, 16, 20, date=Tally(incorrect=1)) for name in names]
    after[0] = replace(after[0], state="failed")
    articles = [_article(name) for name in names]
    sides = _assessment(before, Usage(1_000, 0, 100)), _assessment(after, Usage(2_000, 0, 100))
    found = compare_assessments(*sides, articles)
    assert found.verdict == "BETTER BUT"
    assert [caveat.split(":")[0] for caveat in found.caveats] == [
        "the field date is worse", "more articles fail", "it uses 1.91 times the tokens",
    ]  # fmt: skip


def test_fields_are_adjusted() -> None:
    """The p-values of fields are adjusted for their number (Holm)."""
    names = [f"{n:02}.txt" for n in range(7)]
    before = [synthetic_score(name, 10, 20, one=Tally(incorrect=1), two=Tally(correct=1)) for name in names]
    after = [synthetic_score(name, 10, 20, one=Tally(correct=1), two=Tally(correct=1)) for name in names]
    found = compare_assessments(_assessment(before), _assessment(after), [_article(name) for name in names])
    (one,) = [change for change in found.fields if change.name == "one"]
    assert one.p == pytest.approx(2**-6)
    assert one.p_adjusted == pytest.approx(3 * 2**-6)


def test_new_and_fixed_errors() -> None:
    """An error of both systems is neither new nor fixed; the worst articles come first."""
    both, fixed, new = (
        CodingError("missed", "i1", "x"), CodingError("wrong date", "i2/i3", "y"), CodingError("invented", "i4", "a raid"),
    )  # fmt: skip
    before = [replace(synthetic_score("a.txt", 5, 10), errors=(both, fixed)), synthetic_score("b.txt", 5, 10)]
    after = [replace(synthetic_score("a.txt", 6, 10), errors=(both, new)), synthetic_score("b.txt", 1, 10)]
    found = compare_assessments(_assessment(before), _assessment(after), [_article("a.txt"), _article("b.txt")])
    assert (dict(found.fixed_errors), dict(found.new_errors)) == ({"wrong date": 1}, {"invented": 1})
    assert [each.name for each in found.articles] == ["b.txt", "a.txt"]
    renumbered = replace(after[0], errors=(both, replace(fixed, where="i2/i9")))
    same = compare_assessments(_assessment(before[:1]), _assessment([renumbered]), [_article("a.txt")])
    assert (dict(same.fixed_errors), dict(same.new_errors)) == ({}, {})


def test_slices() -> None:
    """The metric is given by language and outlet if there are several."""
    scores = [synthetic_score("a.txt", 5, 10), synthetic_score("b.txt", 9, 10)]
    articles = [_article("a.txt", language="ar", outlet="X"), _article("b.txt", language="en", outlet="X")]
    found = compare_assessments(_assessment(scores), _assessment(scores), articles)
    assert [(name, count, change.before) for name, count, change in found.slices] == [
        ("language ar", 1, 0.5), ("language en", 1, 0.9),
    ]  # fmt: skip
