"""Synchronous functions for scripts; not for code that runs in an event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from extractor.articles.article import Article, Unusable
from extractor.core.errors import UsageError
from extractor.core.settings import Settings
from extractor.prompts.prompt import Prompt
from extractor.runs.result import Extraction
from extractor.runs.scheduler import Halt, SpillBuffer, extract_all, unchanged
from extractor.runs.wiring import LiveOptions, Session, connect, connect_offline
from extractor.schema.rows import Row


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
        One extraction per article, in input order: ok, failed or pending.

    Raises:
        UsageError: settings or the store cannot be used. Errors of single articles, and of a run that stopped early,
            are in the extractions.
    """

    async def collect(session: Session, slots: int, halt: Halt) -> list[Extraction]:
        with SpillBuffer[Extraction]() as buffer:
            results = extract_all(session.extract, articles, unchanged, slots=slots, halt=halt, buffer=buffer)
            return [extraction async for extraction in results]

    async def extract_live(options: LiveOptions) -> list[Extraction]:
        async with connect(prompt, settings, recordings, options) as session:
            return await collect(session, settings.concurrency, options.halt)

    if offline:
        with connect_offline(prompt, settings, recordings) as session:
            return asyncio.run(collect(session, 1, Halt()))
    return asyncio.run(extract_live(live or LiveOptions()))


def rows(extractions: Iterable[Extraction], table: str = "incidents") -> Iterator[Row]:
    """Yield the rows of one table over all extractions, each quote with its offsets.

    Raises:
        UsageError: the schema has no such table.
    """
    for extraction in extractions:
        if extraction.state == "ok" and table not in extraction.table_names:
            raise UsageError(f"No table {table!r}.", next_step=f"Tables: {', '.join(extraction.table_names)}.")
        yield from extraction.tables().get(table, [])
