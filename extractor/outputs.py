"""Write a run folder; the only writer of result files. Each file is whole or absent.

Rows are written to temporary files as they come and take their places together at the end; the
manifest, which names every other file with its hash, comes last. Nothing in a file depends on
the clock, the machine, or the order in which requests were answered.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from pydantic import BaseModel

from extractor.digest import canonical
from extractor.errors import Stop, UsageError
from extractor.record import Extraction, columns, flat, table_models, ungrounded

IDENTITY = ("article_id", "article", "published")
FAILURE = (*IDENTITY, "state", "kind", "message")
# A spreadsheet takes a cell that begins like this for a formula, the full-width forms included.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_TABLE = re.compile(r"\w+\.(?:jsonl|csv)")


def safe_cell(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return "" if value is None else value


class RunFolder:
    """The files of one run. As a context manager: after an error the files of the run before stay as
    they were; a kill between the last renames leaves whole files and no manifest, so no run.

    Args:
        folder: where they go.
        schema: decides which tables there are, and their columns.
        facts: what opens the manifest (prompt, schema, model).
    """

    def __init__(self, folder: Path, schema: type[BaseModel], facts: Mapping[str, Any]) -> None:
        self.folder = folder
        self.facts = facts
        self.states: Counter[str] = Counter()
        self.quotes: Counter[str] = Counter()
        self._tables = {
            name: [*IDENTITY, *columns(model), "ungrounded"] for name, model in table_models(schema).items()
        }
        self._files: dict[str, BinaryIO] = {}

    def __enter__(self) -> Self:
        with _told(self.folder):
            self._refuse_a_folder_of_other_things()
            self.folder.mkdir(parents=True, exist_ok=True)
            for name, header in {**self._tables, "failures": list(FAILURE)}.items():
                self._open(f"{name}.jsonl")
                self._open(f"{name}.csv").write("\ufeff".encode() + _csv_line(header))
            self._open("articles.jsonl")
            self._open("manifest.json")
        return self

    def _refuse_a_folder_of_other_things(self) -> None:
        if self.folder.exists() and not self.folder.is_dir():
            raise UsageError(f"{self.folder} is a file.", next_step="Choose a folder with -o.")
        names = {path.name for path in self.folder.iterdir()} if self.folder.exists() else set()
        # A run that was killed while its files took their places left some of them and no manifest.
        ours = {f"{name}.{ending}" for name in (*self._tables, "failures", "articles") for ending in ("jsonl", "csv")}
        other = {name for name in names - ours if not name.startswith(".")}
        if other and not files_of(self.folder):
            raise UsageError(
                f"{self.folder} holds files of another kind ({', '.join(sorted(other)[:3])}).",
                next_step="Choose an empty or a new folder with -o.",
            )

    def _open(self, name: str) -> BinaryIO:
        self._files[name] = open(self.folder / f".{name}.partial", "wb")  # noqa: SIM115  # closed in __exit__
        return self._files[name]

    def add(self, extraction: Extraction) -> None:
        """Write the rows of one article."""
        with _told(self.folder):
            first = not self.states
            self.states[extraction.state] += 1
            self.quotes.update(extraction.quotes)
            for table, rows in extraction.tables().items():
                for row in rows:
                    self._row(table, self._tables[table], row, {**flat(row), "ungrounded": " | ".join(ungrounded(row))})
            if extraction.state != "ok":
                failure = extraction.failure()
                self._row("failures", FAILURE, failure, failure)
            self._files["articles.jsonl"].write(canonical(extraction.summary()) + b"\n")
            self._files["manifest.json"].write((b"" if first else b",\n") + canonical(extraction.manifest()))

    def _row(self, table: str, header: Any, row: Mapping[str, Any], cells: Mapping[str, Any]) -> None:
        self._files[f"{table}.jsonl"].write(canonical(row) + b"\n")
        self._files[f"{table}.csv"].write(_csv_line([cells.get(column) for column in header]))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                with _told(self.folder):
                    self._publish()
        finally:
            for name, file in self._files.items():
                file.close()
                (self.folder / f".{name}.partial").unlink(missing_ok=True)

    def _publish(self) -> None:
        for file in self._files.values():
            file.flush()
            os.fsync(file.fileno())
        partial = {name: self.folder / f".{name}.partial" for name in sorted(self._files)}
        hashes = {name: _sha256(path) for name, path in partial.items() if name != "manifest.json"}
        self._finish_manifest(hashes)
        # Without its manifest a folder is no run: it goes first and comes last. Files that the run
        # before left, and this one has not, go with it.
        before = files_of(self.folder)
        stale = [path for name in before.keys() - hashes.keys() if _sha256(path := self.folder / name) == before[name]]
        (self.folder / "manifest.json").unlink(missing_ok=True)
        for path in stale:
            path.unlink(missing_ok=True)
        for name in [*hashes, "manifest.json"]:
            os.replace(self.folder / f".{name}.partial", self.folder / name)

    def _finish_manifest(self, hashes: Mapping[str, str]) -> None:
        file = self._files["manifest.json"]
        file.close()
        path = self.folder / ".manifest.json.partial"
        articles = path.read_bytes()
        facts = {
            **self.facts,
            "counts": {state: self.states[state] for state in ("ok", "failed", "pending")},
            "quotes": {match: self.quotes[match] for match in ("exact", "folded", "ungrounded", "asked_again")},
            "files": dict(hashes),
        }
        head = b",\n".join(canonical(name) + b":" + canonical(value) for name, value in facts.items())
        with open(path, "wb") as out:
            out.write(b"{\n" + head + b',\n"articles":[\n' + articles + b"\n]}\n")
            out.flush()
            os.fsync(out.fileno())


def files_of(folder: Path) -> dict[str, str]:
    """The tables that a run's manifest names, with their hashes; none where it is no manifest of a run."""
    try:
        manifest = json.loads((folder / "manifest.json").read_bytes())
        named = dict(manifest["files"]) if {"counts", "articles"} <= manifest.keys() else {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
    return {name: hash_ for name, hash_ in named.items() if isinstance(name, str) and _TABLE.fullmatch(name)}


def _sha256(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _csv_line(cells: Any) -> bytes:
    line = io.StringIO(newline="")
    csv.writer(line).writerow([safe_cell(cell) for cell in cells])
    return line.getvalue().encode("utf-8")


class _told:  # noqa: N801  # reads as a phrase: with _told(folder)
    """A write that fails stops the run; what is recorded is kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> None: ...

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, OSError):
            raise Stop(
                f"{self.folder} cannot be written: {error.strerror}.",
                next_step="Free space or choose another -o, then run again: what is recorded is kept.",
            ) from error
