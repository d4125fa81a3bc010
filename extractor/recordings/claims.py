"""claims."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

if sys.platform != "win32":
    import fcntl


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
