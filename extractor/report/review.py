"""A run to be corrected: what its page needs besides what it shows, as it is at this moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractor.articles.article import Article
from extractor.report.articles import article_of
from extractor.report.build import View, gathered
from extractor.report.form_schema import forms, quoting
from extractor.report.gold_writer import GoldWriter
from extractor.report.page import page
from extractor.report.review_queue import differences, turns
from extractor.runs.reader import read_run
from extractor.schema.codebook import Coding


@dataclass(frozen=True)
class Task:
    """Who reviews, and how.

    Attributes:
        by: the reviewer's name; may be empty on a page that is a file.
        share: of the articles that nothing speaks against, how many to look at.
        blind: without anything that the model said.
    """

    by: str = ""
    share: float = 0.2
    blind: bool = False


def articles_by_name(folder: Path) -> dict[str, Article]:
    """The articles of a run, as far as it could read them.

    Raises:
        InputError: no run is there, or its files are not as the run left them.
    """
    return {each.row["article"]: article_of(each) for each in read_run(folder).all_articles() if each.text}


class Review:
    """The page of a review, made anew each time that it is asked for; the run itself is read once.

    Args:
        folder: of the run.
        view: what is shown besides.
        desk: the gold; None for a page that is a file.

    Raises:
        InputError, UsageError: as `gathered` does.
    """

    def __init__(self, folder: Path, view: View, task: Task, desk: GoldWriter | None = None) -> None:
        self._task, self._desk = task, desk
        self._facts, self._data = gathered(folder, view)
        found = self._data["articles"]
        against = differences(self._data["compare"])
        self.turns = turns(found, against, task.share, self._facts["id"], blind=task.blind)
        if task.blind:
            self._data |= {"compare": None}

    def page(self) -> str:
        """The page as it is now: with the gold and the drafts that there are."""
        fields = forms(Coding)
        review = {
            "by": self._task.by,
            "blind": self._task.blind,
            "served": self._desk is not None,
            "turns": self.turns,
            "forms": fields,
            "quoting": quoting(fields),
            **_now(self._desk, self._task),
        }
        return page(self._facts, {**self._data, "review": review})


def _now(desk: GoldWriter | None, task: Task) -> Mapping[str, Any]:
    """The gold, the drafts and the pace of this moment. Who codes blind sees no coding but their own."""
    if desk is None:
        return {"start": {}, "drafts": {}, "pace": [], "notices": []}
    gold, wrong = desk.gold_now()
    start = {name: each for name, each in gold.items() if not task.blind or each["by"] == task.by}
    return {
        "start": start,
        "drafts": desk.begun.of(task.by, blind=task.blind),
        "pace": desk.pace(),
        "notices": [f"{len(wrong)} gold files cannot be read."] if task.blind and wrong else wrong,
    }
