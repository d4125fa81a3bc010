"""Assessment of a system: the scores of its predictions over gold articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from extractor.core.errors import InputError
from extractor.evaluation import metrics, statistics
from extractor.evaluation.article_score import ArticleScore, Prediction
from extractor.evaluation.cluster_score import LinkScore, score_links
from extractor.evaluation.gold import Gold
from extractor.evaluation.predictions import SystemOutput
from extractor.evaluation.scoring import Tally
from extractor.evaluation.statistics import Interval
from extractor.grounding.names import Names
from extractor.schema.rows import WITH_ROWS, Row

ArticleScorer = Callable[[Row, Prediction], ArticleScore]  # of a gold coding and a prediction, for one schema


@dataclass(frozen=True)
class Assessment:
    """The scores of one system.

    Attributes:
        output: its predictions.
        scores: by article, in the gold's order.
        links: joined reports, if the gold has clusters.
    """

    output: SystemOutput
    scores: Sequence[ArticleScore]
    links: LinkScore | None = None

    def value(self, metric: str) -> float | None:
        """Compute a metric; None if its denominator is 0."""
        if metric == metrics.LINK_F1:
            return self.links.tally.f1 if self.links else None
        return metrics.ratio(metrics.contributions(metric, self.scores))

    def interval(self, metric: str) -> Interval | None:
        """Compute the confidence interval of a metric over articles; None for `link_f1`, whose pairs span articles."""
        if metric == metrics.LINK_F1:
            return None
        return statistics.confidence_interval(metrics.contributions(metric, self.scores))

    def error_counts(self) -> Counter[str]:
        """Count the errors by kind."""
        return Counter(error.kind for score in self.scores for error in score.errors)

    def field_tallies(self) -> dict[str, Tally]:
        """Sum the fields of incidents found."""
        return metrics.field_tallies(self.scores)


def assess(gold: Gold, output: SystemOutput, score_article: ArticleScorer, names: Names) -> Assessment:
    """Score all articles of the gold.

    Raises:
        InputError: an article has no prediction, or is pending.
        UsageError: scipy is not installed.
    """
    missing = [name for name in gold.codings if name not in output.predictions]
    pending = [name for name in gold.codings if name not in missing and output.predictions[name].state == "pending"]
    if missing or pending:
        raise InputError(
            f"{output.name}: no prediction for {_listed(missing + pending)}.",
            next_step="Run or record these articles first: scores over some of the articles are not comparable.",
        )
    scores = {name: score_article(coding, output.predictions[name]) for name, coding in gold.codings.items()}
    return Assessment(output, list(scores.values()), _score_links(gold, output, scores, names))


def _score_links(
    gold: Gold, output: SystemOutput, scores: Mapping[str, ArticleScore], names: Names
) -> LinkScore | None:
    if not gold.clusters.reports:
        return None
    stems = {name: path.stem for name, path in gold.files.items()}
    articles = [each for each in output.articles if each.row["article"] in stems and each.row["state"] in WITH_ROWS]
    return score_links(articles, scores, stems, names, gold.clusters)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
