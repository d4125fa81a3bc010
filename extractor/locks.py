"""Claims that hold across processes and end with the process that made them; the only file that knows filelock."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import filelock

from extractor.errors import Stop, UsageError


@contextlib.asynccontextmanager
async def claimed(folder: Path, key: str) -> AsyncIterator[None]:
    """Hold the claim to ask for a key; polls, so that no thread is held while waiting."""
    lock, pause = filelock.FileLock(folder / f"{key}.lock", mode=0o600), 0.02
    while True:
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            lock.acquire(blocking=False)
            break
        except FileNotFoundError as error:
            raise Stop(f"The store {folder.parent} was removed during the run.") from error
        except filelock.Timeout:
            await asyncio.sleep(pause)
            pause = min(2 * pause, 0.5)
    try:
        yield
    finally:
        # Removed while held: who waits for the old file looks at the recordings once it has it.
        with contextlib.suppress(OSError):
            os.unlink(lock.lock_file)
        lock.release()


@contextlib.contextmanager
def sole_owner(folder: Path) -> Iterator[None]:
    """Be the only process that writes a folder; the lock stands beside it, never in it.

    Raises:
        UsageError: another process does; the message names it.
    """
    folder = folder.resolve()  # two names of one folder are one folder
    path = folder.parent / f".{folder.name}.lock"
    note = folder.parent / f".{folder.name}.pid"
    lock = filelock.FileLock(path)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(blocking=False)
    except filelock.Timeout:
        try:
            owner = f"process {int(note.read_text())}"
        except (OSError, ValueError):
            owner = "another process"
        raise UsageError(
            f"{folder} is being written by {owner}.", next_step="Wait for it, or choose another -o."
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
