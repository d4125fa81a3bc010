"""A live run over several processes: this process sends and records, workers do everything else.

The process of the run renders the first request of an article and sends it; so there is one budget, one set of rates
and one claim per request, however many workers there are. Once the response is on disk, a worker replays the article:
it reads the recording, validates, grounds, checks and makes the rows. If that needs another request (a repair, a
correction, a requote), the worker returns it, this process sends it, and the worker replays the article again. What a
worker does is what a replay does, so both give the same rows.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import aclosing, nullcontext
from dataclasses import dataclass, field, replace

from extractor.articles.article import Article
from extractor.core.deadline import deadline, pause_deadline
from extractor.core.errors import ArticleError, Miss, UnsupportedFeature
from extractor.core.exchange import Complete, Completion, Request
from extractor.prompts.output_modes import OutputMode
from extractor.runs.conversation import MAX_CONTINUATIONS
from extractor.runs.extractor import Extractor, failed, out_of_time
from extractor.runs.processes import Pool, Workers, isolate, worker
from extractor.runs.result import Extraction
from extractor.runs.rows import ArticleRows, TableLayout
from extractor.runs.scheduler import Halt, Item, SpillBuffer, extract_all, extract_one
from extractor.runs.wiring import Connection
from extractor.schema.rows import INCOMPLETE

GATHER = 0.05  # seconds in which articles are collected before they go to a worker
CHUNK = 32  # articles that go to a worker at a time
FURTHER = 4 + MAX_CONTINUATIONS  # requests beside repairs: the first, a correction, a requote, one to spare


@dataclass(frozen=True)
class _Job:
    """An article to replay.

    Attributes:
        article: whose first request has been answered.
        mode: the output mode of its requests.
        sent: completions of its requests by key, or the errors that they ended with.
        only_sent: read no recordings: requests that are recorded are sent again.
    """

    article: Article
    mode: OutputMode
    sent: Mapping[str, Completion | ArticleError] = field(default_factory=dict)
    only_sent: bool = False


@dataclass(frozen=True)
class _Replayed:
    """Result of a job: its rows, or the request that is missing; and the number of recordings that the worker read."""

    rows: ArticleRows | None
    missing: Request | None
    read: int


def _replay_jobs(jobs: list[_Job], isolated: frozenset[str]) -> list[_Replayed | None]:
    """Replay articles in a worker; None for isolated ones."""

    async def replay_each() -> list[_Replayed | None]:
        return [None if job.article.id in isolated else await _replay(job) for job in jobs]

    return worker().runner.run(replay_each())


async def _replay(job: _Job) -> _Replayed:
    session, layout = worker().session, worker().layout
    before = session.budget.replayed
    extractor = session.extractor
    corrector = replace(extractor.corrector, required=True) if extractor.corrector else None
    if job.only_sent:
        extractor = replace(extractor, is_recorded=lambda _: False)
    extractor = replace(
        extractor, modes=(job.mode,), corrector=corrector, complete=_sent_in_this_run(job, extractor.complete)
    )
    extraction = await extract_one(extractor.extract, job.article, Halt())
    read = session.budget.replayed - before
    if isinstance(extraction.error, Miss):
        return _Replayed(None, extraction.error.request, read)
    return _Replayed(layout.rows(extraction), None, read)


def _sent_in_this_run(job: _Job, complete: Complete) -> Complete:
    """Return a `Complete` that raises the errors of requests that failed, and reads what may be read."""

    async def sent(request: Request) -> Completion:
        found = job.sent.get(request.key)
        if isinstance(found, ArticleError):
            raise found
        if found:
            return found
        if job.only_sent:
            raise Miss("It is to be sent again.", requests=[request])
        return await complete(request)

    return sent


class _Batches:
    """Jobs on their way to the workers, several at a time."""

    def __init__(self, workers: Workers[_Job, list[_Replayed | None]]) -> None:
        self._workers = workers
        self._waiting: list[tuple[_Job, asyncio.Future[_Replayed | None]]] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def replay(self, job: _Job) -> _Replayed | None:
        """Replay a job in a worker; None if its article is to be isolated.

        Raises:
            Stop: workers die, and not because of an article.
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[_Replayed | None] = loop.create_future()
        self._waiting.append((job, done))
        if len(self._waiting) == CHUNK:
            self._flush()
        elif len(self._waiting) == 1:
            loop.call_later(GATHER, self._flush)
        with pause_deadline():  # the wait is not the article's own
            return await done

    def _flush(self) -> None:
        batch, self._waiting = self._waiting, []
        if batch:
            task = asyncio.create_task(self._run(batch))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _run(self, batch: list[tuple[_Job, asyncio.Future[_Replayed | None]]]) -> None:
        jobs = [job for job, _ in batch]
        try:
            results = await self._workers.result(jobs, self._workers.submit(jobs))
        except BaseException as error:
            for _, done in batch:
                if not done.done():
                    done.set_exception(error if isinstance(error, Exception) else asyncio.CancelledError())
            if not isinstance(error, Exception):
                raise
            return
        for (_, done), result in zip(batch, results, strict=True):
            if not done.done():
                done.set_result(result)


