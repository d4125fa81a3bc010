"""Recordings as text, to read, review and commit: one JSON object per line, sorted by key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from extractor.core.errors import ArticleError, ErrorClass, InputError
from extractor.core.files import atomic_file
from extractor.recordings.recorder import Readable
from extractor.recordings.recording import Recording
from extractor.recordings.store import Store

_MODE = re.compile(rb'"parts":\{[^{}]*"mode":"([a-z_/]+)"')  # quotes in a reply are escaped, so it cannot match there


class TextRecordings:
    """The recordings of a `.jsonl` file, or of all such files in a folder; read-only."""

    def __init__(self, where: Path) -> None:
        self.where = where
        self._lines: dict[str, tuple[Path, int, bytes]] = {}
        self._modes: set[str] = set()
        for path in sorted(where.glob("*.jsonl")) if where.is_dir() else [where]:
            for number, line in enumerate(read_lines(path), start=1):
                if not line.strip():
                    continue
                # The key is first on the line; the rest is parsed when it is needed.
                key = line[8:72].decode("ascii", "replace")
                if not line.startswith(b'{"key":"') or line[72:73] != b'"':
                    key = _parsed(path, number, line).key
                self._lines.setdefault(key, (path, number, line))
                if found := _MODE.search(line):
                    self._modes.add(found[1].decode())

    def get(self, key: str) -> Recording | None:
        """Return the recording of a key, or None.

        Raises:
            ArticleError: `damaged_recording`, naming the line.
        """
        found = self._lines.get(key)
        try:
            return _parsed(*found) if found else None
        except InputError as error:
            raise ArticleError(
                error.message, error_class=ErrorClass.DAMAGED_RECORDING, next_step=error.next_step
            ) from error

    def modes(self) -> set[str]:
        """Return the output modes, other than `tools`, in which something is recorded."""
        return self._modes

    def __iter__(self) -> Iterator[str]:
        """Yield all keys, sorted."""
        yield from sorted(self._lines)


def read_lines(path: Path) -> list[bytes]:
    """Read the lines of a text file, split at \\n alone.

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
            f"{path}, line {number}: not a recording: {error}.", next_step="Restore the file, or remove the line."
        ) from error


def intact(recordings: Readable, keys: Iterable[str] | None = None) -> Iterator[Recording]:
    """Yield the recordings with these keys (all, if None); skip damaged ones."""
    for key in recordings if keys is None else keys:
        try:
            found = recordings.get(key)
        except ArticleError:
            continue
        if found:
            yield found


def export(recordings: Readable, keys: Iterable[str], path: Path) -> int:
    """Write recordings as text, atomically; return their number."""
    count = 0
    with atomic_file(path) as out:
        for recording in intact(recordings, sorted(set(keys))):
            out.write(recording.to_line())
            count += 1
    return count


@dataclass
class MergeResult:
    """Result of an import: recordings added, recordings already known, and keys with a different response."""

    added: int = 0
    known: int = 0
    conflicts: list[str] = field(default_factory=list)


def merge(recordings: Iterable[Recording], store: Store) -> MergeResult:
    """Add recordings to a store, as a set union; a response other than the known one is a conflict, and not added."""
    merged = MergeResult()
    for recording in recordings:
        if store.add(recording):
            merged.added += 1
        elif _agrees(store, recording):
            merged.known += 1
        else:
            merged.conflicts.append(recording.key)
    return merged


def _agrees(store: Store, recording: Recording) -> bool:
    try:
        known = store.get(recording.key)
    except ArticleError:  # damaged
        return False
    return known is not None and known.same_response(recording)


@dataclass(frozen=True)
class Nearest:
    """The recording most like a missing one, and the parts of the request that differ."""

    key: str
    differs: Mapping[str, tuple[str, str]]  # part: (of the request, of the recording)

    def __str__(self) -> str:
        if "article" in self.differs:
            return "no recording of this article"
        parts = [f"{part} (now {_short(now)}, recorded {_short(then)})" for part, (now, then) in self.differs.items()]
        return f"recorded, but differs in {', '.join(parts) or 'a part that is not known'}"


def _short(part: str) -> str:
    return part[:8] if re.fullmatch("[0-9a-f]{16,}", part) else part


def nearest(wanted: Mapping[str, Mapping[str, str]], recordings: Readable) -> dict[str, Nearest]:
    """Find the nearest recording for each missing request, given as its parts by name; reads all recordings once.

    Only recordings of the same step (first request, repair, requote) are compared. Recordings of the same article come
    first; without one, the first recording of the step is taken.
    """
    by_article: dict[str | None, list[str]] = {}
    for name, parts in wanted.items():
        by_article.setdefault(parts.get("article"), []).append(name)
    best: dict[str, tuple[int, Nearest]] = {}
    steps: dict[str | None, Recording] = {}
    for found in intact(recordings):
        steps.setdefault(found.parts.get("step"), found)
        for name in by_article.get(found.parts.get("article"), ()):
            if found.parts.get("step") == wanted[name].get("step"):
                near = _compared(wanted[name], found)
                if name not in best or len(near.differs) < best[name][0]:
                    best[name] = (len(near.differs), near)
    out = {name: near for name, (_, near) in best.items()}
    for name, parts in wanted.items():
        if name not in out and (other := steps.get(parts.get("step"))):
            out[name] = _compared(parts, other)
    return out


def _compared(parts: Mapping[str, str], found: Recording) -> Nearest:
    differs = {
        part: (parts.get(part, "none"), found.parts.get(part, "none"))
        for part in {**parts, **found.parts}
        if parts.get(part) != found.parts.get(part)
    }
    return Nearest(found.key, differs)
