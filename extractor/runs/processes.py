"""A replay over several processes; an article that kills its process is set apart.

A worker gets articles and gives back pages, so what crosses the border is plain data. Where a
worker dies, the article that it was at is tried once more in a process of its own: if that dies
too, the article has failed and the run goes on.
"""

from __future__ import annotations

import asyncio
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
from typing import Any

from extractor.articles.article import Article
from extractor.core.errors import ArticleError, ErrorClass, Miss, Stop
from extractor.core.exchange import Complete
from extractor.core.settings import Settings
from extractor.prompts.loading import load_prompt
from extractor.runs.crash_marks import CrashMarker, clear_suspect, find_suspects
from extractor.runs.extractor import failed
from extractor.runs.result import Extraction
from extractor.runs.rows import ArticleRows, TableLayout
from extractor.runs.scheduler import Extract, Halt, Item, extract_one
from extractor.runs.wiring import Session, connect_offline

CHUNK = 64  # articles that a worker gets at a time
FURTHER = 8  # requests that an article set apart may need before it is given up


@dataclass(frozen=True)
class WorkerConfig:
    """What a worker needs to replay articles by itself; plain data, so it can be sent there.

    Attributes:
        prompt: name or path of the prompt.
        settings: model and store; the key stays at home.
        recordings: further recordings as text.
        folder: the run's folder, where a worker says what it is at.
    """

    prompt: str
    settings: Settings
    recordings: tuple[Path, ...]
    folder: Path

    def sent(self) -> WorkerConfig:
        """As it is sent to a worker."""
        return WorkerConfig(
            self.prompt, self.settings.model_copy(update={"api_key": None}), self.recordings, folder=self.folder
        )


@dataclass(frozen=True)
class Pool:
    """Who works on a run: the desk, how many processes, and which articles are set apart."""

    config: WorkerConfig
    jobs: int = 1
    apart: frozenset[str] = frozenset()


_at: dict[str, Any] = {}  # a worker's own desk, laid once


def _begin(config: WorkerConfig) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run decides what Ctrl-C means
    prompt = load_prompt(config.prompt)
    opened = connect_offline(prompt, config.settings, config.recordings, CrashMarker(config.folder))
    _at.update(connection=opened.__enter__(), layout=TableLayout(prompt.schema), opened=opened)


def _pages(items: list[Item], apart: frozenset[str]) -> tuple[list[ArticleRows | None], int]:
    """The pages of some articles, None for those that are set apart; how many recordings answered."""
    connection, layout = _at["connection"], _at["layout"]
    before = connection.budget.replayed

    async def all_of_them() -> list[ArticleRows | None]:
        return [
            None if _id(item) in apart else layout.rows(await extract_one(connection.extract, item, Halt()))
            for item in items
        ]

    return asyncio.run(all_of_them()), connection.budget.replayed - before


def _alone(item: Item) -> Extraction:
    connection: Session = _at["connection"]
    return asyncio.run(extract_one(connection.extract, item, Halt()))


def _id(item: Item) -> str:
    return item.id if isinstance(item, Article) else ""


def _executor(config: WorkerConfig, processes: int) -> ProcessPoolExecutor:
    # Spawned, not forked: a fork would share the database's connection and the event loop.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(processes, mp_context=context, initializer=_begin, initargs=(config.sent(),))


def set_apart(extract: Extract, pool: Pool, complete: Complete) -> Extract:
    """Work on suspects in a process of their own, which only replays; what is missing is asked here."""

    async def extract_apart(item: Item) -> Extraction:
        if not isinstance(item, Article) or item.id not in pool.apart:
            return await extract(item)
        for _ in range(FURTHER):
            ended = await alone(pool.config, item)
            if not isinstance(ended.error, Miss):
                return ended
            try:
                await complete(ended.error.request)  # recorded, and not looked at
            except ArticleError as error:
                return failed(item.name, item, error)
            except Miss:
                return ended
        return ended

    return extract_apart


