"""The folder of consolidated incidents: each file whole or absent, the manifest last; and the same read back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from pydantic_core import from_json

from extractor.consolidation.clustering import Link
from extractor.consolidation.decisions import COLUMNS
from extractor.consolidation.flat import FIGURE, INCIDENT, REPORT, figure_rows, incident_row, report_row
from extractor.core.canonical import canonical
from extractor.core.errors import InputError, UsageError
from extractor.core.files import written_together, written_whole
from extractor.runs.folder import sha256
from extractor.runs.rows import csv_lines

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


def manifest_of(folder: Path) -> dict[str, Any]:
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


def rows_of(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    """The rows of `incidents` or `reports`."""
    with open(folder / f"{name}.jsonl", "rb") as file:
        for line in file:
            yield from_json(line)
