"""The whole way from a run to its page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractor.consolidation.derived import Names
from extractor.errors import InputError, UsageError
from extractor.outputs import files_of
from extractor.report.articles import articles_of
from extractor.report.facts import facts_of
from extractor.report.incidents import consolidated, incidents_of, near_misses
from extractor.report.outlines import outlines
from extractor.report.page import page
from extractor.report.sides import Beside, sides
from extractor.runs import finished_run


def beside(compare: Path | None, gold: Path | None) -> Beside | None:
    """What somebody wants a run to be compared with.

    Raises:
        UsageError: gold is given twice. InputError: there is no such run or folder.
    """
    if compare is None:
        if gold is not None:
            raise UsageError("--gold goes with --compare RUN.", next_step=f"Give the gold itself: --compare {gold}")
        return None
    if files_of(compare):
        return Beside(run=compare, gold=gold)
    if gold is not None:
        raise UsageError(f"{compare} is no run, and --gold is given too.", next_step="Leave one of the two out.")
    if not compare.is_dir():
        raise InputError(f"{compare}: no run and no folder of gold.", next_step="Check the path.")
    return Beside(gold=compare)


@dataclass(frozen=True)
class View:
    """What a page is to show.

    Attributes:
        incidents: a folder that `consolidate` made of the run; None has one made for the moment.
        other: what the run stands beside.
        texts: with the articles' texts.
        rows: with what was coded; a page to code blind in has none of it.
    """

    incidents: Path | None = None
    other: Beside | None = None
    texts: bool = True
    rows: bool = True


def gathered(folder: Path, names: Names, view: View) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the head of a page says of a run, and the data for its views.

    Raises:
        InputError: the run, the incidents or what it stands beside are not as they should be.
        UsageError: a library is needed and not installed.
    """
    run = finished_run(folder)
    articles = list(articles_of(run, texts=view.texts, rows=view.rows))
    with consolidated(run, view.incidents, names) as made:
        facts = facts_of(run, made, articles)
        found = list(incidents_of(made, articles)) if view.rows else []
        near = near_misses(made) if view.rows else []
    points = [(each["lon"], each["lat"]) for each in found if each["lat"] is not None]
    somewhere = {each["country"] for each in found if each["lat"] is None and each["country"]}
    return facts, {
        "facts": {name: facts[name] for name in ("run", "id", "extractor", "prompt", "model")},
        "articles": articles,
        "incidents": found,
        "near": near,
        "outlines": outlines(points, somewhere),
        "compare": sides(folder, view.other, names) if view.other else None,
        "review": None,
    }


def whole(folder: Path, names: Names, view: View) -> str:
    """The page of a run; raises as `gathered` does."""
    return page(*gathered(folder, names, view))
