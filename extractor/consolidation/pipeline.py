"""The consolidation pipeline: runs in, a folder of consolidated incidents out. It makes no API calls.

Reports are derived run by run and cached beside the folder, so that a known run is not derived again. All of them are
then clustered anew: the result depends neither on the order of the runs nor on earlier consolidations.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from extractor.consolidation.clustering import ClusteringResult, Link, cluster
from extractor.consolidation.decisions import read_decisions, resolve_decisions
from extractor.consolidation.folder import ConsolidatedFiles, Counts, ManifestFacts, consolidated_folder
from extractor.consolidation.fusion import AttributedReport, merge_reports
from extractor.consolidation.near_duplicates import SourceArticle
from extractor.consolidation.report_cache import CachedReports, cache_reports, source_article
from extractor.consolidation.reports import Report, report_of
from extractor.core.errors import InputError
from extractor.core.files import state_folder
from extractor.core.folder_lock import exclusive_lock
from extractor.core.version import __version__
from extractor.grounding.actors import Actors
from extractor.grounding.aliases import read_csv_file
from extractor.grounding.names import Names
from extractor.grounding.places import needs_gazetteer
from extractor.runs.reader import FinishedRun, read_run


@dataclass(frozen=True)
class ConsolidationSummary:
    """The counts of a consolidation.

    Attributes:
        runs, derived_runs: all runs, and those whose reports were not cached.
        left_out: articles of the runs that are failed or pending.
        articles, reports, incidents: consolidated.
        near_misses: pairs for a person to decide.
        not_geocoded, undated, flagged: incidents without coordinates, without a date, with flags.
        unused_decisions: messages for decisions whose reports were not found.
        gazetteer_missing: True if a place is in no alias file, and there is no gazetteer to look it up in.
    """

    runs: int
    derived_runs: int
    left_out: int
    articles: int
    reports: int
    incidents: int
    near_misses: int
    not_geocoded: int
    undated: int
    flagged: int
    unused_decisions: tuple[str, ...]
    gazetteer_missing: bool


def consolidate(runs: Iterable[Path], out: Path, names: Names, decisions: Path | None = None) -> ConsolidationSummary:
    """Consolidate runs into a folder.

    Raises:
        InputError: a run cannot be read, or two runs code one article differently.
        UsageError: the decisions are wrong, or the folder cannot be written.
    """
    found = {run.id: run for run in map(read_run, runs)}
    decision_file = read_csv_file(decisions) if decisions else None
    with ExitStack() as stack:
        stack.enter_context(exclusive_lock(out))
        cached = _cache_runs(found.values(), names, out)
        index = _ReportIndex()
        for id_ in sorted(found):
            index.add(found[id_], CachedReports(stack.enter_context(open(cached[id_][0], "rb"))))
        resolved = resolve_decisions(read_decisions(decision_file) if decision_file else (), index.reports.values())
        result = cluster(index.reports.values(), names.actors, resolved)
        counts = Counts(articles=len(index.sources), reports=len(index.reports), incidents=len(result.clusters))
        gazetteer = names.places.gazetteer
        facts: ManifestFacts = {
            "extractor": __version__,
            "runs": sorted(found),
            "names": names.id,
            "gazetteer": gazetteer.version if index.gazetteer_used and gazetteer else None,
            "decisions": hashlib.sha256(decision_file.text.encode()).hexdigest() if decision_file else None,
            "counts": counts,
        }
        with consolidated_folder(out, facts) as files:
            lacking = _write(files, result, index, names.actors)
    return ConsolidationSummary(
        runs=len(found),
        derived_runs=sum(derived for _, derived in cached.values()),
        left_out=sum(run.left_out for run in found.values()),
        **counts,
        near_misses=len(result.near_misses),
        not_geocoded=lacking["not_geocoded"],
        undated=lacking["undated"],
        flagged=lacking["flagged"],
        unused_decisions=resolved.unused,
        gazetteer_missing=index.gazetteer_used and names.places.gazetteer is None,
    )


def _cache_runs(runs: Iterable[FinishedRun], names: Names, out: Path) -> dict[str, tuple[Path, bool]]:
    """Return the cache file of each run by its id, and True if it had to be derived; delete those of other runs."""
    cached = {run.id: cache_reports(run, names, state_folder(out)) for run in runs}
    for stale in set(state_folder(out).glob("*.jsonl")) - {path for path, _ in cached.values()}:
        stale.unlink()
    return cached


@dataclass
class _ReportIndex:
    """The reports of all runs, and the offsets of their lines in the cache.

    Attributes:
        reports: by id.
        sources: articles as sources, by key.
        gazetteer_used: True if the location of any report depends on the gazetteer.
    """

    reports: dict[str, Report] = field(default_factory=dict)
    sources: dict[str, SourceArticle] = field(default_factory=dict)
    gazetteer_used: bool = False
    _offsets: dict[str, tuple[CachedReports, int]] = field(default_factory=dict)
    _outlets: dict[str, str | None] = field(default_factory=dict)
    _codings: dict[str, tuple[str, FinishedRun]] = field(default_factory=dict)

    def add(self, run: FinishedRun, cached: CachedReports) -> None:
        coding, article = hashlib.sha256(), ""
        for at, line in cached.lines():
            if "row" in line:
                report = report_of(line["row"])
                coding.update(report.id.encode())
                self.reports[report.id] = report
                self._offsets[report.id] = cached, at
                self.gazetteer_used |= needs_gazetteer(line["row"]["found"]["place"])
            else:
                self._check_coding(article, coding.hexdigest(), run)
                coding, article = hashlib.sha256(), line["article"]
                self.sources[article] = source_article(line)
                self._outlets[article] = line["outlet"]
        self._check_coding(article, coding.hexdigest(), run)

    def _check_coding(self, article: str, coding: str, run: FinishedRun) -> None:
        """Raise InputError if an earlier run codes the article differently."""
        if not article:
            return
        before, other = self._codings.setdefault(article, (coding, run))
        if before != coding:
            raise InputError(
                f"{article.partition(' ')[2]} is coded differently in {other.folder} and {run.folder}.",
                next_step="Consolidate one of the two, or leave the article out of one.",
            )

    def attributed(self, id_: str) -> AttributedReport:
        """Read the rest of a report from the cache."""
        cached, at = self._offsets[id_]
        article = self.reports[id_].article
        return cached.read_report(at, self.sources[article], self._outlets[article])


def _write(files: ConsolidatedFiles, result: ClusteringResult, index: _ReportIndex, actors: Actors) -> Counter[str]:
    """Write incidents and near misses; count the incidents that are not geocoded, undated or flagged."""
    links: dict[str, list[Link]] = {}
    first = {report.id: group[0].id for group in result.clusters for report in group}
    for link in result.links:
        links.setdefault(first[link.a], []).append(link)
    counts: Counter[str] = Counter()
    for group in sorted(result.clusters, key=_by_day_and_place):
        attributed = [index.attributed(report.id) for report in group]
        incident = merge_reports(attributed, links.get(group[0].id, ()), actors)
        rows = {each.row["report"]: each.row for each in attributed}
        files.add(incident, (rows[each["report"]] for each in incident["reports"]))
        counts["not_geocoded"] += incident["lat"] is None
        counts["undated"] += incident["date_start"] is None
        counts["flagged"] += bool(incident["flags"])
    for link in result.near_misses:
        files.add_near_miss(link, f"{index.reports[link.a].label} and {index.reports[link.b].label}")
    return counts


def _by_day_and_place(group: Sequence[Report]) -> tuple[str, str, str]:
    """Return the sort key of an incident: by day, undated ones last, then by place."""
    start = max((report.start.isoformat() for report in group if report.start), default="9")
    return start, min(report.place_name for report in group), group[0].id
