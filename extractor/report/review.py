"""A run to be corrected: what its page needs besides what it shows, as it is at this moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractor.article import Article
from extractor.consolidation.derived import Names
from extractor.incident import Coding
from extractor.report.articles import article_of
from extractor.report.desk import Desk
from extractor.report.forms import forms, quoting
from extractor.report.page import page
from extractor.report.turns import differences, turns
from extractor.report.whole import View, gathered
from extractor.runs import finished_run


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
    return {each.row["article"]: article_of(each) for each in finished_run(folder).ended() if each.text}


class Review:
    """The page of a review, made anew each time that it is asked for; the run itself is read once.

    Args:
        folder: of the run.
        view: what is shown besides.
        desk: the gold; None for a page that is a file.

    Raises:
        InputError, UsageError: as `gathered` does.
    """

    def __init__(self, folder: Path, names: Names, view: View, task: Task, desk: Desk | None = None) -> None:
        self._task, self._desk = task, desk
        self._facts, self._data = gathered(folder, names, view)
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
            **_now(self._desk, self._task.by),
        }
        return page(self._facts, {**self._data, "review": review})


def _now(desk: Desk | None, by: str) -> Mapping[str, Any]:
    if desk is None:
        return {"start": {}, "drafts": {}, "pace": []}
    drafts = {draft["article"]: draft["work"] for draft in desk.drafts() if draft["by"] == by}
    return {"start": desk.gold_now(), "drafts": drafts, "pace": desk.pace()}