async def alone(config: WorkerConfig, article: Article) -> Extraction:
    """How an article ends that may kill the process which works on it."""
    with _executor(config, 1) as executor:
        try:
            ended = await asyncio.wrap_future(executor.submit(_alone, article))
        except BrokenProcessPool:
            error = ArticleError(
                "Its process died, twice.",
                error_class=ErrorClass.CRASHED,
                next_step="Look for what is special about its text or its recorded reply; the others are done.",
            )
            return failed(article.name, article, error)
    clear_suspect(config.folder, article.id)
    return ended


async def replay_all(
    pool: Pool, layout: TableLayout, items: Iterable[Item], *, halt: Halt, told: Callable[[int], None]
) -> AsyncGenerator[ArticleRows]:
    """The pages of all articles, in input order; `told` hears how many recordings answered.

    Raises:
        Stop: workers die at no article, so nobody knows what to leave out.
    """
    with _Executor(pool.config, pool.jobs, pool.apart) as executor:
        line: deque[tuple[list[Item], Future[Any]]] = deque()
        for chunk in _chunks(items):
            line.append((chunk, executor.submit(chunk)))
            if len(line) > 2 * pool.jobs:
                for page in await _taken(executor, layout, *line.popleft(), halt, told):
                    yield page
        while line:
            for page in await _taken(executor, layout, *line.popleft(), halt, told):
                yield page


def _chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    stream = iter(items)
    while chunk := list(itertools.islice(stream, CHUNK)):
        yield chunk


async def _taken(
    executor: _Executor,
    layout: TableLayout,
    chunk: list[Item],
    future: Future[Any],
    halt: Halt,
    told: Callable[[int], None],
) -> list[ArticleRows]:
    async def single(item: Item) -> Extraction:
        assert isinstance(item, Article)
        return await alone(executor.config, item)

    if halt.reason:
        return [layout.rows(await extract_one(single, item, halt)) for item in chunk]
    pages, replayed = await executor.pages(chunk, future)
    told(replayed)
    return [page or layout.rows(await extract_one(single, item, halt)) for page, item in zip(pages, chunk, strict=True)]


class _Executor:
    """Worker processes, replaced where one dies."""

    def __init__(self, config: WorkerConfig, jobs: int, apart: frozenset[str]) -> None:
        self.config, self._jobs, self._apart = config, jobs, apart
        self._executor = _executor(config, jobs)

    def submit(self, chunk: list[Item]) -> Future[Any]:
        """Let a worker work on a chunk; where the workers are gone, `pages` finds out."""
        try:
            return self._executor.submit(_pages, chunk, self._apart)
        except BrokenProcessPool as error:
            broken: Future[Any] = Future()
            broken.set_exception(error)
            return broken

    async def pages(self, chunk: list[Item], future: Future[Any]) -> tuple[list[ArticleRows | None], int]:
        """The pages of a chunk; where its worker died, from another one."""
        while True:
            try:
                done: tuple[list[ArticleRows | None], int] = await asyncio.wrap_future(future)
            except BrokenProcessPool:
                self._replace()
                future = self.submit(chunk)
            else:
                return done

    def _replace(self) -> None:
        """New workers, unless that was done for an earlier chunk of the same death."""
        try:
            self._executor.submit(int).cancel()
        except BrokenProcessPool:
            self._executor.shutdown()
            apart = frozenset(find_suspects(self.config.folder, os.getpid()))
            if apart <= self._apart:
                raise Stop(
                    "Worker processes die at no article in particular.",
                    next_step="Perhaps the memory is too small: run with a smaller -j.",
                ) from None
            self._apart = apart
            self._executor = _executor(self.config, self._jobs)

    def __enter__(self) -> _Executor:
        return self

    def __exit__(self, *_: object) -> None:
        self._executor.shutdown(cancel_futures=True)
        find_suspects(self.config.folder, os.getpid())
