"""Write a run folder; the only writer of result files. Each file is whole or absent.

Rows are written to temporary files as they come and take their places together at the end; the
manifest, which names every other file with its hash, comes last. Nothing in a file depends on
the clock, the machine, or the order in which requests were answered.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from extractor.core.canonical import canonical
from extractor.core.errors import InputError, Stop, UsageError
from extractor.runs.rows import ArticleRows, TableLayout, csv_lines

_TABLE = re.compile(r"\w+\.(?:jsonl|csv)")
_ARTICLES = b'"articles":[\n'  # the line of a manifest after which its articles follow, one a line


class RunFolder:
    """The files of one run, published together when the context ends without an error.

    A run that is not finished (articles are pending, or the input was cut by a limit) never replaces one that is:
    its files go into the folder beside it (see `unfinished_folder`). After an error the files of the run before stay
    as they were; a kill between the last renames leaves whole files and no manifest, so no run.

    Args:
        folder: where they go.
        layout: which tables there are, and their columns.
        facts: what opens the manifest (prompt, schema, model).

    Attributes:
        limited: set where the input had more articles than were read.
        published: where the files are, once they are there.
    """

    def __init__(self, folder: Path, layout: TableLayout, facts: Mapping[str, Any]) -> None:
        self.folder = folder
        self.facts = facts
        self.states: Counter[str] = Counter()
        self.quotes: Counter[str] = Counter()
        self._headers = layout.headers
        self._files: dict[str, BinaryIO] = {}
        self.limited = False
        self.published = folder

    def __enter__(self) -> Self:
        with _told(self.folder):
            self._refuse_a_folder_of_other_things()
            self.folder.mkdir(parents=True, exist_ok=True)
            for name, header in self._headers.items():
                self._open(f"{name}.jsonl")
                self._open(f"{name}.csv").write(f"\ufeff{csv_lines([header])}".encode())
            for name in ("articles.jsonl", "texts.jsonl"):
                self._open(name)
            self._open("manifest.json")
        return self

    def _refuse_a_folder_of_other_things(self) -> None:
        if self.folder.exists() and not self.folder.is_dir():
            raise UsageError(f"{self.folder} is a file.", next_step="Choose a folder with -o.")
        names = {path.name for path in self.folder.iterdir()} if self.folder.exists() else set()
        # A run that was killed while its files took their places left some of them and no manifest.
        ours = {f"{name}.{ending}" for name in (*self._headers, "articles", "texts") for ending in ("jsonl", "csv")}
        other = {name for name in names - ours if not name.startswith(".")}
        if other and not files_of(self.folder):
            raise UsageError(
                f"{self.folder} holds files of another kind ({', '.join(sorted(other)[:3])}).",
                next_step="Choose an empty or a new folder with -o.",
            )

    def _open(self, name: str) -> BinaryIO:
        self._files[name] = open(self.folder / f".{name}.partial", "wb")  # noqa: SIM115  # closed in __exit__
        return self._files[name]

    def add(self, page: ArticleRows) -> None:
        """Write the rows of one article."""
        with _told(self.folder):
            if self.states:
                self._files["manifest.json"].write(b",\n")
            self.states[page.state] += 1
            self.quotes.update(page.quotes)
            for name, text in page.files.items():
                if text:
                    self._files[name].write(text.encode())

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
        hashes = {name: sha256(path) for name, path in partial.items() if name != "manifest.json"}
        self._finish_manifest(hashes)
        finished = not self.states["pending"] and not self.limited
        if not finished and is_finished(self.folder):
            self.published = unfinished_folder(self.folder)
            self.published.mkdir(exist_ok=True)
        _remove_run(self.published, keep=hashes)
        for name in [*hashes, "manifest.json"]:
            os.replace(self.folder / f".{name}.partial", self.published / name)
        if finished and files_of(beside := unfinished_folder(self.folder)):
            _remove_run(beside)
            with contextlib.suppress(OSError):  # somebody keeps other files there
                beside.rmdir()

    def _finish_manifest(self, hashes: Mapping[str, str]) -> None:
        file = self._files["manifest.json"]
        file.close()
        path, whole = self.folder / ".manifest.json.partial", self.folder / ".manifest.json.whole.partial"
        facts = {
            **self.facts,
            "counts": {state: self.states[state] for state in ("ok", "failed", "pending")},
            "quotes": {match: self.quotes[match] for match in ("exact", "folded", "ungrounded", "asked_again")},
            "files": dict(hashes),
            **({"limited": True} if self.limited else {}),
        }
        head = b",\n".join(canonical(name) + b":" + canonical(value) for name, value in facts.items())
        with open(whole, "wb") as out, open(path, "rb") as articles:
            out.write(b"{\n" + head + b",\n" + _ARTICLES)
            shutil.copyfileobj(articles, out, 1 << 20)
            out.write(b"\n]}\n")
            out.flush()
            os.fsync(out.fileno())
        os.replace(whole, path)


def unfinished_folder(folder: Path) -> Path:
    """Return where the files of an unfinished run go if the folder holds a finished one."""
    return folder.with_name(f"{folder.name}.unfinished")


def is_finished(folder: Path) -> bool:
    """Tell whether a folder holds a run of all its articles, none of them pending."""
    head = manifest_head(folder)
    return bool(head) and not part(head, "counts").get("pending") and not head.get("limited")


def _remove_run(folder: Path, keep: Iterable[str] = ()) -> None:
    """Remove the manifest of a run and, unless a file was changed since, its tables but those to `keep`.

    Without its manifest a folder is no run: it goes first, and the next run's comes last.
    """
    before = files_of(folder)
    stale = [path for name in before.keys() - set(keep) if sha256(path := folder / name) == before[name]]
    (folder / "manifest.json").unlink(missing_ok=True)
    for path in stale:
        path.unlink(missing_ok=True)


def manifest_head(folder: Path) -> dict[str, Any]:
    """What a run's manifest says before its articles; empty where it is no manifest of a run."""
    try:
        with open(folder / "manifest.json", "rb") as file:
            lines = list(itertools.takewhile(lambda line: line != _ARTICLES, itertools.islice(file, 100)))
        head = json.loads(b"".join(lines).rstrip(b",\n") + b"}")
    except (OSError, ValueError, RecursionError):
        return {}
    return head if isinstance(head, dict) and {"counts", "files"} <= head.keys() else {}


