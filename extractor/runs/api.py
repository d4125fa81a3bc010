"""Synchronous functions for scripts and notebooks.

The requests run in an event loop of their own, in a thread, so that these functions can be called where another loop
runs.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import queue
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extractor.articles.article import Article, Unusable
from extractor.core.errors import Stop, UsageError
from extractor.core.settings import Settings
from extractor.prompts.prompt import Prompt
from extractor.runs.result import Extraction
from extractor.runs.scheduler import Halt, SpillBuffer, extract_all, unchanged
from extractor.runs.wiring import Connection, LiveOptions, connect, connect_offline
from extractor.schema.rows import Row

AHEAD = 64  # extractions that wait for the caller; more are not started


def extract_articles(
    articles: Iterable[Article | Unusable],
    prompt: Prompt,
    settings: Settings,
    *,
    offline: bool = False,
    live: LiveOptions | None = None,
    recordings: Sequence[Path] = (),
) -> list[Extraction]:
    """Extract articles: recorded responses first, requests for the rest.

    Args:
        articles: as `read_inputs` gives them.
        prompt: as `load_prompt` gives it.
        settings: as `load_settings` gives them.
        offline: send no requests; no key is needed.
        live: options of the requests, such as the budget.
        recordings: further recordings as text.

    Returns:
        One extraction per article, in input order: ok, failed or pending. `extract_stream` gives them one by
        one.

    Raises:
        UsageError: settings or the store cannot be used. Errors of single articles, and of a run that stopped early,
            are in the extractions.
    """
    return list(extract_stream(articles, prompt, settings, offline=offline, live=live, recordings=recordings))


def extract_stream(
    articles: Iterable[Article | Unusable],
    prompt: Prompt,
    settings: Settings,
    *,
    offline: bool = False,
    live: LiveOptions | None = None,
    recordings: Sequence[Path] = (),
) -> Iterator[Extraction]:
    """Yield the extractions of articles in input order, as they end; arguments and errors of `extract_articles`.

    The articles are read in another thread as they are needed, and few extractions are in memory at a time. An iterator
    that is closed early starts no further requests; those in flight are cancelled.
    """
    options = live or LiveOptions()

    @asynccontextmanager
    async def opened() -> AsyncIterator[tuple[Connection, int]]:
        if offline:
            with connect_offline(prompt, settings, recordings) as session:
                yield session, 1
            return
        async with connect(prompt, settings, recordings, options) as session:
            yield session, settings.concurrency

    async def produce(stream: _Stream) -> None:
        async with opened() as (session, slots):
            with SpillBuffer[Extraction]() as buffer:
                halt = Halt() if offline else options.halt
                async for each in extract_all(
                    session.extract, articles, unchanged, slots=slots, halt=halt, buffer=buffer
                ):
                    await stream.put(each)

    stream = _Stream()
    thread = threading.Thread(target=lambda: stream.run(produce(stream)), name="extractor", daemon=True)
    thread.start()
    try:
        yield from stream
    finally:
        options.halt.now(Stop("The caller stopped."))
        stream.cancel()
        thread.join()


@dataclass
class _Stream:
    """Extractions on their way from the thread of the event loop to the caller."""

    results: queue.SimpleQueue[Extraction | None] = field(default_factory=queue.SimpleQueue)
    end: Future[None] = field(default_factory=Future)
    started: threading.Event = field(default_factory=threading.Event)
    task: asyncio.Task[None] | None = None

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Run the work in an event loop of this thread; its end, or its error, is the end of the stream."""
        try:
            asyncio.run(self._run(work))
            self.end.set_result(None)
        except BaseException as error:  # raised in the thread of the caller
            self.end.set_exception(error)
        self.started.set()
        self.results.put(None)

    async def _run(self, work: Coroutine[Any, Any, None]) -> None:
        self.loop, self.room = asyncio.get_running_loop(), asyncio.Semaphore(AHEAD)
        self.task = asyncio.current_task()
        self.started.set()
        await work

    async def put(self, extraction: Extraction) -> None:
        """Hand over an extraction; wait while many are waiting for the caller."""
        await self.room.acquire()
        self.results.put(extraction)

    def __iter__(self) -> Iterator[Extraction]:
        while (result := self.results.get()) is not None:
            self._in_loop(self.room.release)
            yield result
        self.end.result()

    def cancel(self) -> None:
        """Cancel the work, unless it has ended."""
        self.started.wait()
        if self.task:
            self._in_loop(self.task.cancel)

    def _in_loop(self, call: Callable[[], object]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: all has ended
            self.loop.call_soon_threadsafe(call)


def rows(extractions: Iterable[Extraction], table: str = "incidents") -> Iterator[Row]:
    """Yield the rows of one table over all extractions, each quote with its offsets.

    Raises:
        UsageError: the schema has no such table; raised at once.
    """
    stream = iter(extractions)
    first = list(itertools.islice(stream, 1))
    if first and table not in first[0].table_names:
        raise UsageError(f"No table {table!r}.", next_step=f"Tables: {', '.join(first[0].table_names)}.")
    return (row for extraction in itertools.chain(first, stream) for row in extraction.tables().get(table, []))
