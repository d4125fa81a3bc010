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
from extractor.core.folder_lock import sole_owner
from extractor.runs.crash_marks import CrashMarker, suspects
from extractor.runs.folder import RunFolder
from extractor.runs.processes import Pool, replay_all, set_apart
from extractor.runs.rows import ArticleRows, TableLayout
from extractor.runs.scheduler import Extract, Halt, Item, SpillBuffer, extract_all, itself
from extractor.runs.status import RunStatus, forget
from extractor.runs.wiring import Session, run_facts

EXPLAINED = 1_000  # misses that are kept to be explained
READY = 128  # requests that stand ready to be sent; each holds its body in memory
EVERY = 1.0  # seconds between two notes of how the run stands


@dataclass
class Outcome:
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
    crew: Pool
    standing: RunStatus
    halt: Halt
    tell: Callable[[ArticleRows, RunStatus], None]
    slots: int = 1
    limited: Callable[[], bool] = lambda: False


@contextmanager
def opened(folder: Path) -> Iterator[tuple[CrashMarker, frozenset[str]]]:
    """Be the only process that runs into a folder: where it says what it is at, and which articles to set apart.

    Raises:
        UsageError: another process does.
    """
    with sole_owner(folder):
        apart = frozenset(suspects(folder))
        with closing(CrashMarker(folder)) as mark:
            yield mark, apart


def slots_for(concurrency: int) -> int:
    """Articles at work at once: more than requests may be out, by as many, up to some.

    While replies are read and recorded others must be ready to be sent; else all requests go out
    and come back in waves, and endpoint and processor take turns in waiting for each other.
    """
    return concurrency + min(concurrency, READY)


def collect_less() -> None:
    """Let the garbage collector look less often: nearly all that a run makes goes without it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


async def run_articles(connection: Session, run: Run) -> Outcome:
    """Extract articles into a run folder.

    Raises:
        UsageError: the folder holds other things.
        Stop: the folder cannot be written.
    """
    outcome = Outcome()
    asking, folder = connection.extractor.requests, run.crew.desk.folder
    layout = TableLayout(asking.prompt.schema)
    with RunFolder(folder, layout, run_facts(asking)) as files:
        # Closed in any case: a file that cannot be written must not leave requests in flight behind.
        async with _noted(connection, run, outcome), aclosing(_pages(connection, layout, run)) as pages:
            async for page in pages:
                files.add(page)
                outcome.count(page)
                run.tell(page, run.standing)
        files.limited = run.limited()
    outcome.folder = files.published
    outcome.files = sorted(path for path in files.published.iterdir() if not path.name.startswith("."))
    return outcome


def _pages(connection: Session, layout: TableLayout, run: Run) -> AsyncGenerator[ArticleRows]:
    if run.crew.jobs > 1:
        return replay_all(run.crew, layout, run.items, halt=run.halt, told=connection.budget.replay)
    extract = connection.extract
    if run.crew.apart:
        extract = set_apart(extract, run.crew, connection.extractor.complete)
    return _in_slots(connection, layout, run, extract)


async def _in_slots(
    connection: Session, layout: TableLayout, run: Run, extract: Extract
) -> AsyncGenerator[ArticleRows]:
    with SpillBuffer(ArticleRows.to_bytes, ArticleRows.from_bytes) as shelf:
        pages = extract_all(extract, run.items, layout.page, slots=run.slots, halt=run.halt, shelf=shelf)
        async with aclosing(pages):
            async for page in pages:
                yield page


@asynccontextmanager
async def _noted(connection: Session, run: Run, outcome: Outcome) -> Any:
    """Write beside the files how the run stands: at once, each second, and at the end."""
    began, folder = time.monotonic(), run.crew.desk.folder

    def note() -> None:
        run.standing.take(connection.budget, outcome.states, outcome.kinds, time.monotonic() - began)
        with contextlib.suppress(OSError):  # a full disk stops the run elsewhere, where something is lost
            run.standing.write(folder)

    async def each_second() -> None:
        while True:
            note()
            await asyncio.sleep(EVERY)

    noting = asyncio.create_task(each_second())
    try:
        yield
        run.standing.ended = True
    finally:
        noting.cancel()
        run.standing.reason = str(run.halt.reason or "")
        note()
        spent = run.standing.sent or run.standing.before.get("sent")
        if run.standing.ended and not spent and not outcome.states["pending"]:
            forget(folder)


async def missing_requests(connection: Session, items: Iterable[Item]) -> AsyncGenerator[Request]:
    """What would have to be asked next for these articles: first requests, repairs, second looks."""
    async with aclosing(extract_all(connection.extract, items, itself, slots=1, halt=Halt())) as ended:
        async for extraction in ended:
            if isinstance(extraction.error, Miss):
                yield extraction.error.request
