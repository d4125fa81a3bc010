"""What predictions over gold articles come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from extractor.consolidation.report_cache import Names
from extractor.core.errors import InputError
from extractor.evaluation import metrics, statistics
from extractor.evaluation.article_score import ArticleScore, Coding, Prediction
from extractor.evaluation.cluster_score import LinkScore, links
from extractor.evaluation.gold import Gold
from extractor.evaluation.predictions import SystemOutput
from extractor.evaluation.scoring import Tally
from extractor.evaluation.statistics import Interval

ArticleScorer = Callable[[Coding, Prediction], ArticleScore]  # the codebook's judge, or that of another schema


@dataclass(frozen=True)
class Assessment:
    """What one subject came to.

    Attributes:
        predicted: what it says.
        judged: article by article, in the gold's order.
        links: joined reports, where the gold has clusters.
    """

    predicted: SystemOutput
    judged: Sequence[ArticleScore]
    links: LinkScore | None = None

    def value(self, metric: str) -> float | None:
        """One figure; None where there is nothing to be right about."""
        if metric == metrics.LINKS:
            return self.links.tally.f1 if self.links else None
        return metrics.value(metrics.shares(metric, self.judged))

    def interval(self, metric: str) -> Interval | None:
        """Its interval over articles; None where there is none, as for pairs across articles."""
        return None if metric == metrics.LINKS else statistics.interval(metrics.shares(metric, self.judged))

    def mistakes(self) -> Counter[str]:
        """Errors by kind."""
        return Counter(mistake.kind for each in self.judged for mistake in each.mistakes)

    def slots(self) -> dict[str, Tally]:
        """The fields of incidents that were found."""
        return metrics.slots(self.judged)


def assess(gold: Gold, predicted: SystemOutput, judge: ArticleScorer, names: Names) -> Assessment:
    """Judge all articles of the gold.

    Raises:
        InputError: an article was not predicted at all, or has not ended.
        UsageError: scipy is not installed.
    """
    missing = [name for name in gold.codings if name not in predicted.predictions]
    pending = [name for name in gold.codings if name not in missing and predicted.predictions[name].state == "pending"]
    if missing or pending:
        raise InputError(
            f"{predicted.name}: {_named(missing + pending)} {'was' if missing else 'is'} not answered.",
            next_step="Run or record it first; scores over some of the articles would be scores of something else.",
        )
    judged = {name: judge(coding, predicted.predictions[name]) for name, coding in gold.codings.items()}
    return Assessment(predicted, list(judged.values()), _links(gold, predicted, judged, names))


def _links(gold: Gold, predicted: SystemOutput, judged: Mapping[str, ArticleScore], names: Names) -> LinkScore | None:
    if not gold.clusters.known:
        return None
    stems = {name: path.stem for name, path in gold.files.items()}
    articles = [each for each in predicted.articles if each.row["article"] in stems and each.row["state"] == "ok"]
    return links(articles, judged, stems, names, gold.clusters)


def _named(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
