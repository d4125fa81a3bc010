"""Consolidated incidents as data of the page; the run is consolidated for it if no folder of incidents is given."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, TypeAlias

from extractor.consolidation.casualties import CasualtyRange, Figure
from extractor.consolidation.folder import read_incidents, read_manifest
from extractor.consolidation.fusion import ConsolidatedIncident, ReportItem, StatementEntry
from extractor.consolidation.pipeline import consolidate
from extractor.core.errors import InputError
from extractor.grounding.names import Names
from extractor.report.articles import ArticleData
from extractor.report.quote_encoding import encode_quotes
from extractor.runs.reader import FinishedRun
from extractor.schema.incident_types import with_labels

# A `ConsolidatedIncident` with reports, values, casualties, statements and links in the compact form of the page.
IncidentData: TypeAlias = dict[str, Any]
_FIGURES: tuple[Literal["figures", "parts", "superseded"], ...] = ("figures", "parts", "superseded")


@contextmanager
def incident_folder(run: FinishedRun, folder: Path | None, names: Names) -> Iterator[Path]:
    """Yield the folder of consolidated incidents of a run: the given one, or else a temporary one.

    Raises:
        InputError: the folder has no consolidated incidents, or is of other runs.
    """
    if folder:
        if run.id not in read_manifest(folder)["runs"]:
            raise InputError(
                f"{folder}: not consolidated from {run.folder} as it is now.",
                next_step=f"Consolidate again, with its other runs: extractor consolidate {run.folder} -o {folder}.",
            )
        yield folder
        return
    with TemporaryDirectory(prefix="extractor-") as temporary:
        made = Path(temporary) / "incidents"
        consolidate([run.folder], made, names)
        yield made


def incident_data(folder: Path, articles: Sequence[ArticleData]) -> Iterator[IncidentData]:
    """Yield each incident; its reports have the index of their article on the page, None for articles of other runs."""
    indices = {(each["id"], each["name"]): at for at, each in enumerate(articles)}
    without_texts = not any("text" in each for each in articles)
    # Of HTML only the view is displayed, whose offsets differ from those of the rows.
    html = {at for at, each in enumerate(articles) if each.get("page")}
    for row in read_incidents(folder):
        yield _incident(row, indices, html, without_texts=without_texts)


def _incident(
    row: ConsolidatedIncident,
    indices: Mapping[tuple[str | None, str], int],
    html: set[int],
    *,
    without_texts: bool,
) -> IncidentData:
    numbers = {report["report"]: number for number, report in enumerate(row["reports"])}
    places = [indices.get((report["article_id"], report["article"])) for report in row["reports"]]

    def of_report(each: Figure | StatementEntry) -> dict[str, Any]:
        """Encode a figure or statement: its report as a number, its quote with text if the page cannot display it."""
        number = numbers[each["report"]]
        rest = {name: value for name, value in each.items() if name not in ("report", "article")}
        place = places[number]
        return {**encode_quotes(rest, words=without_texts or place is None or place in html), "report": number}

    def casualties(toll: CasualtyRange) -> dict[str, Any]:
        return {**toll, **{part: [of_report(each) for each in toll[part]] for part in _FIGURES}}

    return {
        **row,
        "reports": [_report(report, place) for report, place in zip(row["reports"], places, strict=True)],
        "values": {
            name: [[each["value"], each["sources"], [numbers[id_] for id_ in each["reports"]]] for each in given]
            for name, given in row["values"].items()
        },
        "tolls": [casualties(toll) for toll in row["tolls"]],
        "operation_tolls": [of_report(each) for each in row["operation_tolls"]],
        "statements": [of_report(each) for each in row["statements"]],
        "links": [
            [numbers.get(each["a"]), numbers.get(each["b"]), each["outcome"], with_labels(each["reason"])]
            for each in row["links"]
        ],
    }


def _report(report: ReportItem, place: int | None) -> dict[str, Any]:
    optional = {"outlet": report["outlet"], "agencies": report["agencies"]}
    return {
        "article": place,
        "incident": report["label"].rpartition(":")[2],
        "report": report["report"],
        "source": report["source"],
        **(_of_another_run(report) if place is None else {}),
        **{name: value for name, value in optional.items() if value},
    }


def _of_another_run(report: ReportItem) -> dict[str, Any]:
    """Return the fields needed to display a report whose article is not on the page."""
    return {
        "label": report["label"],
        "published": report["published"],
        "article_id": report["article_id"],
        "evidence": encode_quotes(report["evidence"], words=True),
    }


def near_misses(folder: Path) -> list[str]:
    """Return the notes on near misses: pairs of reports that were not joined and may be one incident."""
    with open(folder / "near_misses.csv", encoding="utf-8-sig", newline="") as file:
        return [row["note"] for row in csv.DictReader(file)]
