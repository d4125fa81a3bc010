"""Claims on requests: only the holder of the claim on a key may send its request.

Keys are as many as requests, so a claim is a byte lock in one file: a lock file for each would cost more than the
rest of the sending. Byte locks belong to a process, and closing any descriptor of the file drops them all; so one
process opens a file of claims once, however many connections it has, and keeps its own account of the keys it holds.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

if sys.platform != "win32":
    import fcntl

FIRST_POLL, LAST_POLL = 0.02, 0.5  # seconds between two attempts at a claim that another holds


@dataclass
class _SharedFile:
    """A file of claims as this process has it open.

    Attributes:
        descriptor: of the open file; all byte locks of the process are on it.
        users: open `Claims` on it; the last one closes the file.
        held: offsets that this process has claimed.
    """

    descriptor: int
    users: int = 0
    held: set[int] = field(default_factory=set)


class Claims:
    """Claims on the keys of one store, shared by all connections, threads and processes that use it.

    The system drops the claims of a process that dies. A key (64 hex digits) is the byte at the offset that its
    first 15 digits give.

    Args:
        path: the file of claims; it is made, and stays empty.
    """

    _files: ClassVar[dict[tuple[int, int, int], _SharedFile]] = {}  # by process, device and inode
    _guard: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, path: Path) -> None:
        with self._guard:
            self._id = _identity(path)
            # A file that is open already is not opened again: closing the second descriptor would drop its locks.
            if self._id not in self._files:
                self._files[self._id] = _SharedFile(os.open(path, os.O_RDWR))
            self._file = self._files[self._id]
            self._file.users += 1
        self._closed = False

    @contextlib.asynccontextmanager
    async def claimed(self, key: str) -> AsyncIterator[None]:
        """Hold the claim on a key; polls while another holds it, so that no thread is blocked."""
        offset, pause = int(key[:15], 16), FIRST_POLL
        while not self._take(offset):
            await asyncio.sleep(pause)
            pause = min(2 * pause, LAST_POLL)
        try:
            yield
        finally:
            self._release(offset)

    def _take(self, offset: int) -> bool:
        with self._guard:
            if offset in self._file.held or not _lock(self._file.descriptor, offset):
                return False
            self._file.held.add(offset)
            return True

    def _release(self, offset: int) -> None:
        with self._guard:
            self._file.held.discard(offset)
            _unlock(self._file.descriptor, offset)

    def close(self) -> None:
        """Close the file; claims of other connections of this process are kept."""
        with self._guard:
            if self._closed:
                return
            self._closed = True
            self._file.users -= 1
            if not self._file.users:
                del self._files[self._id]
                os.close(self._file.descriptor)


def _identity(path: Path) -> tuple[int, int, int]:
    """Return process, device and inode of a file, which is made if it is not there."""
    try:
        facts = os.stat(path)
    except FileNotFoundError:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        facts = os.stat(path)
    return os.getpid(), facts.st_dev, facts.st_ino


def _lock(descriptor: int, offset: int) -> bool:
    if sys.platform == "win32":  # byte locks bar readers there; runs on one store must not overlap
        return True
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, offset)
    except OSError:
        return False
    return True


def _unlock(descriptor: int, offset: int) -> None:
    if sys.platform != "win32":
        fcntl.lockf(descriptor, fcntl.LOCK_UN, 1, offset)
