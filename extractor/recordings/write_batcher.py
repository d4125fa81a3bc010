"""Write responses to the store, several per transaction; each caller waits until its own is on disk.

A commit that survives a power cut takes milliseconds whatever its size, so all responses that arrive during one go into
the next. They are written in a thread, because the event loop must not wait for a disk.
"""

from __future__ import annotations

import asyncio
import contextlib
from concurrent.futures import ThreadPoolExecutor

from extractor.core.errors import ExtractorError, Stop
from extractor.recordings.mapping_store import WritableStore
from extractor.recordings.recording import Recording

GATHER = 0.02  # seconds in which responses are collected before they are written

_Waiting = tuple[Recording, bool, "asyncio.Future[None]"]


class WriteBatcher:
    """The only writer of a store during a run. For one event loop; to be closed."""

    def __init__(self, store: WritableStore) -> None:
        self._store = store
        self._waiting: list[_Waiting] = []
        self._batch: list[_Waiting] = []  # what is being written
        self._writing: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="write-batcher")

    async def keep(self, recording: Recording, *, replace: bool = False) -> None:
        """Return when a recording is on disk; with `replace`, an older response is kept as superseded.

        A cancelled caller waits all the same: the response is paid, and must be on disk before its claim is released.

        Raises:
            Stop: the store cannot be written any more; raised in every waiting caller.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((recording, replace, done))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
            self._writing.add_done_callback(self._ended)
        try:
            await asyncio.shield(done)
        except asyncio.CancelledError:
            with contextlib.suppress(Exception):  # the cancellation is raised instead
                await done
            raise

    async def _write(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            await asyncio.sleep(GATHER)
            self._batch, self._waiting = self._waiting, []
            recordings = [(recording, replace) for recording, replace, _ in self._batch]
            try:
                await loop.run_in_executor(self._thread, self._store.add_all, recordings)
            except Exception as error:
                for _, _, done in self._batch:
                    if not done.done():
                        done.set_exception(self._as_stop(error))
            for _, _, done in self._batch:
                if not done.done():
                    done.set_result(None)
            self._batch = []
        self._writing = None  # at once: whoever comes next starts another

    def _ended(self, task: asyncio.Task[None]) -> None:
        """Fail the callers of a writer that did not come to its end: it was cancelled, or the process is to end."""
        error = asyncio.CancelledError() if task.cancelled() else task.exception()
        if error is None:
            return
        waiting = [*self._batch, *self._waiting]
        self._batch, self._waiting, self._writing = [], [], None
        for _, _, done in waiting:
            if not done.done():
                done.set_exception(self._as_stop(error))

    def _as_stop(self, error: BaseException) -> Exception:
        """Convert an unexpected error to a `Stop`, so that the run ends with a message and not with a traceback."""
        if isinstance(error, ExtractorError):
            return error
        stop = Stop(
            f"The store {self._store.folder} cannot be written: {type(error).__name__}: {error}.",
            next_step="Earlier recordings are kept. Run again; if it recurs, report it.",
        )
        stop.__cause__ = error
        return stop

    async def aclose(self) -> None:
        """Write what is waiting, then close the thread and its connection."""
        cancelled = False
        while self._writing is not None and not self._writing.done():
            try:
                await asyncio.shield(self._writing)
            except asyncio.CancelledError:  # what is waiting is paid, and is still written
                cancelled = True
        await asyncio.get_running_loop().run_in_executor(self._thread, self._store.release)
        self._thread.shutdown()
        if cancelled:
            raise asyncio.CancelledError
