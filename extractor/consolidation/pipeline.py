"""The whole way: runs in, a folder of consolidated incidents out. No model is asked, and the order of runs is nothing.

Reports are derived run by run and kept beside the folder, so a run that was there before is not derived
again. They are then joined anew, all of them: what one more report changes is never a matter of history.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extractor.consolidation.actors import Actors
from extractor.consolidation.aliases import handwritten
from extractor.consolidation.clustering import ClusteringResult, Link, cluster
from extractor.consolidation.decisions import decided, read_decisions
from extractor.consolidation.folder import ConsolidatedFiles, consolidated_folder
from extractor.consolidation.fusion import AttributedReport, merged
from extractor.consolidation.gazetteer import Gazetteer
from extractor.consolidation.near_duplicates import SourceArticle
from extractor.consolidation.places import Places, asks_gazetteer
from extractor.consolidation.report_cache import DerivedRun, Names, derive, told_of
from extractor.consolidation.reports import Report, report_of
from extractor.core.canonical import digest
from extractor.core.errors import InputError, UsageError
from extractor.core.files import beside
from extractor.core.folder_lock import sole_owner
from extractor.core.package_data import NAMES
from extractor.core.version import __version__
from extractor.runs.reader import FinishedRun, read_run


@dataclass(frozen=True)
class ConsolidationSummary:
    """What a consolidation came to.

    Attributes:
        runs, derived_runs: how many there are, and how many of them had to be derived.
        left_out: articles of the runs that are failed or pending.
        articles, reports, incidents: counts.
        near_misses, not_geocoded, undated, flagged: near misses; incidents without a point, without a day, with flags.
        unused_decisions: lines of decisions about reports that are not there, in words.
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


def load_names(folder: Path | None = None, *, gazetteer: bool = True) -> Names:
    """The names that come with the package, and before them those of a folder with actors.csv or places.csv.

    Raises:
        UsageError: a file is wrong, or the folder has neither.
    """
    files = {kind: [handwritten(NAMES / f"{kind}.csv")] for kind in ("actors", "places")}
    if folder:
        own = {kind: folder / f"{kind}.csv" for kind in files if (folder / f"{kind}.csv").exists()}
        if not own:
            raise UsageError(f"{folder}: neither actors.csv nor places.csv.", next_step="See: extractor names --help.")
        for kind, path in own.items():
            files[kind].append(handwritten(path))
    texts = {kind: [file.text for file in found] for kind, found in files.items()}
    actors, places = Actors(files["actors"]), Places(files["places"], Gazetteer() if gazetteer else None)
    return Names(actors, places, digest("names/1", texts))


def consolidate(runs: Iterable[Path], out: Path, names: Names, decisions: Path | None = None) -> ConsolidationSummary:
    """Consolidate runs into a folder.

    Raises:
        InputError: a run cannot be read, or two runs code one article differently.
        UsageError: the decisions are wrong, the gazetteer is needed and not installed, or the folder cannot be written.
    """
    found = {run.id: run for run in map(read_run, runs)}
    lines = handwritten(decisions) if decisions else None
    with ExitStack() as stack:
        stack.enter_context(sole_owner(out))
        kept = _derived(found.values(), names, out)
        pile = _Pile()
        for id_ in sorted(found):
            pile.add(found[id_], DerivedRun(stack.enter_context(open(kept[id_][0], "rb"))))
        ruled = decided(read_decisions(lines) if lines else (), pile.reports.values())
        clusters = cluster(pile.reports.values(), names.actors, ruled)
        gazetteer = names.places.gazetteer
        facts: dict[str, Any] = {
            "extractor": __version__,
            "runs": sorted(found),
            "names": names.id,
            "gazetteer": gazetteer.version if pile.asked and gazetteer else None,
            "decisions": hashlib.sha256(lines.text.encode()).hexdigest() if lines else None,
            "counts": {"articles": len(pile.told), "reports": len(pile.reports), "incidents": len(clusters.clusters)},
        }
        with consolidated_folder(out, facts) as folder:
            counts = _write(folder, clusters, pile, names.actors)
    return ConsolidationSummary(
        runs=len(found),
        derived_runs=sum(new for _, new in kept.values()),
        left_out=sum(run.left_out for run in found.values()),
        **facts["counts"],
        near_misses=len(clusters.near_misses),
        not_geocoded=counts["not_geocoded"],
        undated=counts["undated"],
        flagged=counts["flagged"],
        unused_decisions=ruled.unused,
    )


