"""The whole way from a run to its page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractor.consolidation.folder import is_consolidated
from extractor.consolidation.pipeline import load_names
from extractor.core.errors import InputError, UsageError
from extractor.report.articles import articles_of
from extractor.report.basemap import outlines
from extractor.report.comparison import Beside, sides
from extractor.report.incidents import consolidated, incidents_of, near_misses
from extractor.report.page import page
from extractor.report.run_summary import facts_of
from extractor.runs.manifest import files_of
from extractor.runs.reader import read_run
from extractor.schema.incident_types import LABELS


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
    if is_consolidated(compare):
        raise UsageError(
            f"{compare}: consolidated incidents, no run.", next_step="Give the run that they are of, or --in."
        )
    if (compare / "articles.jsonl").exists():
        raise InputError(f"{compare}: a run that was not finished.", next_step="Run it again: it goes on.")
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
        names, gazetteer: by which incidents are joined for the moment. The comparison is judged without a gazetteer.
    """

    incidents: Path | None = None
    other: Beside | None = None
    texts: bool = True
    rows: bool = True
    names: Path | None = None
    gazetteer: bool = True


def gathered(folder: Path, view: View) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the head of a page says of a run, and the data for its views.

    Raises:
        InputError: the run, the incidents or what it stands beside are not as they should be.
        UsageError: a library is needed and not installed.
    """
    run = read_run(folder)
    articles = list(articles_of(run, texts=view.texts, rows=view.rows))
    names = load_names(view.names, gazetteer=view.gazetteer and view.incidents is None)
    with consolidated(run, view.incidents, names) as made:
        facts = facts_of(run, made, articles)
        found = list(incidents_of(made, articles)) if view.rows else []
        near = near_misses(made) if view.rows else []
    points = [(each["lon"], each["lat"]) for each in found if each["lat"] is not None]
    somewhere = {each["country"] for each in found if each["lat"] is None and each["country"]}
    return facts, {
        "facts": {name: facts[name] for name in ("run", "id", "extractor", "prompt", "model")},
        "labels": {"type": LABELS},
        "articles": articles,
        "incidents": found,
        "near": near,
        "map": outlines(points, somewhere),
        "compare": sides(folder, view.other, load_names(view.names, gazetteer=False)) if view.other else None,
        "review": None,
    }


def whole(folder: Path, view: View) -> str:
    """The page of a run; raises as `gathered` does."""
    return page(*gathered(folder, view))


def apart(out: Path, view: View, run: Path) -> None:
    """See that a page may be written where somebody wants it.

    Raises:
        UsageError: it would be a file among those of a run, of gold, of names or of incidents, it is a folder, or a
            file that is no page.
    """
    if not out.name or out.is_dir():
        raise UsageError(f"{out}: a folder, no file.", next_step="Give the name of a file with -o.")
    other = view.other or Beside()
    place = out.resolve().parent
    known = [folder.resolve() for folder in (run, view.incidents, view.names, other.run, other.gold) if folder]
    if place in known or files_of(place) or is_consolidated(place):
        raise UsageError(f"{out} lies in {place}, whose files are its own.", next_step="Choose another place.")
    if out.exists() and not _is_page(out):
        raise UsageError(f"{out} is there, and is no page.", next_step="Choose another name, or move it away.")


def _is_page(path: Path) -> bool:
    with open(path, "rb") as file:
        return file.read(15).lower().startswith(b"<!doctype html")
