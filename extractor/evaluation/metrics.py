"""Named figures, each a ratio of sums over articles: so that an article can be left out, drawn twice, or exchanged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from extractor.evaluation.article_score import ArticleScore
from extractor.evaluation.scoring import TableScore, Tally, total

_EMPTY = TableScore()


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one article adds to a figure: the figure is the sum of `got` over the sum of `of`."""

    got: float
    of: float


def f1(tally: Tally) -> Contribution:
    """The share of an F1: twice the credit, over what is possible and what was said."""
    return Contribution(2 * tally.credit, tally.possible + tally.actual)


def _of(table: str, tally: Callable[[TableScore], Tally]) -> Callable[[ArticleScore], Contribution]:
    return lambda judged: f1(tally(judged.scores.get(table, _EMPTY)))


def _precision(tally: Callable[[ArticleScore], Tally]) -> Callable[[ArticleScore], Contribution]:
    return lambda judged: Contribution(tally(judged).credit, tally(judged).actual)


def _everything(judged: ArticleScore) -> Contribution:
    return f1(total([score.overall for score in judged.scores.values()]))


# Each with its sentence; the first is what two prompts are compared by unless another is named beforehand.
METRICS: Mapping[str, tuple[Callable[[ArticleScore], Contribution], str]] = {
    "overall_f1": (_of("incidents", lambda score: score.overall), "every field of every incident, found or not"),
    "incident_f1": (_of("incidents", lambda score: score.found), "incidents found"),
    "fields_f1": (_of("incidents", lambda score: score.fields), "fields of incidents that were found"),
    "operation_f1": (_of("operations", lambda score: score.overall), "operations with their tolls"),
    "statement_f1": (_of("statements", lambda score: score.found), "statements found"),
    "aggregate_f1": (_of("aggregates", lambda score: score.found), "aggregates found"),
    "notes_f1": (_of("article", lambda score: score.overall), "notes on the article"),
    "tables_f1": (_everything, "every field of every table"),
    "quotes_verbatim": (_precision(lambda judged: judged.verbatim), "quotes that stand in the article"),
    "quotes_support": (
        _precision(lambda judged: judged.support),
        "evidence that shows what the gold's shows, of incidents that were found",
    ),
}
PRIMARY = "overall_f1"
LINKS = "link_f1"  # of pairs across articles, so no sum over them
DESCRIPTIONS: Mapping[str, str] = {name: sentence for name, (_, sentence) in METRICS.items()} | {
    LINKS: "reports joined, of pairs that were both found"
}


def shares(metric: str, judged: Iterable[ArticleScore]) -> list[Contribution]:
    """What each article adds to a metric."""
    return [METRICS[metric][0](each) for each in judged]


def slots(judged: Sequence[ArticleScore]) -> dict[str, Tally]:
    """The slots of incidents that were found, over all articles, in the order of the first that has them."""
    found: dict[str, Tally] = {}
    for each in judged:
        for slot, tally in each.scores["incidents"].given.items():
            found[slot] = found.get(slot, Tally()) + tally
    return found


def slot_shares(slot: str, judged: Iterable[ArticleScore]) -> list[Contribution]:
    """What each article adds to the F1 of a field, given that the incident was found."""
    return [f1(each.scores["incidents"].given.get(slot, Tally())) for each in judged]


def value(parts: Iterable[Contribution]) -> float | None:
    """The figure; None where there is nothing to be right or wrong about."""
    parts = list(parts)
    of = sum(part.of for part in parts)
    return sum(part.got for part in parts) / of if of else None
