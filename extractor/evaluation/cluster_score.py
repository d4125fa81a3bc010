"""Which reports of several articles were joined, against which should be: pairs, since clusters of one flatter.

Leaving every report alone scores 85 by B-cubed on the sample articles, and 0 by pairs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from extractor.consolidation.clustering import cluster
from extractor.consolidation.decisions import ResolvedDecisions
from extractor.consolidation.report_cache import Names
from extractor.consolidation.reports import report_of, report_rows
from extractor.evaluation.article_score import ArticleScore
from extractor.evaluation.gold import GoldClusters, Pair
from extractor.evaluation.scoring import Tally
from extractor.runs.reader import CodedArticle


@dataclass(frozen=True)
class LinkScore:
    """Pairs of reports: rightly joined, missing, joined without cause; of the last, `forbidden` ones the gold names."""

    tally: Tally
    forbidden: tuple[Pair, ...] = ()
    missing: tuple[Pair, ...] = ()


def links(
    articles: Iterable[CodedArticle],
    judged: Mapping[str, ArticleScore],
    stems: Mapping[str, str],
    names: Names,
    gold: GoldClusters,
) -> LinkScore:
    """Join the predicted reports and compare.

    A pair counts only where both of its reports were found: that one was not is told elsewhere.

    Args:
        stems: what the gold calls each article.
    """
    called: dict[str, str] = {}
    reports = []
    for article in articles:
        name = article.row["article"]
        for row in report_rows(article, names.actors, names.places):
            report = report_of(row)
            reports.append(report)
            if same := judged[name].same.get(row["id"]):
                called[report.id] = f"{stems[name]}.{same}"
    said: set[Pair] = set()
    for group in cluster(reports, names.actors, ResolvedDecisions()).clusters:
        found = sorted(called[report.id] for report in group if report.id in called)
        said |= {(one, other) for one, other in combinations(found, 2)}
    known = set(called.values())
    wanted = {pair for pair in gold.joined if known.issuperset(pair)}
    said -= gold.unsettled
    tally = Tally(correct=len(said & wanted), missing=len(wanted - said), spurious=len(said - wanted))
    return LinkScore(tally, tuple(sorted(said & gold.apart)), tuple(sorted(wanted - said)))
