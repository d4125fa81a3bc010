"""Gold: a folder with one file for each article, and `clusters.json` where reports of several articles are joined."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from extractor.articles.article import Article
from extractor.core.errors import InputError
from extractor.evaluation.gold_check import CLUSTERS, SPLITS, GoldFileIndex, check_coding, gold_files
from extractor.evaluation.gold_format import read_gold_file

NAMED = 30  # problems that are named
Pair = tuple[str, str]


@dataclass(frozen=True)
class GoldClusters:
    """Which reports (`001.i4`) are of one incident: pairs that must be joined, must not be, and are not scored."""

    joined: frozenset[Pair] = frozenset()
    apart: frozenset[Pair] = frozenset()
    unsettled: frozenset[Pair] = frozenset()
    known: frozenset[str] = frozenset()

    def among(self, stems: set[str]) -> GoldClusters:
        """What is said of the reports of some gold files."""

        def of(pairs: Iterable[Pair]) -> frozenset[Pair]:
            return frozenset(pair for pair in pairs if all(name.rpartition(".")[0] in stems for name in pair))

        known = frozenset(name for name in self.known if name.rpartition(".")[0] in stems)
        return GoldClusters(of(self.joined), of(self.apart), of(self.unsettled), known=known)


@dataclass(frozen=True)
class Gold:
    """The gold of some articles.

    Attributes:
        folder: where it is.
        files: the gold file by the article's name.
        codings: by the article's name, what is left out filled in.
        clusters: over all of them.
    """

    folder: Path
    files: Mapping[str, Path]
    codings: Mapping[str, Mapping[str, Any]]
    clusters: GoldClusters = field(default_factory=GoldClusters)

    def only(self, names: Iterable[str]) -> Gold:
        """The gold of some of the articles."""
        wanted = set(names)
        kept = [name for name in self.files if name in wanted]
        clusters = self.clusters.among({self.files[name].stem for name in kept})
        return Gold(
            self.folder, {n: self.files[n] for n in kept}, {n: self.codings[n] for n in kept}, clusters=clusters
        )


def read_gold(folder: Path, articles: Sequence[Article], schema: type[BaseModel]) -> Gold:
    """The gold in a folder for these articles; a file without an article, or one with an error, is an error.

    Raises:
        InputError: the folder has no gold, a file is for no article, or what is in it is wrong; all problems of
            all files are named.
    """
    return _read(folder, _files(folder), articles, schema)


def _read(folder: Path, files: Sequence[Path], articles: Sequence[Article], schema: type[BaseModel]) -> Gold:
    known = {article.name: article for article in articles}
    named = {path: known[name] for name, path in GoldFileIndex(articles).files(files).items()}
    codings, problems = {}, []
    for path, article in named.items():
        coding, wrong = check_coding(read_gold_file(path), article, schema)
        problems += [f"{path}: {each}" for each in wrong]
        codings[article.name] = coding
    if problems:
        more = [f"... and {len(problems) - NAMED} more"] if len(problems) > NAMED else []
        raise InputError(
            "\n  ".join([f"{len(problems)} problems in gold:", *problems[:NAMED], *more]),
            next_step=f"Correct them there; extractor gold check {folder} looks again.",
        )
    return Gold(
        folder,
        {article.name: path for path, article in named.items()},
        codings,
        clusters=_clusters(folder, named, codings),
    )


def read_available_gold(folder: Path, articles: Sequence[Article], schema: type[BaseModel]) -> tuple[Gold, int]:
    """The gold of those of its articles that these are, without a test set that was put aside, and how many further
    files were not looked at.

    Raises:
        InputError: as `read_gold` does, but for the files that are left out.
    """
    files = _files(folder)
    aside = set(read_gold_file(folder / SPLITS).get("test", ())) if (folder / SPLITS).exists() else set()
    wanted = [path for path in GoldFileIndex(articles).known(files) if path.stem not in aside]
    if not wanted:
        raise InputError(f"{folder}: gold for none of these articles.", next_step="Give the gold of these articles.")
    return _read(folder, wanted, articles, schema), len(files) - len(wanted)


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder of gold.", next_step="Give it with --gold.")
    files = gold_files(folder)
    if not files:
        raise InputError(f"{folder}: no gold.", next_step=f"Write some: extractor gold new ARTICLE -o {folder}")
    return files


def _clusters(folder: Path, files: Mapping[Path, Article], codings: Mapping[str, Mapping[str, Any]]) -> GoldClusters:
    path = folder / CLUSTERS
    if not path.exists():
        return GoldClusters()
    raw = read_gold_file(path)
    known = {
        f"{file.stem}.{incident['id']}"
        for file, article in files.items()
        for incident in codings[article.name].get("incidents", ())
    }
    try:
        groups = [list(map(str, dict.fromkeys(group))) for group in raw["clusters"]]
        apart, unsettled = (
            [_pair(*map(str, pair)) for pair in raw.get(name, ())] for name in ("hard_negatives", "uncertain")
        )
    except (TypeError, KeyError, AttributeError) as error:
        raise InputError(
            f"{path}: not an object with clusters, hard_negatives and uncertain ({error!r}).",
            next_step='Write {"clusters": [["001.i4", "002.i4"], ...], "hard_negatives": [...], "uncertain": [...]}.',
        ) from error
    left_out = {each.stem for each in gold_files(folder)} - {each.stem for each in files}
    groups = [[name for name in group if name.rpartition(".")[0] not in left_out] for group in groups]
    apart, unsettled = (
        [pair for pair in pairs if not left_out & {name.rpartition(".")[0] for name in pair}]
        for pairs in (apart, unsettled)
    )
    named = {name for names in (*groups, *apart, *unsettled) for name in names}
    if unknown := sorted(named - known):
        raise InputError(
            f"{path}: {', '.join(unknown[:5])}: no gold file has such an incident.", next_step="Write FILE.INCIDENT."
        )
    everywhere = [name for group in groups for name in group]
    if twice := sorted({name for name in everywhere if everywhere.count(name) > 1}):
        raise InputError(f"{path}: {', '.join(twice[:5])} stands in two clusters.", next_step="Make them one.")
    joined = {_pair(*pair) for group in groups for pair in combinations(group, 2)}
    return GoldClusters(frozenset(joined), frozenset(apart), frozenset(unsettled), known=frozenset(known))


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)
