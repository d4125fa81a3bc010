"""Worker processes, which replay; an article that kills its process is isolated.

A worker gets articles and returns their rows, so only plain data is sent between processes. If a worker dies, the
article that it worked on is tried once more in a process of its own; if that dies too, the article has failed and the
run goes on.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Self, TypeVar

from extractor.articles.article import Article
from extractor.core.errors import ArticleError, ErrorClass, Miss, Stop
from extractor.core.exchange import Complete
from extractor.core.settings import Settings
from extractor.prompts.loading import load_prompt
from extractor.runs.conversation import MAX_CONTINUATIONS
from extractor.runs.crash_marks import CrashMarker, clear_suspect, find_suspects
from extractor.runs.extractor import failed
from extractor.runs.result import Extraction
from extractor.runs.rows import ArticleRows, TableLayout
from extractor.runs.scheduler import Extract, Halt, Item, extract_one
from extractor.runs.wiring import Connection, connect_offline

CHUNK = 64  # articles sent to a worker at a time
MAX_REQUESTS = 8 + MAX_CONTINUATIONS  # requests of an isolated article before it is given up

T = TypeVar("T")
R = TypeVar("R")
ChunkRows = list[ArticleRows | None]  # None for an isolated article


@dataclass(frozen=True)
class WorkerConfig:
    """Configuration of a worker process, as plain data.

    Attributes:
        prompt: name or path of the prompt.
        settings: model and store.
        recordings: further recordings as text.
        folder: the run folder; crash marks are written beside it.
    """

    prompt: str
    settings: Settings
    recordings: tuple[Path, ...]
    folder: Path

    def without_key(self) -> WorkerConfig:
        """Return a copy without the API key: workers only replay."""
        return WorkerConfig(
            self.prompt, self.settings.model_copy(update={"api_key": None}), self.recordings, folder=self.folder
        )


@dataclass(frozen=True)
class Pool:
    """The worker processes of a run.

    Attributes:
        config: of each worker.
        workers: number of processes; with 1, articles are extracted in the process of the run.
        isolated: ids of articles that each get a process of their own.
    """

    config: WorkerConfig
    workers: int = 1
    isolated: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Worker:
    """State of a worker process, made once.

    Attributes:
        session: for replay; open until the process ends.
        layout: of the schema.
        runner: runs coroutines in one event loop, since making a loop for each chunk takes time.
        context: keeps the session open.
    """

    session: Connection
    layout: TableLayout
    runner: asyncio.Runner
    context: object


_worker: Worker | None = None


def worker() -> Worker:
    """Return the state of this process, which is a worker."""
    assert _worker is not None
    return _worker


def relax_garbage_collection() -> None:
    """Make the garbage collector run less often: nearly everything that a run allocates is freed without it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _start_worker(config: WorkerConfig) -> None:
    global _worker  # an executor's tasks share nothing else with its initializer
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process of the run handles Ctrl-C
    prompt = load_prompt(config.prompt)
    context = connect_offline(prompt, config.settings, config.recordings, CrashMarker(config.folder))
    relax_garbage_collection()
    _worker = Worker(context.__enter__(), TableLayout(prompt.schema), asyncio.Runner(), context=context)


def _extract_chunk(items: list[Item], isolated: frozenset[str]) -> tuple[ChunkRows, int]:
    """Return the rows of articles, None for isolated ones, and the number of recordings read."""
    session, layout = worker().session, worker().layout
    before = session.budget.replayed

    async def extract_each() -> ChunkRows:
        return [
            None if _id(item) in isolated else layout.rows(await extract_one(session.extract, item, Halt()))
            for item in items
        ]

    return worker().runner.run(extract_each()), session.budget.replayed - before


def _extract_single(item: Item) -> Extraction:
    return worker().runner.run(extract_one(worker().session.extract, item, Halt()))


def _id(item: Item) -> str:
    return item.id if isinstance(item, Article) else ""


def _executor(config: WorkerConfig, workers: int) -> ProcessPoolExecutor:
    # Spawned, not forked: a fork would share the database's connection and the event loop.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker, initargs=(config.without_key(),))


