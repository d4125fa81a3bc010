"""Claims that hold across processes and end with the process that made them; the only file that knows filelock.

Claims to ask are as many as requests, so they are byte locks of one file: a lock file for each
would cost more than the rest of the sending.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import filelock

if sys.platform != "win32":
    pass

from extractor.core.errors import UsageError
from extractor.core.files import beside


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