def part(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A part of a manifest's head that is an object; what is damaged there says nothing."""
    found = value.get(name)
    return found if isinstance(found, Mapping) else {}


def manifest_articles(folder: Path) -> Iterator[dict[str, Any]]:
    """The lines of a run's manifest, one an article.

    Raises:
        OSError, ValueError: it cannot be read.
    """
    with open(folder / "manifest.json", "rb") as file:
        for _ in itertools.takewhile(lambda line: line != _ARTICLES, file):
            pass
        for line in itertools.takewhile(lambda line: line != b"]}\n", file):
            if line != b"\n":
                yield json.loads(line.rstrip(b",\n"))


def files_of(folder: Path) -> dict[str, str]:
    """The tables that a run's manifest names, with their hashes; none where it is no manifest of a run."""
    named = manifest_head(folder).get("files")
    pairs = named.items() if isinstance(named, dict) else ()
    return {name: hash_ for name, hash_ in pairs if isinstance(name, str) and _TABLE.fullmatch(name)}


def sha256(path: Path) -> str:
    """The hash of a file in hex; empty where there is none."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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


def keys_of_run(folder: Path) -> list[str]:
    """The recordings that a run was derived from.

    Raises:
        InputError: the folder has no readable manifest.
    """
    try:
        keys = [*manifest_head(folder)["tools"]]
        keys += [key for article in manifest_articles(folder) for key in article["recordings"]]
        return [str(key) for key in keys]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError(f"{folder}: no readable manifest.json: {error}.", next_step="Give a run folder.") from error
