"""One run: articles through an extractor into a run folder."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import aclosing, asynccontextmanager, closing, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from extractor.articles.pages import large_pages_apart
from extractor.core.errors import Miss
from extractor.core.exchange import Request
from extractor.core.folder_lock import exclusive_lock
from extractor.runs.crash_marks import CrashMarker, find_suspects
from extractor.runs.folder import RunFolder
from extractor.runs.live_workers import extract_through_workers
from extractor.runs.off_loop import off_loop
from extractor.runs.processes import Pool, isolate, replay_all
from extractor.runs.result import MissingRequest
from extractor.runs.rows import ArticleRows, TableLayout
from extractor.runs.scheduler import Extract, Halt, Item, SpillBuffer, extract_all, unchanged
from extractor.runs.status import RunStatus, remove_status
from extractor.runs.wiring import Connection, run_facts
from extractor.schema.rows import any_rows

MAX_MISSING = 1_000  # missing requests that are kept for the message at the end
READY = 128  # requests that are ready to be sent; the body of each is in memory
CHARACTERS_A_QUOTE = 150  # of a response, with the fields around the quote
STATUS_SECONDS = 1.0  # between two writes of the status


@dataclass
class RunSummary:
    """Results of a run.

    Attributes:
        states: articles by state.
        quotes: quotes by match.
        contradictions: values that contradict their words.
        repairs: number of repairs.
        kinds: failed and pending articles by error class.
        misses: requests that are not recorded, by the article's name (the first thousand).
        folder: where the files are; beside the run's own folder if that holds a finished run and this one is not.
        files: the files in it.
    """

    states: Counter[str] = field(default_factory=Counter)
    quotes: Counter[str] = field(default_factory=Counter)
    contradictions: int = 0
    repairs: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    misses: dict[str, MissingRequest] = field(default_factory=dict)
    folder: Path = Path()
    files: list[Path] = field(default_factory=list)

    def exit_code(self, *, strict: bool = False) -> int:
        """Return 0 if all articles are ok, 3 if some failed or are partial, 4 if some are pending.

        An empty file among others is counted and told, and is no failure of the run unless `strict`.
        """
        passed_over = self.kinds["empty"] if any_rows(self.states) and not strict else 0
        if self.states["pending"]:
            return 4
        return 3 if self.states["partial"] or self.states["failed"] > passed_over else 0

    def count(self, rows: ArticleRows) -> None:
        """Count one article."""
        self.states[rows.state] += 1
        self.quotes.update(rows.quotes)
        self.contradictions += rows.contradictions
        self.repairs += rows.repairs
        if rows.kind:
            self.kinds[rows.kind] += 1
        if rows.missing and len(self.misses) < MAX_MISSING:
            self.misses[rows.name] = rows.missing


@dataclass
class Run:
    """Input and options of one run.

    Attributes:
        items: the articles.
        pool: worker processes, and the run folder.
        status: written beside the run folder.
        halt: ends the run early.
        on_article: called with the rows of each article as it ends, in input order, and the status.
        slots: articles at work at once in this process.
        limited: called when the articles are read; True if the input had more of them.
    """

    items: Iterable[Item]
    pool: Pool
    status: RunStatus
    halt: Halt
    on_article: Callable[[ArticleRows, RunStatus], None]
    slots: int = 1
    limited: Callable[[], bool] = lambda: False


@contextmanager
def lock_run_folder(folder: Path) -> Iterator[tuple[CrashMarker, frozenset[str]]]:
    """Lock a run folder; yield its crash marker, and the ids of articles to isolate.

    Raises:
        UsageError: another process has locked it.
    """
    with exclusive_lock(folder):
        isolated = frozenset(find_suspects(folder))
        with closing(CrashMarker(folder)) as mark:
            yield mark, isolated


def slots_for(concurrency: int) -> int:
    """Return the number of articles at work at once: more than requests in flight, by up to `READY`.

    While responses are parsed and recorded, other requests must be ready to be sent; else all requests go out and come
    back in waves, and the endpoint and the processor wait for each other in turn.
    """
    return concurrency + min(concurrency, READY)


async def run_articles(session: Connection, run: Run) -> RunSummary:
    """Extract articles into a run folder.

    Raises:
        UsageError: the folder has files that are not of a run.
        Stop: the folder cannot be written.
    """
    summary = RunSummary()
    requests = session.extractor.requests
    layout = TableLayout(requests.prompt.schema)
    with RunFolder(run.pool.config.folder, layout, run_facts(requests)) as files:
        # Closed in any case: a file that cannot be written must not leave requests in flight behind.
        apart = large_pages_apart() if run.slots > 1 else nullcontext()
        async with _status_written(session, run, summary), aclosing(_extract_rows(session, layout, run)) as results:
            with apart:
                async for rows in results:
                    files.add(rows)
                    summary.count(rows)
                    run.on_article(rows, run.status)
        files.limited = run.limited()
    summary.folder = files.published
    summary.files = sorted(path for path in files.published.iterdir() if not path.name.startswith("."))
    return summary


def _extract_rows(session: Connection, layout: TableLayout, run: Run) -> AsyncGenerator[ArticleRows]:
    if run.pool.workers > 1 and session.client:
        return extract_through_workers(session, run.pool, layout, run.items, slots=run.slots, halt=run.halt)
    if run.pool.workers > 1:
        return replay_all(run.pool, layout, run.items, halt=run.halt, on_replay=session.budget.replay)
    extract = session.extract
    if run.pool.isolated:
        extract = isolate(extract, run.pool, session.extractor.complete)
    return _extract_in_slots(layout, run, extract)


def rows_extractor(extract: Extract, layout: TableLayout) -> Callable[[Item], Awaitable[ArticleRows]]:
    """Return a function that extracts an article and makes its rows, without holding the event loop for long."""

    async def extract_rows(item: Item) -> ArticleRows:
        extraction = await extract(item)
        return await off_loop(CHARACTERS_A_QUOTE * sum(extraction.quotes.values()), partial(layout.rows, extraction))

    return extract_rows


async def _extract_in_slots(layout: TableLayout, run: Run, extract: Extract) -> AsyncGenerator[ArticleRows]:
    with SpillBuffer(ArticleRows.to_bytes, ArticleRows.from_bytes) as buffer:
        extract_rows = rows_extractor(extract, layout)
        results = extract_all(extract_rows, run.items, layout.of, slots=run.slots, halt=run.halt, buffer=buffer)
        async with aclosing(results):
            async for rows in results:
                yield rows


@asynccontextmanager
async def _status_written(session: Connection, run: Run, summary: RunSummary) -> AsyncIterator[None]:
    """Write the status beside the run folder: at once, each second, and at the end."""
    began, folder = time.monotonic(), run.pool.config.folder

    def write() -> None:
        run.status.update(session.budget, summary.states, summary.kinds, time.monotonic() - began)
        with contextlib.suppress(OSError):  # a disk that is full stops the run where rows are written
            run.status.write(folder)

    async def write_each_second() -> None:
        while True:
            write()
            await asyncio.sleep(STATUS_SECONDS)

    writing = asyncio.create_task(write_each_second())
    try:
        yield
        run.status.ended = True
    finally:
        writing.cancel()
        run.status.reason = str(run.halt.reason or "")
        write()
        sent = run.status.sent or run.status.before.get("sent")
        if run.status.ended and not sent and not summary.states["pending"]:
            remove_status(folder)


async def missing_requests(session: Connection, items: Iterable[Item]) -> AsyncGenerator[Request]:
    """Yield the next request of each article that is not recorded: first requests, repairs, corrections, requotes."""
    corrector = session.extractor.corrector
    extractor = replace(session.extractor, corrector=replace(corrector, required=True) if corrector else None)
    async with aclosing(extract_all(extractor.extract, items, unchanged, slots=1, halt=Halt())) as extractions:
        async for extraction in extractions:
            if isinstance(extraction.error, Miss):
                yield extraction.error.request
