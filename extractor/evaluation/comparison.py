"""Comparison of two systems over the same articles: verdict, significance, and the articles and errors that changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from extractor.articles.article import Article
from extractor.evaluation import metrics, statistics
from extractor.evaluation.article_score import ArticleScore
from extractor.evaluation.assessment import Assessment
from extractor.evaluation.metrics import Contribution
from extractor.evaluation.statistics import LEVEL, Interval
from extractor.schema.rows import WITH_ROWS

Conclusion = Literal["BETTER", "BETTER BUT", "WORSE", "NO DIFFERENCE SHOWN"]
MAX_TOKEN_RATIO = 1.1  # a better prompt that uses more tokens than this has a caveat


@dataclass(frozen=True)
class MetricChange:
    """A metric on both sides, with the p-value of the paired permutation test.

    Attributes:
        p_adjusted: adjusted for all fields tested together (Holm).
    """

    name: str
    before: float | None
    after: float | None
    p: float | None = None
    p_adjusted: float | None = None

    @property
    def delta(self) -> float:
        """After minus before, None counted as 0."""
        return (self.after or 0.0) - (self.before or 0.0)

    def row(self) -> dict[str, Any]:
        """Convert to JSON."""
        return {
            "name": self.name,
            "before": self.before,
            "after": self.after,
            "p": self.p,
            "held": self.p_adjusted,
        }


@dataclass(frozen=True)
class ArticleDelta:
    """One article: the primary metric on both sides, and the kinds of errors that are new and that are fixed."""

    name: str
    before: float | None
    after: float | None
    new_errors: tuple[str, ...]
    fixed_errors: tuple[str, ...]

    @property
    def delta(self) -> float:
        """After minus before, None counted as 0."""
        return (self.after or 0.0) - (self.before or 0.0)


class Slice(NamedTuple):
    """The primary metric over the articles of one language or outlet."""

    name: str
    articles: int
    change: MetricChange


@dataclass(frozen=True)
class Comparison:
    """The result of a comparison.

    Attributes:
        verdict: on the primary metric. caveats: of BETTER BUT.
        primary: the metric that was named beforehand. interval: of its difference.
        differing: number of articles whose contributions differ; few of them cannot give a small p-value.
        detectable: the smallest difference that these articles detect with 80 % power.
        needed: number of articles needed to detect the observed difference.
        other_metrics: not tested. fields: of matched incidents, tested together.
        articles: the worst delta first. new_errors, fixed_errors: counts by kind.
        slices: by language and by outlet.
    """

    verdict: Conclusion
    caveats: tuple[str, ...]
    primary: MetricChange
    interval: Interval | None
    differing: int
    detectable: float | None
    needed: int | None
    other_metrics: Sequence[MetricChange]
    fields: Sequence[MetricChange]
    articles: Sequence[ArticleDelta]
    new_errors: Mapping[str, int]
    fixed_errors: Mapping[str, int]
    slices: Sequence[Slice]


def compare_assessments(
    before: Assessment, after: Assessment, articles: Sequence[Article], metric: str = metrics.PRIMARY
) -> Comparison:
    """Compare two assessments of the same gold by one metric.

    Raises:
        UsageError: scipy is not installed.
    """
    ours, theirs = (metrics.contributions(metric, side.scores) for side in (before, after))
    fields = _field_contributions(before.scores, after.scores)
    p, *field_p = statistics.p_values(
        [ours, *(one for one, _ in fields.values())], [theirs, *(other for _, other in fields.values())]
    )
    primary = MetricChange(metric, metrics.ratio(ours), metrics.ratio(theirs), p=p)
    field_changes = _field_changes(fields, field_p)
    interval = statistics.difference_interval(ours, theirs)
    standard_error = interval.standard_error if interval else 0.0
    deltas = sorted(
        _article_deltas(before, after, metric), key=lambda each: (each.delta, -len(each.new_errors), each.name)
    )
    differing = sum(one != other for one, other in zip(ours, theirs, strict=True))
    verdict, caveats = _verdict(primary, field_changes, before, after)
    others = [name for name in metrics.DESCRIPTIONS if name != metric]
    return Comparison(
        verdict,
        caveats,
        primary,
        interval=interval,
        differing=differing,
        detectable=statistics.detectable_difference(standard_error) if standard_error else None,
        needed=_articles_needed(len(ours), differing, standard_error, abs(primary.delta)),
        other_metrics=[MetricChange(name, before.value(name), after.value(name)) for name in others],
        fields=field_changes,
        articles=deltas,
        new_errors=Counter(kind for each in deltas for kind in each.new_errors),
        fixed_errors=Counter(kind for each in deltas for kind in each.fixed_errors),
        slices=list(_slices(before.scores, after.scores, articles, metric)),
    )


def _field_contributions(
    before: Sequence[ArticleScore], after: Sequence[ArticleScore]
) -> dict[str, tuple[list[Contribution], list[Contribution]]]:
    fields = dict.fromkeys([*metrics.field_tallies(before), *metrics.field_tallies(after)])
    return {
        name: (metrics.field_contributions(name, before), metrics.field_contributions(name, after)) for name in fields
    }


def _field_changes(
    fields: Mapping[str, tuple[list[Contribution], list[Contribution]]], p_values: Sequence[float]
) -> list[MetricChange]:
    return [
        MetricChange(name, metrics.ratio(one), metrics.ratio(other), p=p, p_adjusted=adjusted)
        for (name, (one, other)), p, adjusted in zip(fields.items(), p_values, statistics.holm(p_values), strict=True)
    ]


def _articles_needed(articles: int, differing: int, standard_error: float, delta: float) -> int | None:
    """Compute the articles needed to detect a difference: by its spread, and for enough differing articles."""
    if not delta or not differing:
        return None
    needed_differing = next(count for count in range(1, 99) if statistics.min_p_value(count) <= LEVEL)
    by_spread = statistics.articles_needed(articles, standard_error, delta) or 0
    return max(by_spread, -(-articles * needed_differing // differing))


def _verdict(
    primary: MetricChange, fields: Sequence[MetricChange], before: Assessment, after: Assessment
) -> tuple[Conclusion, tuple[str, ...]]:
    assert primary.p is not None
    if primary.p > LEVEL or not primary.delta:
        return "NO DIFFERENCE SHOWN", ()
    if primary.delta < 0:
        return "WORSE", ()
    caveats = tuple(_caveats(fields, before, after))
    return ("BETTER BUT" if caveats else "BETTER"), caveats


def _caveats(fields: Sequence[MetricChange], before: Assessment, after: Assessment) -> Iterator[str]:
    """Yield the respects in which a better system is worse."""
    for change in fields:
        if change.p_adjusted is not None and change.p_adjusted <= LEVEL and change.delta < 0:
            yield f"the field {change.name} is worse: {change.before:.3f} to {change.after:.3f}"
    for metric in ("incident_f1", "link_f1", "quotes_verbatim"):
        one, other = before.value(metric), after.value(metric)
        if one is not None and other is not None and other < one:
            yield f"{metric} is lower: {one:.3f} to {other:.3f}"
    failed = [sum(score.state not in WITH_ROWS for score in side.scores) for side in (before, after)]
    if failed[1] > failed[0]:
        yield f"more articles fail: {failed[0]} to {failed[1]}"
    tokens = [side.output.usage.tokens if side.output.usage else None for side in (before, after)]
    if tokens[0] and tokens[1] and tokens[1].total > MAX_TOKEN_RATIO * tokens[0].total:
        yield f"it uses {tokens[1].total / tokens[0].total:.2f} times the tokens"


def _article_deltas(before: Assessment, after: Assessment, metric: str) -> Iterator[ArticleDelta]:
    for one, other in zip(before.scores, after.scores, strict=True):
        errors = Counter(_error_keys(one)), Counter(_error_keys(other))
        new, fixed = (
            tuple(sorted(kind for kind, _ in difference.elements()))
            for difference in (errors[1] - errors[0], errors[0] - errors[1])
        )
        values = [metrics.ratio(metrics.contributions(metric, [score])) for score in (one, other)]
        yield ArticleDelta(one.name, values[0], values[1], new_errors=new, fixed_errors=fixed)


def _error_keys(score: ArticleScore) -> Iterator[tuple[str, str]]:
    """Yield keys by which errors of two systems are equal: the kind with the gold's id, or with the detail."""
    for error in score.errors:
        gold_id, separator, _ = error.where.partition("/")
        yield error.kind, gold_id if separator or error.kind in ("missed", "merged") else error.detail


def _slices(
    before: Sequence[ArticleScore], after: Sequence[ArticleScore], articles: Sequence[Article], metric: str
) -> Iterator[Slice]:
    by_name = {article.name: article for article in articles}
    for attribute in ("language", "outlet"):
        groups: dict[str, list[int]] = {}
        for at, score in enumerate(before):
            groups.setdefault(getattr(by_name[score.name], attribute) or "not given", []).append(at)
        for name, places in sorted(groups.items()) if len(groups) > 1 else ():
            one, other = (
                metrics.ratio(metrics.contributions(metric, [side[at] for at in places])) for side in (before, after)
            )
            yield Slice(f"{attribute} {name}", len(places), MetricChange(metric, one, other))