def isolate(extract: Extract, pool: Pool, complete: Complete) -> Extract:
    """Extract isolated articles in a process of their own, which only replays; `complete` sends what is missing."""

    async def extract_isolating(item: Item) -> Extraction:
        if not isinstance(item, Article) or item.id not in pool.isolated:
            return await extract(item)
        for _ in range(MAX_REQUESTS):
            extraction = await extract_isolated(pool.config, item)
            if not isinstance(extraction.error, Miss):
                return extraction
            try:
                await complete(extraction.error.request)  # recorded, and not parsed in this process
            except ArticleError as error:
                return failed(item.name, item, error)
            except Miss:
                return extraction
        return extraction

    return extract_isolating


async def extract_isolated(config: WorkerConfig, article: Article) -> Extraction:
    """Extract an article in a process of its own; failed if that dies."""
    with _executor(config, 1) as executor:
        try:
            extraction = await asyncio.wrap_future(executor.submit(_extract_single, article))
        except BrokenProcessPool:
            error = ArticleError(
                "The process that worked on it died, twice.",
                error_class=ErrorClass.CRASHED,
                next_step="Look for something special in its text or its recorded response.",
            )
            return failed(article.name, article, error)
    clear_suspect(config.folder, article.id)
    return extraction


async def replay_all(
    pool: Pool, layout: TableLayout, items: Iterable[Item], *, halt: Halt, on_replay: Callable[[int], None]
) -> AsyncGenerator[ArticleRows]:
    """Yield the rows of all articles, in input order; `on_replay` is called with numbers of recordings read.

    Raises:
        Stop: workers die without working on an article, so no article can be isolated.
    """
    with Workers(pool, _extract_chunk) as workers:
        queue: deque[tuple[list[Item], Future[tuple[ChunkRows, int]]]] = deque()
        for chunk in _chunks(items):
            queue.append((chunk, workers.submit(chunk)))
            if len(queue) > 2 * pool.workers:
                for rows in await _finished(workers, layout, *queue.popleft(), halt, on_replay):
                    yield rows
        while queue:
            for rows in await _finished(workers, layout, *queue.popleft(), halt, on_replay):
                yield rows


def _chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    stream = iter(items)
    while chunk := list(itertools.islice(stream, CHUNK)):
        yield chunk


async def _finished(
    workers: Workers[Item, tuple[ChunkRows, int]],
    layout: TableLayout,
    chunk: list[Item],
    future: Future[tuple[ChunkRows, int]],
    halt: Halt,
    on_replay: Callable[[int], None],
) -> list[ArticleRows]:
    """Wait for a chunk, and extract its isolated articles."""

    async def single(item: Item) -> Extraction:
        assert isinstance(item, Article)
        return await extract_isolated(workers.config, item)

    if halt.reason:
        return [layout.rows(await extract_one(single, item, halt)) for item in chunk]
    done, replayed = await workers.result(chunk, future)
    on_replay(replayed)
    return [rows or layout.rows(await extract_one(single, item, halt)) for rows, item in zip(done, chunk, strict=True)]


class Workers(Generic[T, R]):
    """Worker processes, replaced if one dies.

    Args:
        pool: their number and configuration.
        work: what a worker does with a chunk, given the ids of the articles to leave out; a function of a module.
    """

    def __init__(self, pool: Pool, work: Callable[[list[T], frozenset[str]], R]) -> None:
        self.config, self._number, self._isolated = pool.config, pool.workers, pool.isolated
        self._work = work
        self._executor = _executor(self.config, self._number)

    def submit(self, chunk: list[T]) -> Future[R]:
        """Submit a chunk; if the workers are dead, `result` handles it."""
        try:
            return self._executor.submit(self._work, chunk, self._isolated)
        except BrokenProcessPool as error:
            broken: Future[R] = Future()
            broken.set_exception(error)
            return broken

    async def result(self, chunk: list[T], future: Future[R]) -> R:
        """Wait for the rows of a chunk; if its worker died, submit it again."""
        while True:
            try:
                return await asyncio.wrap_future(future)
            except BrokenProcessPool:
                self._replace()
                future = self.submit(chunk)

    def _replace(self) -> None:
        """Start new workers, unless that was done for an earlier chunk of the same crash."""
        try:
            self._executor.submit(int).cancel()
        except BrokenProcessPool:
            self._executor.shutdown()
            isolated = frozenset(find_suspects(self.config.folder, os.getpid()))
            if isolated <= self._isolated:
                raise Stop(
                    "Worker processes die, and not because of an article.",
                    next_step="If memory is short, run again with fewer --workers.",
                ) from None
            self._isolated = isolated
            self._executor = _executor(self.config, self._number)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._executor.shutdown(cancel_futures=True)
        find_suspects(self.config.folder, os.getpid())
