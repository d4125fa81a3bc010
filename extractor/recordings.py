"""Recordings as text that people can read, review and commit: one JSON object a line, sorted."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from extractor.cache import Readable
from extractor.errors import InputError
from extractor.recording import Recording
from extractor.store import Store


class TextRecordings:
    """The recordings of a `.jsonl` file, or of all such files in a folder; read-only."""

    def __init__(self, where: Path) -> None:
        self.where = where
        self._lines: dict[str, tuple[Path, int, bytes]] = {}
        for path in sorted(where.glob("*.jsonl")) if where.is_dir() else [where]:
            for number, line in enumerate(read_lines(path), start=1):
                if not line.strip():
                    continue
                # The key stands first on the line; the rest is parsed when it is asked for.
                key = line[8:72].decode("ascii", "replace")
                if not line.startswith(b'{"key":"') or line[72:73] != b'"':
                    key = _parsed(path, number, line).key
                self._lines[key] = (path, number, line)

    def get(self, key: str) -> Recording | None:
        """Look a recording up."""
        found = self._lines.get(key)
        return _parsed(*found) if found else None

    def __iter__(self) -> Iterator[str]:
        """All keys, sorted."""
        yield from sorted(self._lines)


def read_lines(path: Path) -> list[bytes]:
    """The lines of a text file, split on newlines alone.

    Raises:
        InputError: it cannot be read.
    """
    try:
        return path.read_bytes().split(b"\n")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}.", next_step="Check the path.") from error


def _parsed(path: Path, number: int, line: bytes) -> Recording:
    try:
        return Recording.from_line(line)
    except (ValueError, TypeError) as error:
        raise InputError(
            f"{path}, line {number}: no recording: {error}.", next_step="Restore the file, or remove the line."
        ) from error


def keys_of_run(folder: Path) -> list[str]:
    """The recordings that a run was derived from.

    Raises:
        InputError: the folder has no readable manifest.
    """
    try:
        manifest = json.loads((folder / "manifest.json").read_bytes())
        return [*manifest["tools"], *(key for article in manifest["articles"] for key in article["recordings"])]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{folder}: no readable manifest.json: {error}.", next_step="Give a run folder.") from error


def export(recordings: Readable, keys: Iterable[str], path: Path) -> int:
    """Write recordings as text, whole or not at all; the number written."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    count = 0
    with open(temporary, "wb") as out:
        for key in sorted(set(keys)):
            if recording := recordings.get(key):
                out.write(recording.to_line())
                count += 1
        out.flush()
        os.fsync(out.fileno())
    os.replace(temporary, path)
    return count


@dataclass
class Merged:
    """What an import did."""

    added: int = 0
    known: int = 0
    conflicts: list[str] = field(default_factory=list)


def merge(recordings: Iterable[Recording], store: Store) -> Merged:
    """Add recordings to a store as a set union; an answer that differs from a known one is
    reported as a conflict and not taken."""
    merged = Merged()
    for recording in recordings:
        if store.add(recording):
            merged.added += 1
        elif (old := store.get(recording.key)) and not old.same_answer(recording):
            merged.conflicts.append(recording.key)
        else:
            merged.known += 1
    return merged


@dataclass(frozen=True)
class Nearest:
    """The recording that comes nearest to a missing one, and the parts in which it differs."""

    key: str
    differs: Mapping[str, tuple[str, str]]  # part: (wanted, recorded)

    def __str__(self) -> str:
        parts = [f"{part} ({wanted} wanted, {recorded} recorded)" for part, (wanted, recorded) in self.differs.items()]
        return f"the nearest recording, {self.key[:12]}, differs in {', '.join(parts) or 'nothing that is known'}"


def nearest(wanted: Mapping[str, Mapping[str, str]], recordings: Readable) -> dict[str, Nearest]:
    """For each missing request, given as its parts by name, the nearest recording; one pass.

    Only a recording of the same step (first request, repair, second look) is compared, and one
    of the same article is nearer than any of another.
    """
    best: dict[str, tuple[int, Nearest]] = {}
    for key in recordings:
        found = recordings.get(key)
        for name, parts in wanted.items():
            if not found or found.parts.get("step") != parts.get("step"):
                continue
            differs = {
                part: (parts.get(part, "none"), found.parts.get(part, "none"))
                for part in {**parts, **found.parts}
                if parts.get(part) != found.parts.get(part)
            }
            distance = len(differs) + 100 * ("article" in differs)
            if name not in best or distance < best[name][0]:
                best[name] = (distance, Nearest(key, differs))
    return {name: found for name, (_, found) in best.items()}
