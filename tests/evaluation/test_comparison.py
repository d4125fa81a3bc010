"""contrast: is one prediction better than another, and where."""

from dataclasses import replace
from typing import Any

import pytest

from extractor.articles.article import Article
from extractor.articles.build import make_article
from extractor.evaluation.article_score import ArticleScore
from extractor.evaluation.assessment import Assessment
from extractor.evaluation.comparison import Comparison, compare_assessments
from extractor.evaluation.error_analysis import CodingError
from extractor.evaluation.predictions import SystemOutput
from extractor.evaluation.scoring import Tally
from extractor.model.usage import Usage
from tests.evaluated import scored


def _article(name: str, **given: Any) -> Article:
    return make_article(name, "Some text.", given)


def _assessed(judged: list[ArticleScore], **facts: Any) -> Assessment:
    return Assessment(SystemOutput("x", {}, facts=facts), judged)


def _contrast(before: list[int], after: list[int], of: int = 20, **given: Any) -> Comparison:
    """Articles with so many right fields before and after."""
    names = [f"{n:02}.txt" for n in range(len(before))]
    sides = [[scored(name, got, of) for name, got in zip(names, each, strict=True)] for each in (before, after)]
    return compare_assessments(_assessed(sides[0]), _assessed(sides[1]), [_article(name, **given) for name in names])


def test_better_and_worse() -> None:
    """A difference that exchanging the two seldom makes is shown, in either direction."""
    better = _contrast([10] * 12, [13] * 12)
    worse = _contrast([13] * 12, [10] * 12)
    assert (better.verdict, worse.verdict) == ("BETTER", "WORSE")
    assert better.primary.delta == pytest.approx(0.15)
    assert worse.primary.delta == pytest.approx(-0.15)
    assert better.primary.p is not None
    assert better.primary.p < 0.001


def test_nothing_shown() -> None:
    """With few articles, or a difference that goes both ways, nothing is shown, and how many it would take is."""
    few = _contrast([10] * 4, [13, 14, 12, 15])
    assert (few.verdict, few.differing) == ("NO DIFFERENCE SHOWN", 4)
    mixed = _contrast([10] * 12, [13, 8] * 6)
    assert mixed.verdict == "NO DIFFERENCE SHOWN"
    assert mixed.needed is not None
    assert mixed.needed > 12
    assert mixed.detectable is not None
    assert mixed.detectable > mixed.primary.delta


def test_against_itself() -> None:
    """No difference, p = 1, no article that differs."""
    found = _contrast([10, 12, 3], [10, 12, 3])
    assert (found.primary.delta, found.primary.p, found.differing) == (0, 1, 0)
    assert (found.verdict, found.needed, found.detectable) == ("NO DIFFERENCE SHOWN", None, None)
    assert {change.p for change in found.fields} == {1}


def _with(judged: list[ArticleScore], **slots: Tally) -> list[ArticleScore]:
    return [replace(each, scores=scored(each.name, 10, 20, **slots).scores) for each in judged]


def test_better_but() -> None:
    """A better figure with a field that is worse, an article that fails, or a higher price is told with its reasons."""
    names = [f"{n:02}.txt" for n in range(12)]
    before = [scored(name, 10, 20, date=Tally(correct=1)) for name in names]
    after = [scored(name, 16, 20, date=Tally(incorrect=1)) for name in names]
    after[0] = replace(after[0], state="failed")
    articles = [_article(name) for name in names]
    sides = _assessed(before, usage=Usage(1_000, 0, 100)), _assessed(after, usage=Usage(2_000, 0, 100))
    found = compare_assessments(*sides, articles)
    assert found.verdict == "BETTER BUT"
    assert [reason.split(":")[0] for reason in found.but] == [
        "the field date is worse", "1 articles fail, and 0 did", "it takes 1.91 times the tokens",
    ]  # fmt: skip


def test_fields_are_held_against_each_other() -> None:
    """Of many fields that are looked at, one with a small p is not enough: Holm's is shown beside it."""
    names = [f"{n:02}.txt" for n in range(7)]
    before = [scored(name, 10, 20, one=Tally(incorrect=1), two=Tally(correct=1)) for name in names]
    after = [scored(name, 10, 20, one=Tally(correct=1), two=Tally(correct=1)) for name in names]
    found = compare_assessments(_assessed(before), _assessed(after), [_article(name) for name in names])
    (one,) = [change for change in found.fields if change.name == "one"]
    assert one.p == pytest.approx(2**-6)
    assert one.held == pytest.approx(3 * 2**-6)


def test_errors_gone_and_new() -> None:
    """An error that both sides have is neither; the articles that lost most come first."""
    both, gone, new = (
        CodingError("missed", "i1", "x"), CodingError("wrong date", "i2/i3", "y"), CodingError("invented", "i4", "a raid"),
    )  # fmt: skip
    before = [replace(scored("a.txt", 5, 10), mistakes=(both, gone)), scored("b.txt", 5, 10)]
    after = [replace(scored("a.txt", 6, 10), mistakes=(both, new)), scored("b.txt", 1, 10)]
    found = compare_assessments(_assessed(before), _assessed(after), [_article("a.txt"), _article("b.txt")])
    assert (dict(found.gone), dict(found.new)) == ({"wrong date": 1}, {"invented": 1})
    assert [moved.name for moved in found.articles] == ["b.txt", "a.txt"]
    renumbered = replace(after[0], mistakes=(both, replace(gone, where="i2/i9")))
    same = compare_assessments(_assessed(before[:1]), _assessed([renumbered]), [_article("a.txt")])
    assert (dict(same.gone), dict(same.new)) == ({}, {})


def test_slices() -> None:
    """The figure by language and outlet, where there are several."""
    judged = [scored("a.txt", 5, 10), scored("b.txt", 9, 10)]
    articles = [_article("a.txt", language="ar", outlet="X"), _article("b.txt", language="en", outlet="X")]
    found = compare_assessments(_assessed(judged), _assessed(judged), articles)
    assert [(name, count, change.before) for name, count, change in found.slices] == [
        ("language ar", 1, 0.5), ("language en", 1, 0.9),
    ]  # fmt: skip
