"""Answers into the store, many in one transaction: whoever waits is told when his own is on disk.

A commit that survives a power cut costs milliseconds whatever its size, so all answers that come
while one is under way go into the next. They are written on a thread of their own, since the
event loop must not wait for a disk.
"""

from __future__ import annotations

import asyncio
import contextlib
from concurrent.futures import ThreadPoolExecutor

from extractor.core.errors import ExtractorError, Stop
from extractor.recordings.recording import Recording
from extractor.recordings.store import Store

GATHER = 0.02  # seconds in which answers come together before they are written

_Waiting = tuple[Recording, bool, "asyncio.Future[None]"]


class WriteBatcher:
    """The one writer of a store while a run goes on. Use it in one event loop, and close it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: list[_Waiting] = []
        self._writing: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="commits")

    async def keep(self, recording: Recording, *, replace: bool = False) -> None:
        """Return when a recording is on disk; with `replace` an older answer is put aside.

        Who is cancelled waits all the same: the answer is paid, and nobody else may ask before it is there.

        Raises:
            Stop: the store cannot be written any more; every waiting caller gets it.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((recording, replace, done))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        try:
            await asyncio.shield(done)
        except asyncio.CancelledError:
            with contextlib.suppress(Exception):  # whoever cancelled does not wait for the outcome
                await done
            raise

    async def _write(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._waiting:
                await asyncio.sleep(GATHER)
                batch, self._waiting = self._waiting, []
                recordings = [(recording, replace) for recording, replace, _ in batch]
                try:
                    await loop.run_in_executor(self._thread, self._store.add_all, recordings)
                except Exception as error:
                    for _, _, done in batch:
                        if not done.done():
                            done.set_exception(self._ours(error))
                else:
                    for _, _, done in batch:
                        if not done.done():
                            done.set_result(None)
        finally:
            self._writing = None

    def _ours(self, error: Exception) -> Exception:
        """Return the error as one of ours, so that the run ends with a sentence and not with a traceback."""
        if isinstance(error, ExtractorError):
            return error
        stop = Stop(
            f"The store {self._store.folder} cannot be written: {type(error).__name__}: {error}.",
            next_step="What was recorded before is kept. Run again; if it happens again, report it.",
        )
        stop.__cause__ = error
        return stop

    async def aclose(self) -> None:
        """Write what is waiting, then let go of the thread and its connection to the database."""
        cancelled = False
        while self._writing is not None:
            try:
                await asyncio.shield(self._writing)
            except asyncio.CancelledError:  # what is waiting is paid, and written in a moment
                cancelled = True
        await asyncio.get_running_loop().run_in_executor(self._thread, self._store.release)
        self._thread.shutdown()
        if cancelled:
            raise asyncio.CancelledError