def _derived(runs: Iterable[FinishedRun], names: Names, out: Path) -> dict[str, tuple[Path, bool]]:
    """The derived file of each run by its id, and whether it had to be made; those of other runs are thrown away."""
    found = {run.id: derive(run, names, beside(out)) for run in runs}
    if names.places.gazetteer:
        names.places.gazetteer.forget()
    for stale in set(beside(out).glob("*.jsonl")) - {path for path, _ in found.values()}:
        stale.unlink()
    return found


@dataclass
class _Pile:
    """The reports of all runs, and where the rest of each stands."""

    reports: dict[str, Report] = field(default_factory=dict)
    told: dict[str, SourceArticle] = field(default_factory=dict)
    asked: bool = False
    _at: dict[str, tuple[DerivedRun, int]] = field(default_factory=dict)
    _outlets: dict[str, str | None] = field(default_factory=dict)
    _codings: dict[str, tuple[str, FinishedRun]] = field(default_factory=dict)

    def add(self, run: FinishedRun, derived: DerivedRun) -> None:
        coding, article = hashlib.sha256(), ""
        for at, line in derived.lines():
            if "row" not in line:
                self._close(article, coding.hexdigest(), run)
                coding, article = hashlib.sha256(), line["article"]
                self.told[article] = told_of(line)
                self._outlets[article] = line["outlet"]
                continue
            report = report_of(line["row"])
            coding.update(report.id.encode())
            self.reports[report.id] = report
            self._at[report.id] = derived, at
            self.asked |= asks_gazetteer(line["row"]["found"]["place"])
        self._close(article, coding.hexdigest(), run)

    def _close(self, article: str, coding: str, run: FinishedRun) -> None:
        """An article that several runs have must be coded alike in all of them."""
        if not article:
            return
        before, other = self._codings.setdefault(article, (coding, run))
        if before != coding:
            raise InputError(
                f"{article.partition(' ')[2]} is coded differently in {other.folder} and {run.folder}.",
                next_step="Consolidate one of the two, or leave the article out of one.",
            )

    def account(self, id_: str) -> AttributedReport:
        """A report with what its article says around it."""
        derived, at = self._at[id_]
        article = self.reports[id_].article
        return derived.account(at, self.told[article], self._outlets[article])


def _write(folder: ConsolidatedFiles, clusters: ClusteringResult, pile: _Pile, actors: Actors) -> Counter[str]:
    links: dict[str, list[Link]] = {}
    home = {report.id: group[0].id for group in clusters.clusters for report in group}
    for link in clusters.links:
        links.setdefault(home[link.a], []).append(link)
    counts: Counter[str] = Counter()
    for group in sorted(clusters.clusters, key=_place_in_the_list):
        accounts = [pile.account(report.id) for report in group]
        incident = merged(accounts, links.get(group[0].id, ()), actors)
        rows = {account.row["report"]: account.row for account in accounts}
        folder.add(incident, (rows[each["report"]] for each in incident["reports"]))
        counts["not_geocoded"] += incident["lat"] is None
        counts["undated"] += incident["date_start"] is None
        counts["flagged"] += bool(incident["flags"])
    for link in clusters.near_misses:
        folder.near(link, f"{pile.reports[link.a].label} and {pile.reports[link.b].label}")
    return counts


def _place_in_the_list(group: Sequence[Report]) -> tuple[str, str, str]:
    """Incidents stand in the order of their days, then of their places; undated ones at the end."""
    start = max((report.start.isoformat() for report in group if report.start), default="9")
    return start, min(report.place_name for report in group), group[0].id
