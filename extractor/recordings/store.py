"""The local store of recordings: what was acknowledged stays, unchanged; damage is an error."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from extractor.core.errors import ArticleError, Stop, StoreError
from extractor.recordings.recording import Recording, is_key
from extractor.recordings.sqlite import (
    FOREIGN,
    LOCK_SECONDS,
    add_rows,
    check_count,
    check_note,
    check_openable,
    network_filesystem,
    open_cache,
    seal,
    told_of,
    unseal,
    write_note,
)


class Store:
    """The local store, open for writing. One folder; see `open_store` for what is checked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._cache = open_cache(folder)
        self._identity = os.stat(folder / "cache.db").st_ino

    def get(self, key: str) -> Recording | None:
        """Look a recording up.

        Raises:
            ArticleError: `damaged_recording`.
        """
        data = self._data(key)
        return None if data is None else Recording.from_bytes(key, data)

    def _data(self, name: str) -> bytes | None:
        with told_of(self.folder):
            sealed = self._cache.get(name)
        return None if sealed is None else unseal(name, sealed)

    def add(self, recording: Recording) -> bool:
        """Keep a recording; False, and nothing is changed, if there is one already.

        Raises:
            Stop: the store cannot be written any more (disk full, folder gone, locked).
        """
        with told_of(self.folder):
            new = bool(self._cache.add(recording.key, seal(recording.key, recording.to_bytes())))
        self._still_there()
        return new

    def replace(self, recording: Recording) -> None:
        """Keep a new answer for a key; the old one stays under `superseded/`."""
        with told_of(self.folder), self._cache.transact():
            self._replace(recording)
        self._still_there()

    def _replace(self, recording: Recording) -> None:
        try:
            old = self.get(recording.key)
        except ArticleError:  # damaged: there is no answer to keep
            old = None
        if old and old.same_response(recording):
            return
        if old:
            name = f"superseded/{recording.key}/{hashlib.sha256(old.to_bytes()).hexdigest()[:16]}"
            self._cache.add(name, seal(name, old.to_bytes()))
        self._cache.set(recording.key, seal(recording.key, recording.to_bytes()))

    def add_all(self, recordings: Iterable[tuple[Recording, bool]]) -> None:
        """Keep recordings in one transaction, each as `add` or (where marked so) as `replace` would.

        Raises:
            Stop: the store cannot be written any more; none of them is kept then.
        """
        new = []
        with told_of(self.folder), self._cache.transact():
            for recording, replace in recordings:
                if replace:
                    self._replace(recording)
                else:
                    new.append((recording.key, seal(recording.key, recording.to_bytes())))
            add_rows(self._cache, new)
        self._still_there()

    def release(self) -> None:
        """Let go of the calling thread's connection to the database; it has one of its own."""
        self._cache.close()

    def remember(self, name: str, value: dict[str, str]) -> None:
        """Keep a small note under a name that is no key."""
        with told_of(self.folder):
            self._cache.set(name, seal(name, json.dumps(value).encode()))

    def recall(self, name: str) -> dict[str, str]:
        """The note under a name; empty if there is none."""
        data = self._data(name)
        return {} if data is None else dict(json.loads(data))

    def check(self, name: str) -> None:
        """Compare an entry with its digest.

        Raises:
            ArticleError: `damaged_recording`.
        """
        with told_of(self.folder):
            unseal(name, self._cache.get(name))

    def expect(self, rows: int) -> None:
        """Let `store.json` say fewer rows, before some are removed: a kill in between does no harm."""
        write_note(self.folder, rows)

    def remove(self, key: str) -> None:
        """Remove one entry: `cache prune` does that, and a batch that is over, with its notes."""
        with told_of(self.folder):
            self._cache.delete(key)
            if key.startswith(FOREIGN):
                with contextlib.closing(sqlite3.connect(self.folder / "cache.db", timeout=LOCK_SECONDS)) as db, db:
                    db.execute("DELETE FROM Cache WHERE raw = 0 OR typeof(key) != 'text'")

    def __iter__(self) -> Iterator[str]:
        """The keys of all recordings, sorted."""
        return (name for name in self.names() if is_key(name))

    def names(self) -> Iterator[str]:
        """All names, sorted: keys, notes (`asked/...`) and superseded answers."""
        with told_of(self.folder):
            yield from self._cache.iterkeys()

    def __len__(self) -> int:
        """How many rows there are, notes and superseded answers included."""
        return len(self._cache)

    def abandon(self) -> None:
        """Let go of the database and leave `store.json` as it is."""
        self._cache.close()

    def close(self) -> None:
        """Write the row count to `store.json`, so that a lost database is noticed.

        Raises:
            Stop: the folder was removed or replaced; the database is let go of all the same.
        """
        with contextlib.closing(self._cache), told_of(self.folder):
            self._still_there()
            write_note(self.folder, len(self._cache))

    def _still_there(self) -> None:
        # A deleted folder would take writes and lose them: compare with what was opened.
        try:
            same = os.stat(self.folder / "cache.db").st_ino == self._identity
        except OSError:
            same = False
        if not same:
            raise Stop(f"The store {self.folder} was removed or replaced during the run.")
        if not (self.folder / "store.json").exists():
            write_note(self.folder, 1)


def open_store(folder: Path, *, new_if_missing: bool = False) -> Store:
    """Open, or make, the store in a folder.

    Raises:
        StoreError: a network file system; a format of another version; a database that is
            locked, damaged, cut short, or gone although it had rows (unless `rebuild`).
    """
    if kind := network_filesystem(folder):
        raise StoreError(
            f"The store {folder} lies on a network file system ({kind}), where locks do not hold.",
            next_step="Set EXTRACTOR_STORE to a local folder.",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        check_note(folder, new_if_missing=new_if_missing)
        database = folder / "cache.db"
        os.close(os.open(database, os.O_CREAT | os.O_RDWR, 0o600))
        os.chmod(folder, 0o700)
    except OSError as error:
        raise StoreError(
            f"The store {folder} cannot be written: {error.strerror}.",
            next_step="Choose another with EXTRACTOR_STORE, or replay with --offline.",
        ) from error
    with told_of(folder, StoreError):
        check_openable(folder)
        store = Store(folder)
    if not new_if_missing:
        try:
            check_count(folder, len(store))
        except StoreError:
            store.abandon()
            raise
    return store


def damaged_keys(store: Store) -> list[str]:
    """The names of all entries that are not what was stored."""
    bad = []
    for key in store.names():
        try:
            store.check(key)
        except ArticleError:
            bad.append(key)
    return bad
