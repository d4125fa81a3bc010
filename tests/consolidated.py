"""Shared parts of the consolidation tests: reports and rows, the gold as articles, links and their scores."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any, TypedDict, cast

from extractor.articles.original import Original
from extractor.consolidation.clustering import ClusteringResult, Link, cluster
from extractor.consolidation.decisions import ResolvedDecisions
from extractor.consolidation.folder import ManifestFacts
from extractor.consolidation.fusion import AttributedReport, ConsolidatedIncident, merge_reports
from extractor.consolidation.near_duplicates import SourceArticle
from extractor.consolidation.reports import (
    Party,
    Report,
    ReportOperation,
    ReportRow,
    ReportStatement,
    article_key,
    report_of,
    report_rows,
)
from extractor.core.package_data import SEEDS
from extractor.grounding.actors import Actors
from extractor.grounding.names import Names, load_names
from extractor.runs.reader import CodedArticle, read_run
from extractor.schema.rows import ArticleRow, CasualtyRow, IncidentRow, OperationRow, QuoteRow, StatementRow

GOLD = SEEDS / "gold"
FACTS: ManifestFacts = {
    "extractor": "0", "runs": [], "names": "", "gazetteer": None, "decisions": None,
    "counts": {"articles": 0, "reports": 0, "incidents": 0},
}  # fmt: skip
PUBLISHED = {"000": "2024-01-24", "001": "2024-01-24", "002": "2024-01-24", "003": "2021-06-28", "004": "2023-11-22"}


@cache
def names() -> Names:
    """Return the bundled names, without a gazetteer."""
    return load_names(gazetteer=False)


@cache
def actors() -> Actors:
    return names().actors


def party(*ids: str, names: Iterable[str] = (), persons: Iterable[str] = ()) -> Party:
    return Party(frozenset(ids), frozenset(names), frozenset(persons))


def report(id_: str = "a", **changes: Any) -> Report:
    """Return a report of a US strike on Kataib Hezbollah in Jurf al-Sakhar on 24 January 2024, in an article of its own."""
    day = date(2024, 1, 24)
    fields: dict[str, Any] = {
        "id": id_,
        "label": f"{id_}.txt:i1",
        "article": f"text-{id_} {id_}.txt",
        "type": "air_drone_strike",
        "status": "occurred",
        "published": day,
        "start": day,
        "end": day,
        "contradicting_days": None,
        "place": "jurf-al-sakhar",
        "within": (),
        "place_name": "Jurf al-Sakhar",
        "precision": "town_or_district",
        "country": "IQ",
        "admin1": None,
        "initiators": party("united-states"),
        "targets": party("kataib-hezbollah"),
        "casualties": frozenset(),
        "coding": id_,
        **changes,
    }
    return Report(**fields)


def quote(text: str) -> QuoteRow:
    return {"text": text, "match": "exact", "start": 0, "end": len(text)}


def _quote_or_none(text: str | None) -> QuoteRow | None:
    return None if text is None else quote(text)


def coded(**changes: Any) -> IncidentRow:
    """Return a coded incident as a run has it: a US strike in Jurf al-Sakhar, reported on 24 January 2024."""
    strings = {
        "claimed_by": None, "target_text": None, "weapon_text": None, "date_text": "early Wednesday",
        "place_text": "the Jurf al-Sakhr area",
    }  # fmt: skip
    fields = {**strings, **{name: value for name, value in changes.items() if name in strings}}
    sides = {side: changes.pop(side, given) for side, given in _SIDES.items()}
    row = {
        "article_id": "0" * 32,
        "article": "a.txt",
        "published": "2024-01-24",
        "id": "i1",
        "operation": None,
        "type": "air_drone_strike",
        "status": "occurred",
        "salience": "main",
        "summary": "US strike in Jurf al-Sakhar.",
        "basis": "reported_as_fact",
        "target_kinds": ["militia_site"],
        "weapon": "aircraft_munition",
        "date_start": "2024-01-24",
        "date_end": "2024-01-24",
        "date_precision": "exact_day",
        "date_basis": "relative_to_publication",
        "place_name": "Jurf al-Sakhr",
        "admin1": None,
        "country": "IQ",
        "place_precision": "town_or_district",
        "casualties": [],
        "damage": "unknown",
        "in_response_to": None,
        "evidence": [quote("A strike hit Jurf al-Sakhr")],
        **changes,
        **{name: _quote_or_none(value) for name, value in fields.items()},
        **{side: [{"name": quote(name), "kind": kind} for name, kind in given] for side, given in sides.items()},
    }
    return cast("IncidentRow", row)


_SIDES = {"initiators": [("US", "state_military")], "targets": [("Hezbollah Brigades", "armed_group")]}


def casualty(low: int | None, high: int | None = None, **changes: Any) -> CasualtyRow:
    """Return a figure of a coded incident; `high` is `low` unless given, and None with `open=True`."""
    given = {"status": "killed", "source": "the ministry", "victims": None, "superseded": False, **changes}
    return {
        "status": given["status"],
        "low": low,
        "high": None if given.get("open") else low if high is None else high,
        "victims": _quote_or_none(given["victims"]),
        "source": _quote_or_none(given["source"]),
        "superseded": given["superseded"],
        "quote": quote(f"{low} were {given['status']}"),
    }


def article(
    *incidents: IncidentRow,
    operations: Iterable[OperationRow] = (),
    statements: Iterable[StatementRow] = (),
    text: str = "",
    **changes: Any,
) -> CodedArticle:
    """Return an article of a run with these incidents; its name and date are those of the first unless given."""
    first: Mapping[str, Any] = incidents[0] if incidents else coded()
    identity: Any = {name: changes.pop(name, first[name]) for name in ("article_id", "article", "published")}
    row = {
        **identity,
        "state": "ok",
        "metadata": {"outlet": None, "language": "en", **changes.pop("metadata", {})},
        "notes": {"article": {"published_text": None, "agencies": changes.pop("agencies", []), "garbled_passages": []}},
    }
    rows: list[Any] = [{**each, **identity} for each in incidents]
    return CodedArticle(cast("ArticleRow", row), Original(text), rows, list(operations), list(statements))


def row(**changes: Any) -> ReportRow:
    """Return the row of a report, with what code finds."""
    return next(report_rows(article(coded(**changes)), names().actors, names().places))


class _Context(TypedDict, total=False):
    operation_row: ReportOperation
    statements: list[ReportStatement]


def attributed(name: str, agencies: Iterable[str] = (), **changes: Any) -> AttributedReport:
    """Return a report of an article of this name, whose text is its own."""
    context = cast("_Context", {key: changes.pop(key) for key in ("operation_row", "statements") if key in changes})
    made = row(article=f"{name}.txt", article_id=name * 32, **changes)
    source = SourceArticle(article_key(made), name * 32, b"", frozenset(agencies))
    return AttributedReport(
        made, context.get("operation_row"), context.get("statements", ()), source, f"{name.upper()} Times"
    )


def merge(*reports: AttributedReport) -> ConsolidatedIncident:
    return merge_reports(reports, [Link("x", "y", "same", "both at X")], actors())


def gold_articles() -> Iterator[CodedArticle]:
    """Yield the gold codings of the sample articles, as articles of a run."""
    for name, published in PUBLISHED.items():
        gold = json.loads((GOLD / f"{name}.json").read_text(encoding="utf-8"))
        identity = {"article_id": name, "article": name, "published": published}
        incidents: list[Any] = []
        for each in gold["incidents"]:
            single = {field: _quote_or_none(each[field]) for field in ("date_text", "place_text", "claimed_by")}
            sides = {
                side: [{**actor, "name": quote(actor["name"])} for actor in each[side]]
                for side in ("initiators", "targets")
            }
            casualties = [{**figure, "source": _quote_or_none(figure["source"])} for figure in each["casualties"]]
            incidents.append({**identity, **each, **single, **sides, "casualties": casualties})
        row = cast("ArticleRow", {**identity, "metadata": {"language": "en"}})
        yield CodedArticle(row, Original(""), incidents, gold["operations"], [])


def reports_of(articles: Iterable[CodedArticle]) -> list[Report]:
    """Return the reports of articles."""
    known = names()
    return [report_of(row) for each in articles for row in report_rows(each, known.actors, known.places)]


def clustered(reports: Iterable[Report], decisions: ResolvedDecisions | None = None) -> ClusteringResult:
    return cluster(reports, actors(), decisions or ResolvedDecisions())


def groups(clusters: ClusteringResult) -> list[list[str]]:
    """Return the ids of the reports of each cluster, sorted."""
    return sorted(sorted(report.id for report in group) for group in clusters.clusters)


def pairs(clusters: ClusteringResult, labels: Mapping[str, str]) -> set[tuple[str, str]]:
    """Return the pairs of reports in one cluster, by label; reports without a label are left out."""
    found = set()
    for group in clusters.clusters:
        named = sorted(labels[report.id] for report in group if report.id in labels)
        found |= set(combinations(named, 2))
    return found


def gold_links() -> dict[str, set[tuple[str, str]]]:
    """Return the true links, the hard negatives, and the uncertain pairs that are not scored."""
    gold = json.loads((GOLD / "clusters.json").read_text(encoding="utf-8"))
    return {
        "true": {pair for ids in gold["clusters"] for pair in combinations(sorted(ids), 2)},
        "hard": {(min(pair), max(pair)) for pair in gold["hard_negatives"]},
        "uncertain": {(min(pair), max(pair)) for pair in gold["uncertain"]},
    }


def label(report: Report) -> str:
    """Return the gold's label of a report: 001.i4."""
    name, _, incident = report.label.rpartition(":")
    return f"{name[:3]}.{incident}"


