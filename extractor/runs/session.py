"""The library's interface: a session that extracts articles for a program, in an event loop or without one."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import Counter
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    Awaitable,
    Callable,
    Generator,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import AsyncExitStack, aclosing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Self, cast

from pydantic import BaseModel
from typing_extensions import TypeVar

from extractor.articles.article import Article, Unusable
from extractor.core.errors import ArticleError, ErrorClass, Stop, UsageError
from extractor.core.settings import Settings, load_settings
from extractor.prompts.loading import load_prompt
from extractor.prompts.prompt import Prompt
from extractor.runs.processes import Pool, WorkerConfig
from extractor.runs.result import Extraction, State
from extractor.runs.runner import Run, RunSummary, lock_run_folder, run_articles, slots_for
from extractor.runs.scheduler import Item, SpillBuffer, extract_all, extract_one, unchanged
from extractor.runs.status import RunStatus
from extractor.runs.wiring import Connection, LiveOptions, connect, connect_offline
from extractor.schema.rows import Row
from extractor.schema.tables import flat_row
from extractor.schema.typed_values import typed_value

M = TypeVar("M", bound=BaseModel, default=Any)  # without a type, fields of values are not checked
T = TypeVar("T")
Articles = Iterable[Item] | AsyncIterable[Item]

log = logging.getLogger("extractor")


@dataclass(frozen=True)
class Result(Generic[M]):
    """The result of one article.

    Attributes:
        extraction: state, rows, flags and provenance.
        schema: the prompt's model.
    """

    extraction: Extraction
    schema: type[M]

    @property
    def name(self) -> str:
        """The article's name."""
        return self.extraction.name

    @property
    def state(self) -> State:
        """`ok`, `partial` (some items are left out), `failed`, or `pending` (not sent, or not recorded)."""
        return self.extraction.state

    @cached_property
    def value(self) -> M:
        """The prompt's model, each quote a `Quote` with its offsets in the article.

        Raises:
            ExtractorError: the article has no value, since it is failed or pending.
        """
        found = self.extraction
        if found.coding is None:
            raise found.error or ArticleError(found.message, error_class=ErrorClass(found.kind))
        published = found.article.published if found.article else None
        return typed_value(self.schema, found.coding, {"published": published})

    def rows(self, table: str) -> list[Row]:
        """Return the rows of a table, as a run writes them; none if the article is failed or pending.

        Raises:
            UsageError: the schema has no such table.
        """
        return self.extraction.rows(table)

    def flat_rows(self, table: str) -> list[dict[str, str | int | float | bool | None]]:
        """Return the rows of a table without nesting, for a data frame; errors as for `rows`."""
        return [flat_row(row) for row in self.rows(table)]


@dataclass(frozen=True)
class Progress:
    """Progress of a call: articles ended by state; of the session, requests sent, responses replayed, dollars spent."""

    states: Mapping[str, int]
    sent: int
    replayed: int
    cost: float


@dataclass(frozen=True)
class _Opened:
    """An open session: its connection, the settings that it was made with, and what is closed on leaving."""

    connection: Connection
    settings: Settings
    stack: AsyncExitStack


