"""Locks of folders across processes; a lock ends with its process."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import filelock

from extractor.core.errors import UsageError
from extractor.core.files import state_folder


def lock_holder(folder: Path) -> int:
    """Return the pid of the process that holds the lock of a folder; 0 if none does, -1 if unknown."""
    place = state_folder(folder)
    lock = filelock.FileLock(place / "lock")
    try:
        if not (place / "lock").exists():
            return 0
        lock.acquire(blocking=False)
    except filelock.Timeout:
        return _recorded_pid(place)
    except OSError:
        return 0
    lock.release()
    return 0


def _recorded_pid(place: Path) -> int:
    """Return the pid that the lock holder wrote; -1 if it cannot be read."""
    try:
        return int((place / "pid").read_text())
    except (OSError, ValueError):
        return -1


@contextlib.contextmanager
def exclusive_lock(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder; fail if another process holds it. The lock file is in `state_folder`.

    Raises:
        UsageError: another process holds it; the message gives its pid.
    """
    place = state_folder(folder)
    path, note = place / "lock", place / "pid"
    lock = filelock.FileLock(path)
    try:
        place.mkdir(parents=True, exist_ok=True)
        lock.acquire(blocking=False)
    except filelock.Timeout:
        pid = _recorded_pid(place)
        holder = f"process {pid}" if pid > 0 else "another process"
        raise UsageError(
            f"{folder} is being written by {holder}.", next_step="Wait for it, or choose another -o."
        ) from None
    except OSError as error:
        raise UsageError(f"{folder} cannot be created: {error.strerror}.", next_step="Choose another -o.") from error
    try:
        note.write_text(str(os.getpid()))
        yield
    finally:
        for left in (note, path):
            with contextlib.suppress(OSError):
                left.unlink()
        lock.release()
        with contextlib.suppress(OSError):
            place.rmdir()  # fails if it holds other files


@contextlib.contextmanager
def waiting_lock(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder that several processes change; wait while another process holds it.

    Raises:
        UsageError: `state_folder` cannot be written.
    """
    place = state_folder(folder)
    try:
        place.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(place / "turn"):
            yield
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror}.", next_step="Choose another path.") from error
