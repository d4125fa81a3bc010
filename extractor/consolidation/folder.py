"""The folder of consolidated incidents: each file whole or absent, the manifest last; and the same read back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from pydantic_core import from_json

from extractor.consolidation.casualties import STATUSES
from extractor.consolidation.clustering import Link
from extractor.consolidation.decisions import COLUMNS
from extractor.core.canonical import canonical
from extractor.core.errors import InputError, UsageError
from extractor.core.files import written_together, written_whole
from extractor.runs.folder import sha256
from extractor.runs.rows import IDENTITY, csv_lines
from extractor.schema.codebook import Incident
from extractor.schema.tables import columns, flat, ungrounded

Row = Mapping[str, Any]

_PLAIN = ("incident", "type", "status", "date_start", "date_end", "date_precision", "place", "place_id", "admin1")
_PLACE = ("country", "lat", "lon", "place_precision")
_TOLLS = tuple(f"{status}_{part}" for status in STATUSES for part in ("low", "high", "open"))
INCIDENT = (
    *_PLAIN, *_PLACE, "initiators", "basis", "targets", "target_kinds", "weapon", "damage", *_TOLLS, "figures",
    "grade", "grade_reason", "sources", "reports", "articles", "summary", "flags",
)  # fmt: skip
_FOUND = (
    "initiator_ids", "target_ids", "derived_start", "derived_end", "derived_rule", "found_place_id", "found_place",
    "lat", "lon", "found_precision", "found_by", "flags", "ungrounded",
)  # fmt: skip
REPORT = ("incident", "report", *IDENTITY, *columns(Incident), *_FOUND)
FIGURE = (
    "incident", "report", "article", "scope", "status", "low", "high", "superseded", "victims", "source", "source_id",
    "quote", "match",
)  # fmt: skip
STATEMENT = (
    "incident", "report", "article", "about", "type", "speaker", "speaker_id", "on_behalf_of", "on_behalf_of_id",
    "quote", "match",
)  # fmt: skip
VALUE = ("incident", "field", "value", "sources", "reports")
LINK = ("incident", "a", "b", "outcome", "reason")


def incident_row(incident: Row) -> dict[str, Any]:
    """The row of a consolidated incident."""
    return {
        **{name: incident[name] for name in (*_PLAIN, *_PLACE, "basis", "weapon", "damage", "summary")},
        **{side: " | ".join(each["name"] for each in incident[side]) for side in ("initiators", "targets")},
        "target_kinds": " | ".join(incident["target_kinds"]),
        **{f"{toll['status']}_{part}": toll[part] for toll in incident["tolls"] for part in ("low", "high", "open")},
        "figures": format_figures(incident),
        "grade": incident["grade"],
        "grade_reason": incident["grade_reason"],
        "sources": incident["sources"],
        "reports": len(incident["reports"]),
        "articles": " | ".join(each["label"] for each in incident["reports"]),
        "flags": " | ".join(incident["flags"]),
    }


def report_row(row: Row, *, lost: bool = True) -> dict[str, Any]:
    """The row of a report, with what code found; `lost` is off where no quote of it is ungrounded."""
    coded = {name: value for name, value in row.items() if name != "found"}
    found, place = row["found"], row["found"]["place"]
    return {
        **flat(coded),
        "initiator_ids": " | ".join(filter(None, found["initiators"])),
        "target_ids": " | ".join(filter(None, found["targets"])),
        "derived_start": found["dates"]["start"],
        "derived_end": found["dates"]["end"],
        "derived_rule": found["dates"]["rule"],
        "found_place_id": place["id"],
        "found_place": place["name"],
        "lat": place["lat"],
        "lon": place["lon"],
        "found_precision": place["precision"],
        "found_by": place["by"],
        "flags": " | ".join(found["flags"]),
        "ungrounded": " | ".join(ungrounded(coded)) if lost else "",
    }


def figure_rows(incident: Row) -> Iterator[dict[str, Any]]:
    """The figures of an incident, and those that articles give for an operation that it is part of."""
    for scope, found in (("incident", _all_figures(incident)), ("operation", incident["operation_tolls"])):
        for each in found:
            yield {"incident": incident["incident"], **flat(each), "scope": scope, "match": each["quote"]["match"]}


def statement_rows(incident: Row) -> Iterator[dict[str, Any]]:
    """The statements about an incident or its operation."""
    for each in incident["statements"]:
        yield {"incident": incident["incident"], **flat(each), "match": each["quote"]["match"]}


def value_rows(incident: Row) -> Iterator[dict[str, Any]]:
    """Every value of every field, with the reports that give it."""
    for field, values in incident["values"].items():
        for each in values:
            yield {"incident": incident["incident"], "field": field, **each, "reports": " | ".join(each["reports"])}


def link_rows(incident: Row) -> Iterator[dict[str, Any]]:
    """Why its reports were joined."""
    return ({"incident": incident["incident"], **each} for each in incident["links"])


def _all_figures(incident: Row) -> Iterable[Row]:
    for toll in incident["tolls"]:
        for kind in ("figures", "parts", "superseded"):
            yield from toll[kind]


def format_figures(incident: Row) -> str:
    """Every figure of an incident with who gives it."""
    return "; ".join(map(format_figure, _all_figures(incident)))


def format_figure(figure: Row) -> str:
    """A figure and who gives it: 8+ killed (Iraqi security sources)."""
    source = figure["source"] or "the article"
    earlier = ", earlier figure" if figure["superseded"] else ""
    return f"{format_number(figure['low'], figure['high'])} {figure['status'].replace('_', ' ')} ({source}{earlier})"


def format_number(low: int | None, high: int | None) -> str:
    """Format the ends of a figure or range: 2, 2-4, 8+, some."""
    if low is None:
        return "some" if high is None else f"up to {high}"
    return f"{low}+" if high is None else f"{low}" if low == high else f"{low}-{high}"


KIND = "consolidated incidents"
MANIFEST = "manifest.json"
TABLES = {"incidents": INCIDENT, "reports": REPORT, "figures": FIGURE, "unplaced": INCIDENT, "near_misses": COLUMNS}
FILES = (*(f"{name}.csv" for name in TABLES), "incidents.jsonl", "reports.jsonl")


class ConsolidatedFiles:
    """The files of one consolidation, open for writing."""

    def __init__(self, files: Mapping[str, BinaryIO]) -> None:
        self._files = files
        for name, header in TABLES.items():
            self._files[f"{name}.csv"].write("\ufeff".encode())
            self._table(name, [dict(zip(header, header, strict=True))])

    def add(self, incident: Mapping[str, Any], reports: Iterable[Mapping[str, Any]]) -> None:
        """Write one incident and its reports."""
        self._files["incidents.jsonl"].write(canonical(incident) + b"\n")
        row = incident_row(incident)
        self._table("incidents", [row])
        if incident["lat"] is None:
            self._table("unplaced", [row])
        self._table("figures", figure_rows(incident))
        for report in reports:
            whole = {"incident": incident["incident"], **report}
            line = canonical(whole)
            self._files["reports.jsonl"].write(line + b"\n")
            self._table("reports", [report_row(whole, lost=b'"ungrounded"' in line)])

    def near(self, link: Link, labels: str) -> None:
        """Write a near miss, as a line of a file of decisions that is still to be decided."""
        self._table("near_misses", [{"a": link.a, "b": link.b, "note": f"{labels}: {link.reason}"}])

    def _table(self, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
        lines = csv_lines([row.get(column) for column in TABLES[name]] for row in rows)
        self._files[f"{name}.csv"].write(lines.encode())


@contextmanager
def consolidated_folder(folder: Path, facts: Mapping[str, Any]) -> Iterator[ConsolidatedFiles]:
    """The files of a folder, to be written together; after an error those of before stay as they were.

    Raises:
        UsageError: the folder holds files of another kind, or cannot be written.
    """
    _refuse_a_folder_of_other_things(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with written_together(folder, FILES, MANIFEST) as files:
        yield ConsolidatedFiles(files)
    hashes = {name: sha256(folder / name) for name in sorted(FILES)}
    with written_whole(folder / MANIFEST) as out:
        manifest = {"kind": KIND, **facts, "files": hashes}
        out.write(json.dumps(manifest, ensure_ascii=False, indent=1).encode() + b"\n")


def _refuse_a_folder_of_other_things(folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise UsageError(f"{folder} is a file.", next_step="Choose a folder with -o.")
    names = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    if names - {*FILES, MANIFEST} or (MANIFEST in names and not _manifest(folder)):
        raise UsageError(f"{folder} holds files of another kind.", next_step="Choose an empty or a new folder with -o.")


def _manifest(folder: Path) -> dict[str, Any]:
    """The manifest of such a folder; empty where there is none."""
    try:
        found = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return {}
    ours = isinstance(found, dict) and found.get("kind") == KIND and isinstance(found.get("files"), dict)
    return found if ours else {}


def is_consolidated(folder: Path) -> bool:
    """Whether a folder is one of consolidated incidents."""
    return bool(_manifest(folder))


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a consolidated folder whose files are as they were written.

    Raises:
        InputError: it is none, or a file is not as it was written.
    """
    found = _manifest(folder)
    if not found:
        raise InputError(
            f"{folder}: no consolidated incidents.", next_step="Make them first: extractor consolidate RUN -o FOLDER."
        )
    for name in FILES:
        if sha256(folder / name) != found["files"].get(name):
            raise InputError(f"{folder / name}: not as it was written.", next_step="Consolidate again.")
    return found


def read_incidents(folder: Path) -> Iterator[dict[str, Any]]:
    """Read the consolidated incidents of a folder."""
    return _read_rows(folder / "incidents.jsonl")


def read_reports(folder: Path) -> Iterator[dict[str, Any]]:
    """Read the reports of a folder, each with the id of its consolidated incident."""
    return _read_rows(folder / "reports.jsonl")


def _read_rows(path: Path) -> Iterator[dict[str, Any]]:
    with open(path, "rb") as file:
        for line in file:
            yield from_json(line)