def cluster_recorded(demo: Path) -> tuple[ClusteringResult, dict[str, str]]:
    """Cluster the recorded responses; return also the gold label of each report: that of its article, type and place."""
    gold = {(label(each)[:3], each.type, each.place): label(each) for each in reports_of(gold_articles())}
    found = reports_of(read_run(demo).articles())
    same = {each.id: gold.get((label(each)[:3], each.type, each.place), "") for each in found}
    return clustered(found), {id_: name for id_, name in same.items() if name}


def scores(found: set[tuple[str, str]], known: set[str]) -> dict[str, float]:
    """Return precision, recall and F1 of links; a gold link counts only if both of its reports were found."""
    links = gold_links()
    true = {pair for pair in links["true"] if known >= set(pair)}
    found = found - links["uncertain"]
    right = len(found & true)
    precision, recall = right / len(found) if found else 1.0, right / len(true) if true else 1.0
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / (precision + recall or 1)}


if __name__ == "__main__":  # python -m tests.consolidated runs/demo
    import sys

    gold = clustered(reports_of(gold_articles()))
    own = {each.id: label(each) for group in gold.clusters for each in group}
    recorded, mapped = cluster_recorded(Path(sys.argv[1]))
    print(f"{'links on':<18} {'precision':>9} {'recall':>7} {'F1':>6} {'hard negatives joined':>22}")
    for what, clusters, labels in (("gold fields", gold, own), ("recorded responses", recorded, mapped)):
        found = pairs(clusters, labels)
        scored = scores(found, set(labels.values()))
        hard = len(found & gold_links()["hard"])
        print(f"{what:<18} {scored['precision']:9.3f} {scored['recall']:7.3f} {scored['f1']:6.3f} {hard:>22}")
