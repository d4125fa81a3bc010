"""Claims that hold across processes and end with the process that made them; the only file that knows filelock.

Claims to ask are as many as requests, so they are byte locks of one file: a lock file for each
would cost more than the rest of the sending.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import filelock

if sys.platform != "win32":
    import fcntl

from extractor.errors import UsageError
from extractor.files import beside


class Claims:
    """Claims to ask for a key (64 hex digits), one file for all of them: a key is a byte of it that may be locked.

    The system drops the claims of a process that dies. Within one process a key must be claimed by
    one asker at a time, which is for the caller to see to. Close it when no claim is held.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = open(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")  # noqa: SIM115  # closed by close()

    @contextlib.asynccontextmanager
    async def claimed(self, key: str) -> AsyncIterator[None]:
        """Hold the claim to ask for a key; polls, so that no thread is held while waiting."""
        at, pause = int(key[:15], 16), 0.02
        while not self._locked(at):
            await asyncio.sleep(pause)
            pause = min(2 * pause, 0.5)
        try:
            yield
        finally:
            if sys.platform != "win32":
                fcntl.lockf(self._file, fcntl.LOCK_UN, 1, at)

    def _locked(self, at: int) -> bool:
        if sys.platform == "win32":  # byte locks bar readers there; runs on one store must not overlap
            return True
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, at)
        except OSError:
            return False
        return True

    def close(self) -> None:
        """Drop all claims."""
        self._file.close()


def owner(folder: Path) -> int:
    """The process that writes a folder; 0 if none does, -1 if it cannot be told which."""
    place = beside(folder)
    lock = filelock.FileLock(place / "lock")
    try:
        if not (place / "lock").exists():
            return 0
        lock.acquire(blocking=False)
    except filelock.Timeout:
        return _noted(place)
    except OSError:
        return 0
    lock.release()
    return 0


def _noted(place: Path) -> int:
    """The process that says it holds the lock; -1 where that cannot be read."""
    try:
        return int((place / "pid").read_text())
    except (OSError, ValueError):
        return -1


@contextlib.contextmanager
def sole_owner(folder: Path) -> Iterator[None]:
    """Be the only process that writes a folder; the lock stands beside it, never in it.

    Raises:
        UsageError: another process does; the message names it.
    """
    place = beside(folder)
    path, note = place / "lock", place / "pid"
    lock = filelock.FileLock(path)
    try:
        place.mkdir(parents=True, exist_ok=True)
        lock.acquire(blocking=False)
    except filelock.Timeout:
        pid = _noted(place)
        holder = f"process {pid}" if pid > 0 else "another process"
        raise UsageError(
            f"{folder} is being written by {holder}.", next_step="Wait for it, or choose another -o."
        ) from None
    except OSError as error:
        raise UsageError(f"{folder} cannot be made: {error.strerror}.", next_step="Choose another -o.") from error
    try:
        note.write_text(str(os.getpid()))
        yield
    finally:
        for left in (note, path):
            with contextlib.suppress(OSError):
                left.unlink()
        lock.release()
        with contextlib.suppress(OSError):
            place.rmdir()  # unless something is kept there


@contextlib.contextmanager
def turn(folder: Path) -> Iterator[None]:
    """Wait for one's turn to change a folder that several processes write; the lock stands beside it.

    Raises:
        UsageError: the place beside it cannot be written.
    """
    place = beside(folder)
    try:
        place.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(place / "turn"):
            yield
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror}.", next_step="Choose another place.") from error
