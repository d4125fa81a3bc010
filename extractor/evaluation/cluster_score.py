"""Score of clustering: pairs of reports that consolidation joins, against the gold's clusters.

Pairs are scored since singleton clusters inflate other measures: on the sample articles, joining nothing scores 85 by
B-cubed and 0 by pairs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from extractor.consolidation.clustering import cluster
from extractor.consolidation.decisions import ResolvedDecisions
from extractor.consolidation.reports import report_of, report_rows
from extractor.evaluation.article_score import ArticleScore
from extractor.evaluation.gold import GoldClusters, Pair
from extractor.evaluation.scoring import Tally
from extractor.grounding.names import Names
from extractor.runs.reader import CodedArticle


@dataclass(frozen=True)
class LinkScore:
    """Tally of linked pairs of reports.

    Attributes:
        forbidden: linked pairs that the gold lists as different incidents.
        missing: gold pairs that were not linked.
    """

    tally: Tally
    forbidden: tuple[Pair, ...] = ()
    missing: tuple[Pair, ...] = ()


def score_links(
    articles: Iterable[CodedArticle],
    scores: Mapping[str, ArticleScore],
    stems: Mapping[str, str],
    names: Names,
    gold: GoldClusters,
) -> LinkScore:
    """Cluster the predicted reports and score the pairs whose reports were both found.

    Args:
        scores: by article. stems: the gold file of each article, without suffix.
    """
    gold_names: dict[str, str] = {}
    reports = []
    for article in articles:
        name = article.row["article"]
        for row in report_rows(article, names.actors, names.places):
            report = report_of(row)
            reports.append(report)
            if gold_id := scores[name].gold_ids.get(row["id"]):
                gold_names[report.id] = f"{stems[name]}.{gold_id}"
    linked: set[Pair] = set()
    for group in cluster(reports, names.actors, ResolvedDecisions()).clusters:
        found = sorted(gold_names[report.id] for report in group if report.id in gold_names)
        linked |= {(one, other) for one, other in combinations(found, 2)}
    linked -= gold.uncertain
    found_reports = set(gold_names.values())
    expected = {pair for pair in gold.same if found_reports.issuperset(pair)}
    tally = Tally(correct=len(linked & expected), missing=len(expected - linked), spurious=len(linked - expected))
    return LinkScore(tally, tuple(sorted(linked & gold.different)), tuple(sorted(expected - linked)))
