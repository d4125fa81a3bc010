"""Consolidated incidents as the page has them; where none are given, the run is consolidated for it."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from extractor.consolidation.folder import read_incidents, read_manifest
from extractor.consolidation.pipeline import consolidate
from extractor.consolidation.report_cache import Names
from extractor.core.errors import InputError
from extractor.report.quote_encoding import small
from extractor.runs.reader import FinishedRun


@contextmanager
def consolidated(run: FinishedRun, folder: Path | None, names: Names) -> Iterator[Path]:
    """The folder of consolidated incidents that a run is part of; one made for the moment where none is given.

    Raises:
        InputError: the folder is none, or was made of other runs.
        UsageError: the gazetteer is needed and not installed.
    """
    if folder:
        if run.id not in read_manifest(folder)["runs"]:
            raise InputError(
                f"{folder}: not made of {run.folder} as it is now.",
                next_step=f"Consolidate again, with its other runs if it has any: "
                f"extractor consolidate {run.folder} -o {folder}.",
            )
        yield folder
        return
    with TemporaryDirectory(prefix="extractor-") as place:
        made = Path(place) / "incidents"
        consolidate([run.folder], made, names)
        yield made


def incidents_of(folder: Path, articles: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each incident, its reports with the places of their articles on the page (None where the page has not got it)."""
    known = {(each["id"], each["name"]): at for at, each in enumerate(articles)}
    words = not any("text" in each for each in articles)
    in_part = {at for at, each in enumerate(articles) if each.get("page")}  # whose offsets are those of another text
    for row in read_incidents(folder):
        yield _incident(row, known, in_part, words=words)


def _incident(
    row: Mapping[str, Any], known: Mapping[tuple[str, str], int], shown_in_part: set[int], *, words: bool
) -> dict[str, Any]:
    at = {report["report"]: number for number, report in enumerate(row["reports"])}
    home = [known.get((report["article_id"], report["article"])) for report in row["reports"]]
    pages = {number for number, place in enumerate(home) if place is not None and place in shown_in_part}

    def of_report(each: Mapping[str, Any]) -> dict[str, Any]:
        """A figure or statement: its report as a number, its quote with words where its place would not tell them."""
        number = at[each["report"]]
        rest = {name: value for name, value in each.items() if name not in ("report", "article")}
        told = words or home[number] is None or number in pages
        return {**small(rest, words=told), "report": number}

    tolls = [
        {**toll, **{part: [of_report(each) for each in toll[part]] for part in ("figures", "parts", "superseded")}}
        for toll in row["tolls"]
    ]
    values = {
        name: [[each["value"], each["sources"], [at[id_] for id_ in each["reports"]]] for each in given]
        for name, given in row["values"].items()
    }
    reports = [
        {
            "article": home[number],
            "incident": report["label"].rpartition(":")[2],
            "report": report["report"],
            "source": report["source"],
            **(_of_another_run(report) if home[number] is None else {}),
            **{name: report[name] for name in ("outlet", "agencies") if report[name]},
        }
        for number, report in enumerate(row["reports"])
    ]
    return {
        **row,
        "reports": reports,
        "values": values,
        "tolls": tolls,
        "operation_tolls": [of_report(each) for each in row["operation_tolls"]],
        "statements": [of_report(each) for each in row["statements"]],
        "links": [[at.get(each["a"]), at.get(each["b"]), each["outcome"], each["reason"]] for each in row["links"]],
    }


def _of_another_run(report: Mapping[str, Any]) -> dict[str, Any]:
    """What the page needs to know of a report whose article it has not got."""
    return {
        "label": report["label"],
        "published": report["published"],
        "article_id": report["article_id"],
        "evidence": small(report["evidence"], words=True),
    }


def near_misses(folder: Path) -> list[str]:
    """Pairs of reports that were not joined and might be, in words."""
    with open(folder / "near_misses.csv", encoding="utf-8-sig", newline="") as file:
        return [row["note"] for row in csv.DictReader(file)]
