"""Save corrections: first to a journal, then as gold files, so that none is lost.

The journal is in the state folder of the gold; `gold import --latest` reads it. A gold file that changed since a
reviewer opened it is replaced only if the reviewer confirms it after seeing the other coding.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, TypedDict

from extractor.articles.article import Article
from extractor.core.canonical import canonical
from extractor.core.errors import ExtractorError, InputError
from extractor.core.files import state_folder
from extractor.core.folder_lock import waiting_lock
from extractor.evaluation.gold_check import CLUSTERS, GoldFileIndex, check_coding, gold_files
from extractor.evaluation.gold_drafts import write_gold
from extractor.evaluation.gold_format import CODED, iter_strings, read_gold_file
from extractor.report.drafts import DraftStore
from extractor.runs.folder import sha256
from extractor.schema.codebook import Coding
from extractor.schema.rows import Row

JOURNAL = "corrections.jsonl"


class GoldEntry(TypedDict):
    """A coding in the gold: by whom, when, and the hash of its file (`base`); no coding if the file was deleted."""

    coding: Row | None
    by: str | None
    at: str | None
    base: str


DELETED: GoldEntry = {"coding": None, "by": None, "at": None, "base": ""}


@dataclass(frozen=True)
class Correction:
    """A coding that a reviewer has finished.

    Attributes:
        article: its name.
        coding: in the form of gold.
        by: the reviewer.
        at: time of saving.
        base: hash of the gold file it started from; empty if there was none.
        seconds: time spent on it.
        trail: the drafts it comes from, see `drafts`.
    """

    article: str
    coding: Row
    by: str
    at: datetime
    base: str
    seconds: float = 0.0
    trail: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class SaveResult:
    """Result of saving a correction, which is in the journal in any case.

    Attributes:
        saved: True if it is now the gold.
        base: hash of the gold file written.
        problems: errors in it.
        other: the gold that another reviewer wrote meanwhile.
        notes: messages for the reviewer.
    """

    saved: bool
    base: str = ""
    problems: tuple[str, ...] = ()
    other: GoldEntry | None = None
    notes: tuple[str, ...] = ()


class GoldWriter:
    """Reader and writer of the gold of some articles during a review.

    Args:
        gold: the folder.
        articles: by name.

    Raises:
        InputError: an existing gold file has errors, or two are of one article.
    """

    def __init__(self, gold: Path, articles: Mapping[str, Article]) -> None:
        self.gold, self.articles = gold, articles
        self.folder = state_folder(gold)
        self.drafts = DraftStore(self.folder / "drafts", articles)
        self._index = GoldFileIndex(articles.values())
        self._entries: dict[str, GoldEntry] = {}
        files, problems = self._files()
        for problem in problems:
            raise InputError(problem, next_step="Keep one of them.")
        for name, path in files.items():
            self._read(name, path)

    def current_gold(self) -> tuple[dict[str, GoldEntry], list[str]]:
        """Return the gold by the article's name, and messages on files that cannot be used."""
        found = {}
        files, problems = self._files()
        for name, path in files.items():
            try:
                found[name] = self._read(name, path)
            except (InputError, OSError) as error:
                problems.append(str(error))
        return found, problems

    def _files(self) -> tuple[dict[str, Path], list[str]]:
        """Return the gold file of each article, the first if there are two; and a message where there are two.

        Gold of other articles is ignored.
        """
        found: dict[str, Path] = {}
        problems = []
        for path in self._index.matching(gold_files(self.gold)):
            try:
                name = self._index.article_of(path).name
            except InputError:
                continue
            if (first := found.setdefault(name, path)) != path:
                problems.append(f"{first} and {path} are both for {name}.")
        return found, problems

    def _read(self, name: str, path: Path) -> GoldEntry:
        """Read a gold file; again only if it changed."""
        base = sha256(path)
        if name not in self._entries or self._entries[name]["base"] != base:
            coding, problems = check_coding(read_gold_file(path), self.articles[name], Coding)
            if problems:
                raise InputError(f"{path}: {problems[0]}", next_step=f"Correct it: extractor gold check {self.gold}")
            coded = coding.pop(CODED, None)
            known = coded if isinstance(coded, dict) else {}
            self._entries[name] = {"coding": coding, "by": known.get("by"), "at": known.get("at"), "base": base}
        return self._entries[name]

    def save(self, correction: Correction) -> SaveResult:
        """Write a correction to the journal; then to the gold, unless it has errors or the gold changed meanwhile.

        Raises:
            UsageError: the journal cannot be written. Later errors are in the result.
        """
        with waiting_lock(self.gold):
            self._append_to_journal(correction)
        try:
            return self._write_gold(correction)
        except (ExtractorError, OSError) as error:
            return SaveResult(saved=False, problems=(str(error),))

    def _write_gold(self, correction: Correction) -> SaveResult:
        article = self.articles[correction.article]
        _, problems = check_coding(dict(correction.coding), article, Coding)
        if problems:
            return SaveResult(saved=False, problems=tuple(problems))
        with waiting_lock(self.gold):
            path = self._files()[0].get(correction.article)
            if (sha256(path) if path else "") != correction.base:
                other = self._read(correction.article, path) if path else DELETED
                return SaveResult(saved=False, other=other)
            coded = {"by": correction.by, "at": correction.at.isoformat(timespec="seconds")}
            path = path or self._index.new_path(self.gold, article)
            write_gold({article.name: path}, {article.name: {**correction.coding, CODED: coded}}, replace=True)
            self.drafts.discard(article.name, correction.by, correction.trail)
            return SaveResult(saved=True, base=sha256(path), notes=tuple(self._notes(path, correction.coding)))

    def _notes(self, path: Path, coding: Row) -> Iterator[str]:
        """Yield messages on links of clusters to incidents that a correction removed."""
        clusters = self.gold / CLUSTERS
        if not clusters.exists():
            return
        try:
            strings = list(iter_strings(read_gold_file(clusters)))
        except InputError as error:
            yield str(error)
            return
        ids = {f"{path.stem}.{raw['id']}" for raw in coding["incidents"]}
        linked = {string for string in strings if string.rpartition(".")[0] == path.stem}
        if removed := sorted(linked - ids):
            yield f"{clusters} links {', '.join(removed)}, which this coding no longer has: correct it there."

    def _append_to_journal(self, correction: Correction) -> None:
        """Append a line to the journal and sync it to disk."""
        line = {
            "article": correction.article,
            "coding": correction.coding,
            "by": correction.by,
            "at": correction.at.isoformat(timespec="seconds"),
            "seconds": correction.seconds,
        }
        with open(self.folder / JOURNAL, "ab+") as file:
            if file.tell() and not _ends_with_newline(file):
                file.write(b"\n")  # a process was killed while it wrote
            file.write(canonical(line) + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def journal(self) -> list[dict[str, Any]]:
        """Return the complete lines of the journal."""
        path = self.folder / JOURNAL
        found = []
        for line in path.read_bytes().split(b"\n") if path.exists() else ():
            try:
                found.append(json.loads(line))
            except ValueError:
                continue
        return [line for line in found if isinstance(line, dict)]

    def durations(self) -> list[float]:
        """Return the seconds that each reviewer last spent on each article, in the order of the journal."""
        last = {(str(line.get("article")), str(line.get("by"))): line.get("seconds") for line in self.journal()}
        return [float(each) for each in last.values() if isinstance(each, int | float) and each > 0]


def _ends_with_newline(file: BinaryIO) -> bool:
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"
