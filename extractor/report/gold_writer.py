"""Corrections as they come: first into a journal, then into gold files; so that nothing that was sent is ever lost.

The journal stands in the hidden folder beside the gold; `gold import --latest` takes it. A gold file that changed since
a reviewer opened it is not written over unless the reviewer, having been shown the other coding, says so.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from extractor.articles.article import Article
from extractor.core.canonical import canonical
from extractor.core.errors import ExtractorError, InputError
from extractor.core.files import state_folder
from extractor.core.folder_lock import waiting_lock
from extractor.evaluation.gold_check import CLUSTERS, GoldFileIndex, check_coding, gold_files
from extractor.evaluation.gold_drafts import write_gold
from extractor.evaluation.gold_format import CODED, iter_strings, read_gold_file
from extractor.report.drafts import Begun
from extractor.runs.folder import sha256
from extractor.schema.codebook import Coding

JOURNAL = "corrections.jsonl"
GONE: Mapping[str, Any] = {"coding": None, "by": None, "at": None, "base": ""}


@dataclass(frozen=True)
class Correction:
    """One coding that a reviewer has finished.

    Attributes:
        article: its name.
        coding: as gold has it.
        by: the reviewer. at: when.
        base: the hash of the gold file that it began from; empty where there was none.
        seconds: that the reviewer took.
        trail: the drafts that it comes from, see `Begun`.
    """

    article: str
    coding: Mapping[str, Any]
    by: str
    at: datetime
    base: str
    seconds: float = 0.0
    trail: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Kept:
    """What became of a correction; it is in the journal in any case.

    Attributes:
        saved: whether it is the gold now.
        problems: what is wrong with it.
        other: the gold that somebody else wrote meanwhile, with `by`, `at` and `base`; no coding where it was removed.
        base: the hash of the gold file that it made.
        notes: what the reviewer should know.
    """

    saved: bool
    base: str = ""
    problems: tuple[str, ...] = ()
    other: Mapping[str, Any] | None = None
    notes: tuple[str, ...] = ()


class GoldWriter:
    """The gold of some articles while it is being written.

    Args:
        gold: the folder.
        articles: those that it may be of.

    Raises:
        InputError: a gold file that is there is wrong, or two are of one article.
    """

    def __init__(self, gold: Path, articles: Mapping[str, Article]) -> None:
        self.gold, self.articles = gold, articles
        self.place = state_folder(gold)
        self.begun = Begun(self.place / "drafts", articles)
        self._whose = GoldFileIndex(articles.values())
        self._known: dict[str, tuple[str, dict[str, Any]]] = {}
        files, wrong = self._files()
        for problem in wrong:
            raise InputError(problem, next_step="Keep one of them.")
        for name, path in files.items():
            self._read(name, path)

    def gold_now(self) -> tuple[dict[str, dict[str, Any]], list[str]]:
        """The gold that there is, by the article's name: `coding`, `by`, `at`, `base`; and in words what is wrong with
        files that were put there since."""
        found = {}
        files, wrong = self._files()
        for name, path in files.items():
            try:
                found[name] = self._read(name, path)
            except (InputError, OSError) as error:
                wrong.append(str(error))
        return found, wrong

    def _files(self) -> tuple[dict[str, Path], list[str]]:
        """Each gold file of an article, the first of two for one article; and in words where there are two. Gold of
        articles that are not looked at here is none of our business."""
        found: dict[str, Path] = {}
        wrong = []
        for path in self._whose.matching(gold_files(self.gold)):
            try:
                name = self._whose.article_of(path).name
            except InputError:
                continue
            if (first := found.setdefault(name, path)) != path:
                wrong.append(f"{first} and {path} are both for {name}.")
        return found, wrong

    def _read(self, name: str, path: Path) -> dict[str, Any]:
        """A gold file; read once as long as it stays the same."""
        base = sha256(path)
        if self._known.get(name, ("", {}))[0] != base:
            coding, problems = check_coding(read_gold_file(path), self.articles[name], Coding)
            if problems:
                raise InputError(f"{path}: {problems[0]}", next_step=f"Correct it: extractor gold check {self.gold}")
            coded = coding.pop(CODED, None)
            known = coded if isinstance(coded, dict) else {}
            self._known[name] = (
                base,
                {"coding": coding, "by": known.get("by"), "at": known.get("at"), "base": base},
            )
        return self._known[name][1]

    def save(self, given: Correction) -> Kept:
        """Take a finished coding: into the journal in any case, into the gold if nothing is wrong with it and nobody
        was faster.

        Raises:
            UsageError: the journal cannot be written; all that goes wrong after it is told as a problem.
        """
        with waiting_lock(self.gold):
            self._note(given)
        try:
            return self._kept(given)
        except (ExtractorError, OSError) as error:
            return Kept(saved=False, problems=(str(error),))

    def _kept(self, given: Correction) -> Kept:
        """Make a correction that is in the journal the gold, if it may be."""
        _, problems = check_coding(dict(given.coding), self.articles[given.article], Coding)
        if problems:
            return Kept(saved=False, problems=tuple(problems))
        with waiting_lock(self.gold):
            path = self._files()[0].get(given.article)
            if (sha256(path) if path else "") != given.base:
                return Kept(saved=False, other=self._read(given.article, path) if path else GONE)
            coded = {"by": given.by, "at": given.at.isoformat(timespec="seconds")}
            place = path or self._whose.new_path(self.gold, self.articles[given.article])
            write_gold({given.article: place}, {given.article: {**given.coding, CODED: coded}}, replace=True)
            self.begun.done(given.article, given.by, given.trail)
            return Kept(saved=True, base=sha256(place), notes=tuple(self._notes(place, given.coding)))

    def _notes(self, path: Path, coding: Mapping[str, Any]) -> Iterator[str]:
        """What a correction breaks elsewhere: links to incidents that are there no more."""
        clusters = self.gold / CLUSTERS
        if not clusters.exists():
            return
        try:
            names = list(iter_strings(read_gold_file(clusters)))
        except InputError as error:
            yield str(error)
            return
        ids = {f"{path.stem}.{raw['id']}" for raw in coding["incidents"]}
        named = {name for name in names if name.rpartition(".")[0] == path.stem}
        if gone := sorted(named - ids):
            yield f"{clusters} names {', '.join(gone)}, which this coding has no more: correct it there."

    def _note(self, given: Correction) -> None:
        """Add a line to the journal, on disk before anything else happens."""
        line = {
            "article": given.article,
            "coding": given.coding,
            "by": given.by,
            "at": given.at.isoformat(timespec="seconds"),
            "seconds": given.seconds,
        }
        with open(self.place / JOURNAL, "ab+") as file:
            if file.tell() and not _ends(file):
                file.write(b"\n")  # a process was killed while it wrote
            file.write(canonical(line) + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def journal(self) -> list[dict[str, Any]]:
        """Every line of the journal that is whole."""
        path = self.place / JOURNAL
        found = []
        for line in path.read_bytes().split(b"\n") if path.exists() else ():
            try:
                found.append(json.loads(line))
            except ValueError:
                continue
        return [line for line in found if isinstance(line, dict)]

    def pace(self) -> list[float]:
        """The seconds that each reviewer last took for each article, in the order of the journal."""
        took = {(str(line.get("article")), str(line.get("by"))): line.get("seconds") for line in self.journal()}
        return [float(each) for each in took.values() if isinstance(each, int | float) and each > 0]


def _ends(file: Any) -> bool:
    file.seek(-1, os.SEEK_END)
    return bool(file.read(1) == b"\n")
