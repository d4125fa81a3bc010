"""A store of recordings in any mapping of strings to bytes: a dict, a shelf, a client of a key-value database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, MutableMapping
from pathlib import Path
from typing import Protocol

from extractor.recordings.recording import MODES, Recording, is_key


class WritableStore(Protocol):
    """Interface of a store for a live run; `store.Store` documents the methods and their errors."""

    folder: Path

    def get(self, key: str) -> Recording | None:
        """Return the recording of a key, or None."""

    def add(self, recording: Recording) -> bool:
        """Add a recording; False, without a change, if the key has one."""

    def add_all(self, recordings: Iterable[tuple[Recording, bool]]) -> None:
        """Store recordings; those whose flag is set replace an earlier one."""

    def get_note(self, name: str) -> dict[str, str]:
        """Return the note under a name; empty if there is none."""

    def set_note(self, name: str, value: dict[str, str]) -> None:
        """Store a small note under a name that is not a key."""

    def modes(self) -> set[str]:
        """Return the labels of the output modes, other than `tools`, in which something is recorded."""

    def __iter__(self) -> Iterator[str]:
        """Yield the keys of all recordings, sorted."""

    def release(self) -> None:
        """Close the connection of the calling thread."""

    def close(self) -> None:
        """Close the store."""


class MappingStore:
    """Recordings in a mapping that belongs to the caller: it is neither locked nor closed here.

    Names are keys of requests, notes (`mode/…`) and superseded responses (`superseded/…`). Responses are written from
    a thread of their own.
    """

    def __init__(self, data: MutableMapping[str, bytes]) -> None:
        self._data = data
        self.folder = Path(f"({type(data).__name__})")

    def get(self, key: str) -> Recording | None:
        """Return the recording of a key, or None."""
        found = self._data.get(key)
        return None if found is None else Recording.from_bytes(key, found)

    def add(self, recording: Recording) -> bool:
        """Add a recording; False, without a change, if the key has one."""
        if recording.key in self._data:
            return False
        self._data[recording.key] = recording.to_bytes()
        if (mode := recording.parts.get("mode")) and mode not in self.modes():
            self.set_note(MODES, dict.fromkeys(sorted({*self.modes(), mode}), "1"))
        return True

    def add_all(self, recordings: Iterable[tuple[Recording, bool]]) -> None:
        """Store recordings; one whose flag is set replaces an earlier one, which is kept as superseded."""
        for recording, replace in recordings:
            old = self._data.get(recording.key) if replace else None
            if old is not None and old != recording.to_bytes():
                number = sum(name.startswith(f"superseded/{recording.key}/") for name in self._data)
                self._data[f"superseded/{recording.key}/{number}"] = old
                del self._data[recording.key]
            self.add(recording)

    def get_note(self, name: str) -> dict[str, str]:
        """Return the note under a name; empty if there is none."""
        found = self._data.get(name)
        return {} if found is None else dict(json.loads(found))

    def set_note(self, name: str, value: dict[str, str]) -> None:
        """Store a small note under a name that is not a key."""
        self._data[name] = json.dumps(value).encode()

    def modes(self) -> set[str]:
        """Return the labels of the output modes, other than `tools`, in which something is recorded."""
        return set(self.get_note(MODES))

    def __iter__(self) -> Iterator[str]:
        """Yield the keys of all recordings, sorted."""
        return iter(sorted(name for name in self._data if is_key(name)))

    def release(self) -> None:
        """Do nothing: the mapping is the caller's."""

    def close(self) -> None:
        """Do nothing: the mapping is the caller's."""
