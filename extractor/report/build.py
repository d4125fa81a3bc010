"""Build the page of a run: data from the run, its incidents and the comparison, then the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

from extractor.consolidation.folder import is_consolidated
from extractor.core.errors import InputError, UsageError
from extractor.core.files import atomic_file
from extractor.grounding.names import load_names
from extractor.report.articles import ArticleData, article_data
from extractor.report.basemap import MapData, map_data
from extractor.report.comparison import ComparisonData, ComparisonTarget, comparison_data
from extractor.report.incidents import IncidentData, incident_data, incident_folder, near_misses
from extractor.report.page import render_page
from extractor.report.run_summary import PageFacts, summarize_run
from extractor.runs.manifest import files_of
from extractor.runs.reader import read_run
from extractor.schema.incident_types import LABELS


class PageData(TypedDict):
    """The data of a page, which its scripts read; `review` is None but on a page to correct in."""

    facts: dict[str, Any]
    labels: dict[str, dict[str, str]]
    articles: list[ArticleData]
    incidents: list[IncidentData]
    near: list[str]
    map: MapData | None
    compare: ComparisonData | None
    review: Mapping[str, Any] | None


def comparison_target(compare: Path | None, gold: Path | None) -> ComparisonTarget | None:
    """Interpret the options --compare and --gold.

    Raises:
        UsageError: gold is given twice, or without a run. InputError: there is no such run or folder.
    """
    if compare is None:
        if gold is not None:
            raise UsageError("--gold goes with --compare RUN.", next_step=f"Give the gold itself: --compare {gold}")
        return None
    if files_of(compare):
        return ComparisonTarget(run=compare, gold=gold)
    if is_consolidated(compare):
        raise UsageError(
            f"{compare}: consolidated incidents, not a run.",
            next_step="Give the run that they were made from, or give this folder with --incidents.",
        )
    if (compare / "articles.jsonl").exists():
        raise InputError(f"{compare}: an unfinished run.", next_step="Run it again: it resumes.")
    if gold is not None:
        raise UsageError(f"{compare} is not a run, and --gold is given too.", next_step="Leave one of them out.")
    if not compare.is_dir():
        raise InputError(f"{compare}: neither a run nor a folder of gold.", next_step="Check the path.")
    return ComparisonTarget(gold=compare)


@dataclass(frozen=True)
class PageOptions:
    """Options of a page.

    Attributes:
        incidents: folder that `consolidate` made of the run; None to consolidate it for the page.
        compare: what the run is compared with.
        texts: include the texts of articles.
        rows: include codings; a page for blind coding has none.
        names, gazetteer: used to consolidate for the page. The comparison uses no gazetteer.
    """

    incidents: Path | None = None
    compare: ComparisonTarget | None = None
    texts: bool = True
    rows: bool = True
    names: Path | None = None
    gazetteer: bool = True


def collect_page_data(folder: Path, options: PageOptions) -> tuple[PageFacts, PageData]:
    """Collect the facts for the head of a page, and the data for its views.

    Raises:
        InputError: the run, the incidents or the comparison cannot be used.
        UsageError: a library is needed and not installed.
    """
    run = read_run(folder)
    articles = list(article_data(run, texts=options.texts, rows=options.rows))
    names = load_names(options.names, gazetteer=options.gazetteer and options.incidents is None)
    with incident_folder(run, options.incidents, names) as made:
        facts = summarize_run(run, made, articles)
        incidents = list(incident_data(made, articles)) if options.rows else []
        near = near_misses(made) if options.rows else []
    points = [(each["lon"], each["lat"]) for each in incidents if each["lat"] is not None]
    countries = {each["country"] for each in incidents if each["lat"] is None and each["country"]}
    compared = None
    if options.compare:
        compared = comparison_data(folder, options.compare, load_names(options.names, gazetteer=False))
    return facts, {
        "facts": {
            "run": facts["run"],
            "id": facts["id"],
            "extractor": facts["extractor"],
            "prompt": facts["prompt"],
            "model": facts["model"],
        },
        "labels": {"type": LABELS},
        "articles": articles,
        "incidents": incidents,
        "near": near,
        "map": map_data(points, countries),
        "compare": compared,
        "review": None,
    }


def build_page(folder: Path, options: PageOptions) -> str:
    """Return the page of a run; raises as `collect_page_data` does."""
    return render_page(*collect_page_data(folder, options))


def check_output(out: Path, options: PageOptions, run: Path) -> None:
    """Check that a page may be written to a path.

    Raises:
        UsageError: the path is a folder, a file that is not HTML, or in a folder of a run, gold, names or incidents.
    """
    if not out.name or out.is_dir():
        raise UsageError(f"{out}: a folder, not a file.", next_step="Give the name of a file with -o.")
    compare = options.compare or ComparisonTarget()
    folder = out.resolve().parent
    known = [path.resolve() for path in (run, options.incidents, options.names, compare.run, compare.gold) if path]
    if folder in known or files_of(folder) or is_consolidated(folder):
        raise UsageError(
            f"{out} is in {folder}, which holds only files of its own kind.", next_step="Choose another folder."
        )
    if out.exists() and not _is_html(out):
        raise UsageError(f"{out} exists and is not HTML.", next_step="Choose another name, or move it away.")


def write_page(out: Path, page: str) -> int:
    """Write a page to a file; return its size in bytes.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"{out.parent} cannot be created: {error.strerror}.", next_step="Choose another -o."
        ) from error
    with atomic_file(out) as file:
        file.write(page.encode())
    return out.stat().st_size


def _is_html(path: Path) -> bool:
    with open(path, "rb") as file:
        return file.read(15).lower().startswith(b"<!doctype html")
