"""The folder of consolidated incidents: its tables; writing, each file whole or absent and the manifest last; reading.

Rows of tables are flat: a quote is its text, a list is joined with ' | '.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TypedDict, cast

from pydantic_core import from_json

from extractor.consolidation.casualties import STATUSES, Figure
from extractor.consolidation.clustering import Link
from extractor.consolidation.decisions import COLUMNS
from extractor.consolidation.fusion import ConsolidatedIncident
from extractor.consolidation.reports import ReportRow
from extractor.core.canonical import canonical
from extractor.core.errors import InputError, UsageError
from extractor.core.files import atomic_file, atomic_files
from extractor.runs.folder import sha256
from extractor.runs.rows import IDENTITY, csv_lines
from extractor.schema.codebook import Incident
from extractor.schema.tables import columns, flat_row, review_text, ungrounded_fields

Cell = str | int | float | bool | None
FlatRow = dict[str, Cell]

_RANGES = tuple(f"{status}_{part}" for status in STATUSES for part in ("low", "high", "open"))
INCIDENT_COLUMNS = (
    "incident", "type", "status", "date_start", "date_end", "date_precision", "place", "place_id", "admin1", "country",
    "lat", "lon", "place_precision", "initiators", "basis", "targets", "target_kinds", "weapon", "damage", *_RANGES,
    "figures", "grade", "grade_reason", "sources", "reports", "articles", "summary", "flags", "reviewed",
)  # fmt: skip
REPORT_COLUMNS = (
    "incident", "report", *IDENTITY, *columns(Incident), "initiator_ids", "target_ids", "derived_start", "derived_end",
    "derived_rule", "found_place_id", "found_place", "lat", "lon", "found_precision", "found_by", "flags", "ungrounded",
    "reviewed",
)  # fmt: skip
FIGURE_COLUMNS = (
    "incident", "report", "article", "scope", "status", "low", "high", "superseded", "victims", "source", "source_id",
    "quote", "match",
)  # fmt: skip
STATEMENT_COLUMNS = (
    "incident", "report", "article", "about", "type", "speaker", "speaker_id", "on_behalf_of", "on_behalf_of_id",
    "quote", "match",
)  # fmt: skip
VALUE_COLUMNS = ("incident", "field", "value", "sources", "reports")
LINK_COLUMNS = ("incident", "a", "b", "outcome", "reason")

KIND = "consolidated incidents"
MANIFEST = "manifest.json"
TABLES = {
    "incidents": INCIDENT_COLUMNS,
    "reports": REPORT_COLUMNS,
    "figures": FIGURE_COLUMNS,
    "unplaced": INCIDENT_COLUMNS,
    "near_misses": COLUMNS,
}
FILES = (*(f"{name}.csv" for name in TABLES), "incidents.jsonl", "reports.jsonl")


class ConsolidatedReport(ReportRow):
    """A line of `reports.jsonl`: a report with the id of its consolidated incident."""

    incident: str


class Counts(TypedDict):
    """Articles, reports and incidents of a consolidated folder."""

    articles: int
    reports: int
    incidents: int


class ManifestFacts(TypedDict):
    """The inputs of a consolidation: ids of runs, hashes of names and decisions, version of the gazetteer if used."""

    extractor: str
    runs: list[str]
    names: str
    gazetteer: str | None
    decisions: str | None
    counts: Counts


class Manifest(ManifestFacts):
    """The manifest of a consolidated folder; `files` has the hash of each file."""

    kind: str
    files: dict[str, str]


def incident_row(incident: ConsolidatedIncident) -> FlatRow:
    """Return the row of a consolidated incident."""
    return {
        "incident": incident["incident"],
        "type": incident["type"],
        "status": incident["status"],
        "date_start": incident["date_start"],
        "date_end": incident["date_end"],
        "date_precision": incident["date_precision"],
        "place": incident["place"],
        "place_id": incident["place_id"],
        "admin1": incident["admin1"],
        "country": incident["country"],
        "lat": incident["lat"],
        "lon": incident["lon"],
        "place_precision": incident["place_precision"],
        "initiators": " | ".join(actor["name"] for actor in incident["initiators"]),
        "basis": incident["basis"],
        "targets": " | ".join(actor["name"] for actor in incident["targets"]),
        "target_kinds": " | ".join(incident["target_kinds"]),
        "weapon": incident["weapon"],
        "damage": incident["damage"],
        **_range_cells(incident),
        "figures": format_figures(incident),
        "grade": incident["grade"],
        "grade_reason": incident["grade_reason"],
        "sources": incident["sources"],
        "reports": len(incident["reports"]),
        "articles": " | ".join(each["label"] for each in incident["reports"]),
        "summary": incident["summary"],
        "flags": " | ".join(incident["flags"]),
        "reviewed": " | ".join(incident.get("reviewed", ())),
    }


def _range_cells(incident: ConsolidatedIncident) -> FlatRow:
    cells: FlatRow = {}
    for each in incident["tolls"]:
        status = each["status"]
        cells |= {f"{status}_low": each["low"], f"{status}_high": each["high"], f"{status}_open": each["open"]}
    return cells


def report_row(row: ConsolidatedReport, *, has_ungrounded: bool = True) -> FlatRow:
    """Return the row of a report, with what code found; pass False if it is known to have no ungrounded quote."""
    coded = {name: value for name, value in row.items() if name != "found"}
    found, place = row["found"], row["found"]["place"]
    return {
        **flat_row(coded),
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
        "ungrounded": " | ".join(ungrounded_fields(coded)) if has_ungrounded else "",
        "reviewed": review_text(row),
    }


def figure_rows(incident: ConsolidatedIncident) -> Iterator[FlatRow]:
    """Yield the figures of an incident, and those of an operation that it is part of."""
    for scope, figures in (("incident", _all_figures(incident)), ("operation", incident["operation_tolls"])):
        for each in figures:
            yield {"incident": incident["incident"], **flat_row(each), "scope": scope, "match": each["quote"]["match"]}


def statement_rows(incident: ConsolidatedIncident) -> Iterator[FlatRow]:
    """Yield the statements about an incident or its operation."""
    for each in incident["statements"]:
        yield {"incident": incident["incident"], **flat_row(each), "match": each["quote"]["match"]}


def value_rows(incident: ConsolidatedIncident) -> Iterator[FlatRow]:
    """Yield every value of every field, with the reports that give it."""
    for field, values in incident["values"].items():
        for each in values:
            yield {
                "incident": incident["incident"],
                "field": field,
                "value": each["value"],
                "sources": each["sources"],
                "reports": " | ".join(each["reports"]),
            }


def link_rows(incident: ConsolidatedIncident) -> Iterator[FlatRow]:
    """Yield the links by which its reports were joined."""
    return ({"incident": incident["incident"], **flat_row(each)} for each in incident["links"])


def _all_figures(incident: ConsolidatedIncident) -> Iterator[Figure]:
    for each in incident["tolls"]:
        yield from (*each["figures"], *each["parts"], *each["superseded"])


def format_figures(incident: ConsolidatedIncident) -> str:
    """Format every figure of an incident with its source."""
    return "; ".join(map(format_figure, _all_figures(incident)))


def format_figure(figure: Figure) -> str:
    """Format a figure with its source: 8+ killed (Iraqi security sources)."""
    source = figure["source"] or "the article"
    earlier = ", earlier figure" if figure["superseded"] else ""
    number, status = format_number(figure["low"], figure["high"]), figure["status"].replace("_", " ")
    return f"{number} {status} ({source}{earlier})"


def format_number(low: int | None, high: int | None) -> str:
    """Format the ends of a figure or range: 2, 2-4, 8+, some."""
    if low is None:
        return "some" if high is None else f"up to {high}"
    return f"{low}+" if high is None else f"{low}" if low == high else f"{low}-{high}"


class ConsolidatedFiles:
    """The files of one consolidation, open for writing."""

    def __init__(self, files: Mapping[str, BinaryIO]) -> None:
        self._files = files
        for name, header in TABLES.items():
            self._files[f"{name}.csv"].write("\ufeff".encode())
            self._write_rows(name, [dict(zip(header, header, strict=True))])

    def add(self, incident: ConsolidatedIncident, reports: Iterable[ReportRow]) -> None:
        """Write one incident and its reports."""
        self._files["incidents.jsonl"].write(canonical(incident) + b"\n")
        row = incident_row(incident)
        self._write_rows("incidents", [row])
        if incident["lat"] is None:
            self._write_rows("unplaced", [row])
        self._write_rows("figures", figure_rows(incident))
        for report in reports:
            consolidated: ConsolidatedReport = {"incident": incident["incident"], **report}
            line = canonical(consolidated)
            self._files["reports.jsonl"].write(line + b"\n")
            self._write_rows("reports", [report_row(consolidated, has_ungrounded=b'"ungrounded"' in line)])

    def add_near_miss(self, link: Link, labels: str) -> None:
        """Write a near miss, as an undecided line of a file of decisions."""
        self._write_rows("near_misses", [{"a": link.a, "b": link.b, "note": f"{labels}: {link.reason}"}])

    def _write_rows(self, table: str, rows: Iterable[Mapping[str, Cell]]) -> None:
        lines = csv_lines([row.get(column) for column in TABLES[table]] for row in rows)
        self._files[f"{table}.csv"].write(lines.encode())


@contextmanager
def consolidated_folder(folder: Path, facts: ManifestFacts) -> Iterator[ConsolidatedFiles]:
    """Write the files of a folder together; after an error, earlier files stay as they were.

    Raises:
        UsageError: the folder holds files of another kind, or cannot be written.
    """
    _reject_other_folders(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with atomic_files(folder, FILES, MANIFEST) as files:
        yield ConsolidatedFiles(files)
    hashes = {name: sha256(folder / name) for name in sorted(FILES)}
    manifest: Manifest = {"kind": KIND, **facts, "files": hashes}
    with atomic_file(folder / MANIFEST) as out:
        out.write(json.dumps(manifest, ensure_ascii=False, indent=1).encode() + b"\n")


def _reject_other_folders(folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise UsageError(f"{folder} is a file.", next_step="Choose a folder with -o.")
    names = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    if names - {*FILES, MANIFEST} or (MANIFEST in names and not is_consolidated(folder)):
        raise UsageError(f"{folder} holds files of another kind.", next_step="Choose an empty or a new folder with -o.")


def _load_manifest(folder: Path) -> Manifest | None:
    try:
        found = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return None
    valid = isinstance(found, dict) and found.get("kind") == KIND and isinstance(found.get("files"), dict)
    return cast("Manifest", found) if valid else None


def is_consolidated(folder: Path) -> bool:
    """Return True for a folder of consolidated incidents."""
    return _load_manifest(folder) is not None


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a consolidated folder and verify its files.

    Raises:
        InputError: the folder has no consolidated incidents, or a file was changed.
    """
    manifest = _load_manifest(folder)
    if manifest is None:
        raise InputError(
            f"{folder}: no consolidated incidents.", next_step="Make them first: extractor consolidate RUN -o FOLDER."
        )
    for name in FILES:
        if sha256(folder / name) != manifest["files"].get(name):
            raise InputError(
                f"{folder / name}: missing, or changed since it was written.", next_step="Consolidate again."
            )
    return manifest


def read_incidents(folder: Path) -> Iterator[ConsolidatedIncident]:
    """Read the consolidated incidents of a folder."""
    with open(folder / "incidents.jsonl", "rb") as file:
        for line in file:
            yield from_json(line)


def read_reports(folder: Path) -> Iterator[ConsolidatedReport]:
    """Read the reports of a folder, each with the id of its consolidated incident."""
    with open(folder / "reports.jsonl", "rb") as file:
        for line in file:
            yield from_json(line)
