"""Write a run folder; the only writer of result files. Each file is whole or absent.

Rows are written to temporary files as they come, which are renamed together at the end; the manifest, which has the
hash of every other file, comes last. Nothing in a file depends on the clock, the machine, or the order of responses.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from extractor.core.canonical import canonical
from extractor.core.errors import Stop, UsageError
from extractor.runs.manifest import (
    ARTICLES_LINE,
    MANIFEST,
    QUOTE_COUNTS,
    STATES,
    RunFacts,
    files_of,
    is_finished,
    manifest_head,
)
from extractor.runs.rows import ArticleRows, TableLayout, csv_lines
from extractor.schema.rows import any_rows


class RunFolder:
    """The files of one run, published together when the context ends without an error.

    An unfinished run (articles are pending, or the input was cut by a limit) never replaces a finished one: its files
    go into the folder beside it (see `unfinished_folder`). After an error the files of the run before are unchanged; a
    kill between the last renames leaves whole files without a manifest, which are not a run.

    Args:
        folder: of the run; made if it is not there.
        layout: the tables and their columns.
        facts: the first fields of the manifest.

    Attributes:
        states, quotes: numbers of articles by state, and of quotes by match.
        limited: to be set if the input had more articles than were read.
        published: the folder that the files were published in.
    """

    def __init__(self, folder: Path, layout: TableLayout, facts: RunFacts) -> None:
        self.folder = folder
        self.facts = facts
        self.states: Counter[str] = Counter()
        self.quotes: Counter[str] = Counter()
        self._headers = layout.headers
        self._files: dict[str, BinaryIO] = {}
        self.limited = False
        self.published = folder

    def __enter__(self) -> Self:
        with _stop_on_write_error(self.folder):
            self._check_folder()
            self.folder.mkdir(parents=True, exist_ok=True)
            for name, header in self._headers.items():
                self._open(f"{name}.jsonl")
                self._open(f"{name}.csv").write(f"\ufeff{csv_lines([header])}".encode())
            for name in ("articles.jsonl", "texts.jsonl"):
                self._open(name)
            self._open(MANIFEST)
        return self

    def _check_folder(self) -> None:
        """Refuse a file, and a folder that has files but no run."""
        if self.folder.exists() and not self.folder.is_dir():
            raise UsageError(f"{self.folder} is a file.", next_step="Choose a folder with -o.")
        names = {path.name for path in self.folder.iterdir()} if self.folder.exists() else set()
        # A run that was killed while its files were renamed leaves some of them and no manifest.
        ours = {f"{name}.{ending}" for name in (*self._headers, "articles", "texts") for ending in ("jsonl", "csv")}
        other = {name for name in names - ours if not name.startswith(".")}
        if other and not files_of(self.folder):
            raise UsageError(
                f"{self.folder} holds files that are not of a run ({', '.join(sorted(other)[:3])}).",
                next_step="Choose an empty or a new folder with -o.",
            )

    def _open(self, name: str) -> BinaryIO:
        self._files[name] = open(self.folder / f".{name}.partial", "wb")  # noqa: SIM115  # closed in __exit__
        return self._files[name]

    def add(self, rows: ArticleRows) -> None:
        """Write the rows of one article."""
        with _stop_on_write_error(self.folder):
            if self.states:
                self._files[MANIFEST].write(b",\n")
            self.states[rows.state] += 1
            self.quotes.update(rows.quotes)
            for name, text in rows.files.items():
                if text:
                    self._files[name].write(text.encode())

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                with _stop_on_write_error(self.folder):
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
        hashes = {name: sha256(path) for name, path in partial.items() if name != MANIFEST}
        self._finish_manifest(hashes)
        finished = not self.states["pending"] and not self.limited
        # Nor does a run replace a better one if every article failed: more likely the endpoint or the input was wrong.
        failed = self.states.total() > 0 and not any_rows(self.states)
        replaces = finished and not (failed and _has_results(self.folder))
        if not replaces and is_finished(self.folder):
            self.published = _free_folder(self.folder)
            self.published.mkdir(exist_ok=True)
        _remove_run(self.published, keep=hashes)
        for name in [*hashes, MANIFEST]:
            os.replace(self.folder / f".{name}.partial", self.published / name)
        if replaces and files_of(unfinished := unfinished_folder(self.folder)):
            _remove_run(unfinished)
            with contextlib.suppress(OSError):  # it has other files, too
                unfinished.rmdir()

    def _finish_manifest(self, hashes: Mapping[str, str]) -> None:
        file = self._files[MANIFEST]
        file.close()
        path, whole = self.folder / ".manifest.json.partial", self.folder / ".manifest.json.whole.partial"
        facts = {
            **self.facts,
            "counts": {state: self.states[state] for state in STATES},
            "quotes": {match: self.quotes[match] for match in QUOTE_COUNTS},
            "files": dict(hashes),
            **({"limited": True} if self.limited else {}),
        }
        head = b",\n".join(canonical(name) + b":" + canonical(value) for name, value in facts.items())
        with open(whole, "wb") as out, open(path, "rb") as articles:
            out.write(b"{\n" + head + b",\n" + ARTICLES_LINE)
            shutil.copyfileobj(articles, out, 1 << 20)
            out.write(b"\n]}\n")
            out.flush()
            os.fsync(out.fileno())
        os.replace(whole, path)


def _has_results(folder: Path) -> bool:
    head = manifest_head(folder)
    return head is not None and any_rows(head["counts"])


def _free_folder(folder: Path) -> Path:
    """Return the folder for an unfinished run; where a finished run or other files have its name, one with a number."""
    wanted = unfinished_folder(folder)
    for number in itertools.count(2):
        if not wanted.exists() or (wanted.is_dir() and files_of(wanted) and not is_finished(wanted)):
            return wanted
        if wanted.is_dir() and not any(wanted.iterdir()):
            return wanted
        wanted = folder.with_name(f"{folder.name}.unfinished-{number}")
    raise AssertionError


def unfinished_folder(folder: Path) -> Path:
    """Return where the files of an unfinished run go if the folder holds a finished one."""
    return folder.with_name(f"{folder.name}.unfinished")


def _remove_run(folder: Path, keep: Iterable[str] = ()) -> None:
    """Remove the manifest of a run, and its tables except those to `keep` and those that were changed since.

    A folder without a manifest is not a run: the manifest is removed first, and the next one is written last.
    """
    before = files_of(folder)
    stale = [path for name in before.keys() - set(keep) if sha256(path := folder / name) == before[name]]
    (folder / MANIFEST).unlink(missing_ok=True)
    for path in stale:
        path.unlink(missing_ok=True)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hex; empty if there is no file."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def _stop_on_write_error(folder: Path) -> Iterator[None]:
    """Turn a failed write into the end of the run; recordings are kept.

    Raises:
        Stop: a write failed.
    """
    try:
        yield
    except OSError as error:
        raise Stop(
            f"{folder} cannot be written: {error.strerror}.",
            next_step="Free space or choose another -o, then run again: responses are recorded.",
        ) from error
