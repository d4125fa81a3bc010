"""Metrics: each is a ratio of sums over articles, so that articles can be resampled or exchanged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from extractor.evaluation.article_score import ArticleScore
from extractor.evaluation.scoring import TableScore, Tally, sum_tallies

_EMPTY = TableScore()


@dataclass(frozen=True, slots=True)
class Contribution:
    """The contribution of one article to a metric, which is the sum of numerators over the sum of denominators."""

    numerator: float
    denominator: float


def f1(tally: Tally) -> Contribution:
    """Return the contribution to an F1: twice the credit, over gold and predicted values."""
    return Contribution(2 * tally.credit, tally.possible + tally.actual)


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric: the contribution of an article, and a description for people."""

    contribution: Callable[[ArticleScore], Contribution]
    description: str


def _f1(table: str, tally: Callable[[TableScore], Tally], description: str) -> Metric:
    return Metric(lambda score: f1(tally(score.tables.get(table, _EMPTY))), description)


def _precision(tally: Callable[[ArticleScore], Tally], description: str) -> Metric:
    return Metric(lambda score: Contribution(tally(score).credit, tally(score).actual), description)


def _all_tables(score: ArticleScore) -> Contribution:
    return f1(sum_tallies(table.overall for table in score.tables.values()))


METRICS: Mapping[str, Metric] = {
    "overall_f1": _f1("incidents", lambda table: table.overall, "all fields of all incidents, found or not"),
    "incident_f1": _f1("incidents", lambda table: table.items, "incidents found"),
    "fields_f1": _f1("incidents", lambda table: table.fields, "fields of incidents found"),
    "operation_f1": _f1("operations", lambda table: table.overall, "operations with their casualties"),
    "statement_f1": _f1("statements", lambda table: table.items, "statements found"),
    "aggregate_f1": _f1("aggregates", lambda table: table.items, "aggregates found"),
    "notes_f1": _f1("article", lambda table: table.overall, "notes on the article"),
    "tables_f1": Metric(_all_tables, "all fields of all tables"),
    "quotes_verbatim": _precision(lambda score: score.verbatim, "quotes found in the article"),
    "quotes_support": _precision(lambda score: score.support, "evidence that overlaps the gold's, of incidents found"),
}
PRIMARY = "overall_f1"  # by which two systems are compared unless another metric is named beforehand
LINK_F1 = "link_f1"  # of pairs across articles, so not a sum over articles
DESCRIPTIONS: Mapping[str, str] = {name: metric.description for name, metric in METRICS.items()} | {
    LINK_F1: "pairs of reports joined, where both were found"
}


def contributions(metric: str, scores: Iterable[ArticleScore]) -> list[Contribution]:
    """Return the contribution of each article to a metric."""
    return [METRICS[metric].contribution(score) for score in scores]


def ratio(parts: Iterable[Contribution]) -> float | None:
    """Compute a metric; None if its denominator is 0."""
    parts = list(parts)
    denominator = sum(part.denominator for part in parts)
    return sum(part.numerator for part in parts) / denominator if denominator else None


def field_tallies(scores: Sequence[ArticleScore]) -> dict[str, Tally]:
    """Sum the fields of incidents found over all articles, in order of first occurrence."""
    tallies: dict[str, Tally] = {}
    for score in scores:
        for field, tally in score.tables["incidents"].matched_slots.items():
            tallies[field] = tallies.get(field, Tally()) + tally
    return tallies


def field_contributions(field: str, scores: Iterable[ArticleScore]) -> list[Contribution]:
    """Return the contribution of each article to the F1 of a field of incidents found."""
    return [f1(score.tables["incidents"].matched_slots.get(field, Tally())) for score in scores]
