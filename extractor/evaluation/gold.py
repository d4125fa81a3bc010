"""Gold: a folder with one file for each article, and `clusters.json` with the reports of one incident."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel

from extractor.articles.article import Article
from extractor.core.errors import InputError
from extractor.evaluation.coding import PlainCoding
from extractor.evaluation.gold_check import CLUSTERS, SPLITS, GoldFileIndex, check_coding, gold_files
from extractor.evaluation.gold_format import read_gold_file
from extractor.schema.rows import Row

MAX_LISTED = 30  # problems that are listed
Pair = tuple[str, str]  # two reports, each as FILE.INCIDENT (`001.i4`), in order


@dataclass(frozen=True)
class GoldClusters:
    """Pairs of reports: of one incident, of different ones, and uncertain ones, which are not scored.

    Attributes:
        reports: all reports of the gold.
    """

    same: frozenset[Pair] = frozenset()
    different: frozenset[Pair] = frozenset()
    uncertain: frozenset[Pair] = frozenset()
    reports: frozenset[str] = frozenset()

    def restricted(self, stems: set[str]) -> GoldClusters:
        """Keep the reports of some gold files."""

        def kept(pairs: Iterable[Pair]) -> frozenset[Pair]:
            return frozenset(pair for pair in pairs if all(file_stem(report) in stems for report in pair))

        reports = frozenset(report for report in self.reports if file_stem(report) in stems)
        return GoldClusters(kept(self.same), kept(self.different), kept(self.uncertain), reports=reports)


def file_stem(report: str) -> str:
    """Return the gold file of a report, without its suffix."""
    return report.rpartition(".")[0]


@dataclass(frozen=True)
class Gold:
    """The gold of some articles.

    Attributes:
        folder: where it is.
        files: the gold file by the article's name.
        codings: by the article's name, with defaults filled in.
        clusters: of all its reports.
    """

    folder: Path
    files: Mapping[str, Path]
    codings: Mapping[str, Row]
    clusters: GoldClusters = field(default_factory=GoldClusters)

    @property
    def codebook_codings(self) -> Mapping[str, PlainCoding]:
        """`codings` with their type, for gold that was read with the codebook's schema."""
        return cast(Mapping[str, PlainCoding], self.codings)

    def subset(self, names: Iterable[str]) -> Gold:
        """Keep the gold of some of the articles."""
        wanted = set(names)
        files = {name: path for name, path in self.files.items() if name in wanted}
        clusters = self.clusters.restricted({path.stem for path in files.values()})
        return Gold(self.folder, files, {name: self.codings[name] for name in files}, clusters=clusters)


def read_gold(folder: Path, articles: Sequence[Article], schema: type[BaseModel]) -> Gold:
    """Read the gold in a folder, which must be of these articles.

    Raises:
        InputError: the folder has no gold, a file matches no article, or files have errors; all of them are listed.
    """
    return _read(folder, _files(folder), articles, schema)


def read_available_gold(folder: Path, articles: Sequence[Article], schema: type[BaseModel]) -> tuple[Gold, int]:
    """Read the gold of these articles outside the test split. Returns it, and the number of files left out.

    Raises:
        InputError: as `read_gold`, but for the files that are left out.
    """
    files = _files(folder)
    test = set(read_gold_file(folder / SPLITS).get("test", ())) if (folder / SPLITS).exists() else set()
    wanted = [path for path in GoldFileIndex(articles).matching(files) if path.stem not in test]
    if not wanted:
        raise InputError(f"{folder}: no gold for these articles.", next_step="Give the gold of these articles.")
    return _read(folder, wanted, articles, schema), len(files) - len(wanted)


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder of gold.", next_step="Give it with --gold.")
    files = gold_files(folder)
    if not files:
        raise InputError(f"{folder}: no gold.", next_step=f"Write some: extractor gold new ARTICLE -o {folder}")
    return files


def _read(folder: Path, files: Sequence[Path], articles: Sequence[Article], schema: type[BaseModel]) -> Gold:
    by_name = {article.name: article for article in articles}
    paths = GoldFileIndex(articles).by_article(files)
    codings, problems = {}, []
    for name, path in paths.items():
        coding, wrong = check_coding(read_gold_file(path), by_name[name], schema)
        problems += [f"{path}: {each}" for each in wrong]
        codings[name] = coding
    if problems:
        more = [f"... and {len(problems) - MAX_LISTED} more"] if len(problems) > MAX_LISTED else []
        raise InputError(
            "\n  ".join([f"{len(problems)} problems in gold:", *problems[:MAX_LISTED], *more]),
            next_step=f"Correct the files, then check them: extractor gold check {folder}",
        )
    return Gold(folder, paths, codings, clusters=_read_clusters(folder, paths, codings))


def _read_clusters(folder: Path, files: Mapping[str, Path], codings: Mapping[str, Row]) -> GoldClusters:
    path = folder / CLUSTERS
    if not path.exists():
        return GoldClusters()
    groups, different, uncertain = _parse_clusters(path)
    reports = {
        f"{file.stem}.{incident['id']}"
        for name, file in files.items()
        for incident in codings[name].get("incidents", ())
    }
    left_out = {each.stem for each in gold_files(folder)} - {each.stem for each in files.values()}
    groups = [[report for report in group if file_stem(report) not in left_out] for group in groups]
    different, uncertain = (
        [pair for pair in pairs if not left_out & {file_stem(report) for report in pair}]
        for pairs in (different, uncertain)
    )
    named = {report for pair in (*groups, *different, *uncertain) for report in pair}
    if unknown := sorted(named - reports):
        raise InputError(
            f"{path}: {', '.join(unknown[:5])}: no gold file has such an incident.",
            next_step="Write each report as FILE.INCIDENT, such as 001.i4.",
        )
    grouped = [report for group in groups for report in group]
    if twice := sorted({report for report in grouped if grouped.count(report) > 1}):
        raise InputError(f"{path}: {', '.join(twice[:5])} is in two clusters.", next_step="Join the two clusters.")
    same = {_pair(*pair) for group in groups for pair in combinations(group, 2)}
    return GoldClusters(frozenset(same), frozenset(different), frozenset(uncertain), reports=frozenset(reports))


def _parse_clusters(path: Path) -> tuple[list[list[str]], list[Pair], list[Pair]]:
    """Parse `clusters.json`: clusters of reports, pairs of different incidents, uncertain pairs."""
    raw: Any = read_gold_file(path)
    try:
        groups = [list(map(str, dict.fromkeys(group))) for group in raw["clusters"]]
        different, uncertain = (
            [_pair(*map(str, pair)) for pair in raw.get(name, ())] for name in ("hard_negatives", "uncertain")
        )
    except (TypeError, KeyError, AttributeError) as error:
        raise InputError(
            f"{path}: not an object with clusters, hard_negatives and uncertain ({error!r}).",
            next_step='Write {"clusters": [["001.i4", "002.i4"], ...], "hard_negatives": [...], "uncertain": [...]}.',
        ) from error
    return groups, different, uncertain


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)
