"""One run: articles through an extractor into a run folder; what happened, for who tells it."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path

from extractor.article import Article, Unusable
from extractor.batch import Halt, extract_all
from extractor.completion import Request
from extractor.errors import Miss
from extractor.locks import sole_owner
from extractor.outputs import RunFolder
from extractor.record import Extraction
from extractor.wiring import Connection, run_facts

EXPLAINED = 1_000  # misses that are kept to be explained


@dataclass
class Outcome:
    """What a run did.

    Attributes:
        states: articles by how they ended.
        quotes: quotes by how they were found.
        repairs: how many replies had to be asked for again because they were not valid.
        kinds: failures by class.
        misses: what had no recording, by the article's name (the first thousand).
        files: the files of the run folder.
    """

    states: Counter[str] = field(default_factory=Counter)
    quotes: Counter[str] = field(default_factory=Counter)
    repairs: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    misses: dict[str, Miss] = field(default_factory=dict)
    files: list[Path] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """0 all ok, 3 some failed, 4 some are pending."""
        return 4 if self.states["pending"] else 3 if self.states["failed"] else 0

    def count(self, extraction: Extraction) -> None:
        """Take note of how one article ended."""
        self.states[extraction.state] += 1
        self.quotes.update(extraction.quotes)
        self.repairs += extraction.repairs
        if extraction.kind:
            self.kinds[extraction.kind] += 1
        if isinstance(extraction.error, Miss) and len(self.misses) < EXPLAINED:
            self.misses[extraction.name] = extraction.error


async def run_articles(
    connection: Connection,
    items: Iterable[Article | Unusable],
    folder: Path,
    *,
    concurrency: int,
    halt: Halt,
    tell: Callable[[Extraction], None],
) -> Outcome:
    """Extract articles into a run folder; `tell` hears of each as it ends, in input order.

    Raises:
        UsageError: another process writes the folder.
        Stop: the folder cannot be written.
    """
    outcome = Outcome()
    asking = connection.extractor.asking
    with sole_owner(folder), RunFolder(folder, asking.prompt.schema, run_facts(asking)) as files:
        # Closed in any case: a file that cannot be written must not leave requests in flight behind.
        async with aclosing(extract_all(connection.extractor, items, concurrency=concurrency, halt=halt)) as ended:
            async for extraction in ended:
                files.add(extraction)
                outcome.count(extraction)
                tell(extraction)
    outcome.files = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    return outcome


async def missing_requests(connection: Connection, items: Iterable[Article | Unusable]) -> AsyncGenerator[Request]:
    """What would have to be asked next for these articles: first requests, repairs, second looks."""
    async with aclosing(extract_all(connection.extractor, items, concurrency=1, halt=Halt())) as ended:
        async for extraction in ended:
            if isinstance(extraction.error, Miss):
                yield extraction.error.facts["request"]