@dataclass(frozen=True)
class _LiveExtract:
    """Extraction of the articles of a live session through workers.

    Attributes:
        searching: held by the article by which the output mode is found; the others wait for it.
    """

    session: Connection
    pool: Pool
    batches: _Batches
    searching: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def __call__(self, item: Item) -> Extraction | ArticleRows:
        """Bring one article to its end; raises as `Extractor.extract`."""
        extractor = self.session.extractor
        search = extractor.search
        if not isinstance(item, Article) or search is None:
            return await self.session.extract(item)
        while True:
            if not search.found:
                async with self.searching:
                    if not search.found:
                        return await self.session.extract(item)  # in this process, which looks for the output mode
            mode = search.mode
            try:
                async with deadline(extractor.deadline) if extractor.deadline else nullcontext():
                    return await self._extract(item, extractor, mode)
            except TimeoutError:
                assert extractor.deadline is not None
                return failed(item.name, item, out_of_time(extractor.deadline))
            except UnsupportedFeature as error:
                if search.mode is mode:
                    search.step_down(error)

    async def _extract(self, article: Article, extractor: Extractor, mode: OutputMode) -> Extraction | ArticleRows:
        session, recorder, options = self.session, self.session.recorder, self.session.live
        assert recorder is not None
        assert options is not None
        complete: Complete = recorder.fresh if options.refresh else recorder
        job = _Job(article, mode, only_sent=options.refresh)
        if options.retry_failed:
            known = await self.batches.replay(job)
            if known is None:
                return await self._isolated(article)
            if known.rows and known.rows.state not in INCOMPLETE:
                session.budget.replay(known.read)
                return known.rows
            if known.rows:
                job, complete = replace(job, only_sent=True), recorder.fresh
        request = extractor.requests.in_mode(mode).initial(article)
        for _ in range(extractor.repairs + FURTHER):
            job = replace(job, sent={**job.sent, request.key: await _answer(complete, request)})
            found = await self.batches.replay(job)
            if found is None:
                return await self._isolated(article)
            if found.missing is None:
                assert found.rows is not None
                session.budget.replay(found.read)
                return found.rows
            request = found.missing
        return await session.extract(article)

    async def _isolated(self, article: Article) -> Extraction:
        pool = replace(self.pool, isolated=frozenset({article.id}))
        return await isolate(self.session.extract, pool, self.session.extractor.complete)(article)


async def _answer(complete: Complete, request: Request) -> Completion | ArticleError:
    """Send a request or read its recording; return the error that it ends with."""
    try:
        completion = await complete(request)
    except ArticleError as error:
        return error
    return Completion(completion.reply, completion.status)  # without the parsed body, which need not travel


async def extract_through_workers(
    session: Connection, pool: Pool, layout: TableLayout, items: Iterable[Item], *, slots: int, halt: Halt
) -> AsyncGenerator[ArticleRows]:
    """Yield the rows of all articles of a live run, in input order.

    Raises:
        Stop: workers die, and not because of an article.
    """
    with (
        Workers(pool, _replay_jobs) as workers,
        SpillBuffer(ArticleRows.to_bytes, ArticleRows.from_bytes) as buffer,
    ):
        extract = _LiveExtract(session, pool, _Batches(workers))
        waiting = 2 * CHUNK * pool.workers
        results = extract_all(extract, items, layout.of, slots=slots + waiting, halt=halt, buffer=buffer)
        async with aclosing(results):
            async for each in results:
                yield each
