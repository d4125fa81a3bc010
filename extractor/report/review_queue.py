"""The order of articles in a review: those with signs of errors first, then a random sample of the rest.

The random sample estimates how often the model is wrong without any sign of it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, TypedDict

from extractor.core.canonical import digest
from extractor.report.articles import ArticleData
from extractor.report.comparison import ComparisonData

_TABLES: tuple[Literal["incidents", "operations", "aggregates"], ...] = ("incidents", "operations", "aggregates")
MIN_SAMPLE = 10  # articles, if there are so many


class QueueItem(TypedDict):
    """An article to review, by its index on the page, with the reasons."""

    article: int
    why: list[str]


def review_queue(
    articles: Sequence[ArticleData], differences: Mapping[str, int], share: float, seed: str, *, blind: bool
) -> list[QueueItem]:
    """Return the articles to review, in order.

    Args:
        articles: of the page.
        differences: number of differences from what the run is compared with, by article.
        share: of the articles without signs of errors, the share to review.
        seed: of the sample; the same run gives the same sample.
        blind: use nothing of the model's coding: every article is in the sample.
    """
    readable = [at for at, each in enumerate(articles) if each.get("text")]
    reasons = {at: [] if blind else list(_signs_of_errors(articles[at], differences)) for at in readable}
    suspicious = sorted((at for at in readable if reasons[at]), key=lambda at: (-_weight(reasons[at]), at))
    rest = sorted(
        (at for at in readable if not reasons[at]), key=lambda at: digest("turn/1", [seed, articles[at]["id"]])
    )
    sample = rest[: max(math.ceil(share * len(rest)), min(MIN_SAMPLE, len(rest))) if share else 0]
    return [
        *(QueueItem(article=at, why=[reason for _, reason in reasons[at]]) for at in suspicious),
        *(QueueItem(article=at, why=["drawn at random"]) for at in sample),
    ]


def _signs_of_errors(article: ArticleData, differences: Mapping[str, int]) -> Iterator[tuple[int, str]]:
    """Yield the signs of errors in an article's coding: weight and text."""
    if article["state"] != "ok":
        yield 100, f"{article['state']}: {article['kind'].replace('_', ' ')}"
    rows = [row for table in _TABLES for row in article.get(table, ())]
    if doubts := [each for row in rows for each in row.get("contradictions", ())]:
        first = doubts[0]
        more = f" and {len(doubts) - 1} more" if len(doubts) > 1 else ""
        yield 50 * len(doubts), f"{first['field']}: {first['value']}: {first['reason']}{more}"
    if count := article.get("quotes", {}).get("ungrounded", 0):
        yield 10 * count, f"{count} not in the article"
    if count := differences.get(article["name"], 0):
        yield 5 * count, f"{count} {'difference' if count == 1 else 'differences'}"
    for flag in article.get("flags", ()):
        yield 5, flag.replace("_", " ")


def _weight(reasons: Sequence[tuple[int, str]]) -> int:
    return sum(weight for weight, _ in reasons)


def differences(compared: ComparisonData | None) -> dict[str, int]:
    """Count the changed, new and lost items of each article of a comparison."""
    return {
        each["name"]: len(each["lost"])
        + len(each["new"])
        + sum(bool(pair["changed"]) for pair in each["pairs"])
        + len(each["changed"])
        + sum(len(lines) for sides in each["tables"].values() for lines in sides)
        for each in (compared["articles"] if compared else ())
    }