@dataclass
class Session(Generic[M]):
    """A connection to recordings and endpoint, for one prompt and one model: `async with Session(...) as session`.

    Recorded responses are used first, others are requested and recorded. Use it in one event loop; any number of its
    tasks may use it at once. Messages for people go to the logger `extractor`, and hold no text of articles.

    Attributes:
        prompt: a prompt, or the name or path of one.
        settings: model, endpoint, store and limits; by default those of the environment and `.env`.
        offline: send no requests; no key is needed.
        recordings: further recordings as text.
        live: options of the requests: budget, an own SDK client, an own store.
        progress: called after each article.

    Raises, on entering:
        UsageError: prompt, settings or store cannot be used.
    """

    prompt: Prompt | str | Path = "incident"
    settings: Settings | None = None
    offline: bool = field(default=False, kw_only=True)
    recordings: Sequence[Path] = field(default=(), kw_only=True)
    live: LiveOptions | None = field(default=None, kw_only=True)
    progress: Callable[[Progress], None] | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        self._live = self.live or LiveOptions(announce=log.warning)
        self._opened: _Opened | None = None
        self._active = 0
        self._stopped = False

    async def __aenter__(self) -> Self:
        prompt = self.prompt if isinstance(self.prompt, Prompt) else load_prompt(str(self.prompt))
        settings = self.settings or load_settings()
        self._stopped = self._live.halt.reason is not None
        async with AsyncExitStack() as stack:
            if self.offline:
                replaying = connect_offline(prompt, settings, self.recordings, own=self._live.store)
                connection = stack.enter_context(replaying)
            else:
                connection = await stack.enter_async_context(connect(prompt, settings, self.recordings, self._live))
            self._opened = _Opened(connection, settings, stack.pop_all())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        opened, self._opened = self._open(), None
        await opened.stack.__aexit__(kind, error, trace)

    async def extract(self, articles: Articles) -> AsyncGenerator[Result[M]]:
        """Yield the result of each article, in input order, as it ends.

        Few articles and results are in memory at a time. Closing the generator, or cancelling its task, cancels the
        requests in flight; what is recorded is kept.

        Args:
            articles: an iterable, which is read in a thread, or an asynchronous one.

        Raises:
            UsageError: an item is no article.
        """
        states = Counter[str]()
        with self._in_use() as opened, SpillBuffer[Extraction]() as buffer:
            items = _checked(articles) if isinstance(articles, Iterable) else _checked_async(articles)
            extract, slots, halt = opened.connection.extract, self._slots(opened), self._live.halt
            results = extract_all(extract, items, unchanged, slots=slots, halt=halt, buffer=buffer)
            async with aclosing(results):
                async for extraction in results:
                    states[extraction.state] += 1
                    self._report(states)
                    yield self._result(extraction)

    async def extract_one(self, article: Article) -> Result[M]:
        """Return the result of one article.

        Raises:
            UsageError: it is no article.
        """
        with self._in_use() as opened:
            (item,) = _checked([article])
            extraction = await extract_one(opened.connection.extract, item, self._live.halt)
        self._report({extraction.state: 1})
        return self._result(extraction)

    async def write_run(self, articles: Iterable[Item], folder: Path) -> RunSummary:
        """Extract articles into a run folder, as `extractor run` does.

        Raises:
            UsageError: the folder has files that are not of a run, or another process has locked it.
            Stop: the folder cannot be written.
        """
        with self._in_use() as opened, lock_run_folder(folder):
            prompt = opened.connection.extractor.requests.prompt
            config = WorkerConfig(prompt.name, opened.settings, tuple(self.recordings), folder=folder)
            run = Run(
                _checked(articles),
                Pool(config, 1, frozenset()),
                RunStatus.start(folder, ["run"], 0),
                halt=self._live.halt,
                on_article=lambda rows, status: self._report(status.states),
                slots=self._slots(opened),
            )
            return await run_articles(opened.connection, run)

    def stop(self) -> None:
        """Start no further request; articles that have not ended are pending. For good: open another session then."""
        self._stopped = True
        self._live.halt.now(Stop("The caller stopped."))

    def _slots(self, opened: _Opened) -> int:
        return 1 if self.offline else slots_for(opened.settings.concurrency)

    def _open(self) -> _Opened:
        if self._opened is None:
            raise UsageError("The session is not open.", next_step="Use it as: async with Session(...) as session.")
        return self._opened

    @contextmanager
    def _in_use(self) -> Iterator[_Opened]:
        """Count a call. A stop ends the calls that run, and not the session: the next call tries again."""
        opened = self._open()
        if not self._active and not self._stopped:
            self._live.halt.reason = None
            if opened.connection.client:
                opened.connection.client.forget_failures()
        self._active += 1
        try:
            yield opened
        finally:
            self._active -= 1

    def _report(self, states: Mapping[str, int]) -> None:
        if self.progress:
            budget = self._open().connection.budget
            self.progress(Progress(dict(states), budget.sent, budget.replayed, cost=budget.cost))

    def _result(self, extraction: Extraction) -> Result[M]:
        return Result(extraction, cast("type[M]", self._open().connection.extractor.requests.prompt.schema))


class SyncSession(Generic[M]):
    """The same session without `async`: `with SyncSession(...) as session`; arguments and errors of `Session`.

    Its event loop runs in a thread, so that it can be used where another loop runs, as in a notebook.
    """

    def __init__(
        self, prompt: Prompt | str | Path = "incident", settings: Settings | None = None, **options: Any
    ) -> None:
        """Take the arguments of `Session`."""
        self._session: Session[M] = Session(prompt, settings, **options)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="extractor", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        try:
            self._run(self._session.__aenter__())
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._run(self._session.__aexit__(kind, error, trace))
        finally:
            self._end()

    def extract(self, articles: Iterable[Item]) -> Generator[Result[M]]:
        """Yield the result of each article, in input order; closing the iterator cancels the requests in flight."""
        results = self._session.extract(articles)
        try:
            while True:
                try:
                    yield self._run(anext(results))
                except StopAsyncIteration:
                    return
        finally:
            self._run(results.aclose())

    def extract_one(self, article: Article) -> Result[M]:
        """Return the result of one article."""
        return self._run(self._session.extract_one(article))

    def write_run(self, articles: Iterable[Item], folder: Path) -> RunSummary:
        """Extract articles into a run folder, as `extractor run` does."""
        return self._run(self._session.write_run(articles, folder))

    def stop(self) -> None:
        """Start no further request; articles that have not ended are pending."""
        self._loop.call_soon_threadsafe(self._session.stop)

    def _run(self, work: Awaitable[T]) -> T:
        """Wait for work in the thread's loop; an interrupt of the caller cancels it."""

        async def run() -> T:
            return await work

        future = asyncio.run_coroutine_threadsafe(run(), self._loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    def _end(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


def _checked(articles: Iterable[Item]) -> Iterator[Item]:
    """Yield articles; raise `UsageError` for anything else."""
    for item in articles:
        if not isinstance(item, Article | Unusable):
            raise UsageError(
                f"An article was expected, not {type(item).__name__}.",
                next_step="Make one with Article.from_text(text), or read files with read_inputs.",
            )
        yield item


async def _checked_async(articles: AsyncIterable[Item]) -> AsyncGenerator[Item]:
    async for item in articles:
        for each in _checked([item]):
            yield each
