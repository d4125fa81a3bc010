"""Corrections as they come: first into a journal, then into gold files; so that nothing that was sent is ever lost.

The journal stands in the hidden folder beside the gold, in the form that `gold import` takes. What is not finished yet
is kept there too, one file for each reviewer and article. A gold file that changed since a reviewer opened it is not
written over unless the reviewer, having been shown the other coding, says so.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from extractor.article import Article
from extractor.digest import canonical, digest
from extractor.errors import InputError
from extractor.evaluation.drafts import write_gold
from extractor.evaluation.gold import files_by_article
from extractor.evaluation.goldcheck import checked
from extractor.evaluation.handcoded import CODED, read_handcoded
from extractor.files import beside, written_whole
from extractor.incident import Coding
from extractor.locks import turn
from extractor.outputs import sha256

JOURNAL = "corrections.jsonl"


@dataclass(frozen=True)
class Correction:
    """One coding that a reviewer has finished.

    Attributes:
        article: its name.
        coding: as gold has it.
        by: the reviewer. at: when.
        base: the hash of the gold file that it began from; empty where there was none.
        seconds: that the reviewer took.
    """

    article: str
    coding: Mapping[str, Any]
    by: str
    at: datetime
    base: str
    seconds: float = 0.0


@dataclass(frozen=True)
class Kept:
    """What became of a correction.

    Attributes:
        saved: whether it is the gold now.
        problems: what is wrong with it; it is in the journal all the same.
        other: the gold that somebody else wrote meanwhile, with `by`, `at` and `base`.
        base: the hash of the gold file that it made.
    """

    saved: bool
    base: str = ""
    problems: tuple[str, ...] = ()
    other: Mapping[str, Any] | None = None


class Desk:
    """The gold of some articles while it is being written.

    Args:
        gold: the folder.
        articles: those that it may be of.

    Raises:
        InputError: a gold file that is there is wrong, or is of no article.
    """

    def __init__(self, gold: Path, articles: Mapping[str, Article]) -> None:
        self.gold, self.articles = gold, articles
        self.place = beside(gold)
        self._files()

    def gold_now(self) -> dict[str, dict[str, Any]]:
        """The gold that there is, by the article's name: `coding`, `by`, `at`, `base`."""
        return {name: self._read(name, path) for name, path in self._files().items()}

    def _files(self) -> dict[str, Path]:
        return files_by_article(self.gold, list(self.articles.values()))

    def _read(self, name: str, path: Path) -> dict[str, Any]:
        raw = read_handcoded(path)
        coding, problems = checked(raw, self.articles[name], Coding)
        if problems:
            raise InputError(f"{path}: {problems[0]}", next_step=f"Correct it: extractor gold check {self.gold}")
        coded = coding.pop(CODED, None)
        known = coded if isinstance(coded, dict) else {}
        return {"coding": coding, "by": known.get("by"), "at": known.get("at"), "base": sha256(path)}

    def drafts(self) -> list[dict[str, Any]]:
        """What is not finished, of every reviewer: `article`, `by`, `at`, `work`."""
        found = []
        for path in sorted((self.place / "drafts").glob("*.json")):
            try:
                draft = json.loads(path.read_bytes())
            except (OSError, ValueError):  # not ours, or damaged; a reviewer begins anew
                continue
            if isinstance(draft, dict) and draft.get("article") in self.articles:
                found.append(draft)
        return found

    def keep(self, draft: Mapping[str, Any]) -> None:
        """Keep what a reviewer has done so far with an article; whole, or what was kept before stays."""
        path = self._draft(draft["by"], draft["article"])
        path.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(path, 0o600) as file:
            file.write(canonical(draft))

    def _draft(self, by: str, article: str) -> Path:
        return self.place / "drafts" / f"{digest('draft/1', [by, article])[:24]}.json"

    def save(self, given: Correction) -> Kept:
        """Take a finished coding: into the journal in any case, into the gold if nothing is wrong with it and nobody
        was faster.

        Raises:
            UsageError: the folder cannot be written.
        """
        self._note(given)
        _, problems = checked(dict(given.coding), self.articles[given.article], Coding)
        if problems:
            return Kept(saved=False, problems=tuple(problems))
        with turn(self.gold):
            path = self._files().get(given.article)
            if (sha256(path) if path else "") != given.base:
                other = (
                    self._read(given.article, path) if path else {"coding": None, "by": None, "at": None, "base": ""}
                )
                return Kept(saved=False, other=other)
            coded = {"by": given.by, "at": given.at.isoformat(timespec="seconds")}
            known = {given.article: path} if path else {}
            (path,) = write_gold(self.gold, {given.article: {**given.coding, CODED: coded}}, replace=True, known=known)
            self._draft(given.by, given.article).unlink(missing_ok=True)
            return Kept(saved=True, base=sha256(path))

    def _note(self, given: Correction) -> None:
        """Add a line to the journal, on disk before anything else happens."""
        line = {
            "article": given.article,
            "coding": given.coding,
            "by": given.by,
            "at": given.at.isoformat(timespec="seconds"),
            "seconds": given.seconds,
        }
        with turn(self.gold), open(self.place / JOURNAL, "ab+") as file:
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
        """The seconds that each finished article took, oldest first."""
        seconds = [line.get("seconds") for line in self.journal()]
        return [float(each) for each in seconds if isinstance(each, int | float) and each > 0]


def _ends(file: Any) -> bool:
    file.seek(-1, os.SEEK_END)
    return bool(file.read(1) == b"\n")
