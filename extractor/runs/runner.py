"""One run: articles through an extractor into a run folder; what happened, for who tells it."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import time
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Mapping
from contextlib import aclosing, asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extractor.core.errors import Miss
from extractor.core.exchange import Request
from extractor.core.folder_lock import exclusive_lock
from extractor.runs.crash_marks import CrashMarker, find_suspects
from extractor.runs.folder import RunFolder
from extractor.runs.processes import Pool, replay_all, set_apart
from extractor.runs.rows import ArticleRows, TableLayout
from extractor.runs.scheduler import Extract, Halt, Item, SpillBuffer, extract_all, unchanged
from extractor.runs.status import RunStatus, remove_status
from extractor.runs.wiring import Session, run_facts

EXPLAINED = 1_000  # misses that are kept to be explained
READY = 128  # requests that stand ready to be sent; each holds its body in memory
EVERY = 1.0  # seconds between two notes of how the run stands


@dataclass
class RunSummary:
    """What a run did.

    Attributes:
        states: articles by how they ended.
        quotes: quotes by how they were found.
        repairs: how many replies had to be asked for again because they were not valid.
        kinds: failures by class.
        misses: what had no recording and why it was asked, by the article's name (the first thousand).
        folder: where the files are; beside the run's own folder where that holds a finished run and this one is not.
        files: the files of the run folder.
    """

    states: Counter[str] = field(default_factory=Counter)
    quotes: Counter[str] = field(default_factory=Counter)
    repairs: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    misses: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    folder: Path = Path()
    files: list[Path] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """0 all ok, 3 some failed, 4 some are pending."""
        return 4 if self.states["pending"] else 3 if self.states["failed"] else 0

    def count(self, page: ArticleRows) -> None:
        """Take note of how one article ended."""
        self.states[page.state] += 1
        self.quotes.update(page.quotes)
        self.repairs += page.repairs
        if page.kind:
            self.kinds[page.kind] += 1
        if page.missing and len(self.misses) < EXPLAINED:
            self.misses[page.name] = page.missing


@dataclass
class Run:
    """What one run is to do; `pages` come out of it in input order.

    Attributes:
        items: the articles.
        crew: who works on them, and in which folder.
        standing: how the run stands, kept beside its files.
        halt: ends it early.
        tell: hears of each article as it ends, and of how the run stands.
        slots: articles at work at once in this process.
        limited: tells, once the articles are read, whether the input had more of them.
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
    """Be the only process that runs into a folder: where it says what it is at, and which articles to set apart.

    Raises:
        UsageError: another process does.
    """
    with exclusive_lock(folder):
        apart = frozenset(find_suspects(folder))
        with closing(CrashMarker(folder)) as mark:
            yield mark, apart


def slots_for(concurrency: int) -> int:
    """Articles at work at once: more than requests may be out, by as many, up to some.

    While replies are read and recorded others must be ready to be sent; else all requests go out
    and come back in waves, and endpoint and processor take turns in waiting for each other.
    """
    return concurrency + min(concurrency, READY)


def relax_garbage_collection() -> None:
    """Let the garbage collector look less often: nearly all that a run makes goes without it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


async def run_articles(connection: Session, run: Run) -> RunSummary:
    """Extract articles into a run folder.

    Raises:
        UsageError: the folder holds other things.
        Stop: the folder cannot be written.
    """
    summary = RunSummary()
    asking, folder = connection.extractor.requests, run.pool.config.folder
    layout = TableLayout(asking.prompt.schema)
    with RunFolder(folder, layout, run_facts(asking)) as files:
        # Closed in any case: a file that cannot be written must not leave requests in flight behind.
        async with _noted(connection, run, summary), aclosing(_pages(connection, layout, run)) as pages:
            async for page in pages:
                files.add(page)
                summary.count(page)
                run.on_article(page, run.status)
        files.limited = run.limited()
    summary.folder = files.published
    summary.files = sorted(path for path in files.published.iterdir() if not path.name.startswith("."))
    return summary


def _pages(connection: Session, layout: TableLayout, run: Run) -> AsyncGenerator[ArticleRows]:
    if run.pool.jobs > 1:
        return replay_all(run.pool, layout, run.items, halt=run.halt, told=connection.budget.replay)
    extract = connection.extract
    if run.pool.apart:
        extract = set_apart(extract, run.pool, connection.extractor.complete)
    return _in_slots(connection, layout, run, extract)


async def _in_slots(
    connection: Session, layout: TableLayout, run: Run, extract: Extract
) -> AsyncGenerator[ArticleRows]:
    with SpillBuffer(ArticleRows.to_bytes, ArticleRows.from_bytes) as shelf:
        pages = extract_all(extract, run.items, layout.rows, slots=run.slots, halt=run.halt, shelf=shelf)
        async with aclosing(pages):
            async for page in pages:
                yield page


@asynccontextmanager
async def _noted(connection: Session, run: Run, summary: RunSummary) -> Any:
    """Write beside the files how the run stands: at once, each second, and at the end."""
    began, folder = time.monotonic(), run.pool.config.folder

    def note() -> None:
        run.status.update(connection.budget, summary.states, summary.kinds, time.monotonic() - began)
        with contextlib.suppress(OSError):  # a full disk stops the run elsewhere, where something is lost
            run.status.write(folder)

    async def each_second() -> None:
        while True:
            note()
            await asyncio.sleep(EVERY)

    noting = asyncio.create_task(each_second())
    try:
        yield
        run.status.ended = True
    finally:
        noting.cancel()
        run.status.reason = str(run.halt.reason or "")
        note()
        spent = run.status.sent or run.status.before.get("sent")
        if run.status.ended and not spent and not summary.states["pending"]:
            remove_status(folder)


async def missing_requests(connection: Session, items: Iterable[Item]) -> AsyncGenerator[Request]:
    """What would have to be asked next for these articles: first requests, repairs, second looks."""
    async with aclosing(extract_all(connection.extract, items, unchanged, slots=1, halt=Halt())) as ended:
        async for extraction in ended:
            if isinstance(extraction.error, Miss):
                yield extraction.error.request
