"""The thin synchronous entrance for scripts; not for code that already runs in an event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from extractor.articles.article import Article, Unusable
from extractor.core.errors import UsageError
from extractor.core.settings import Settings
from extractor.prompts.prompt import Prompt
from extractor.runs.result import Extraction
from extractor.runs.scheduler import Halt, SpillBuffer, extract_all, unchanged
from extractor.runs.wiring import LiveOptions, Session, connect, connect_offline


def extract_articles(
    articles: Iterable[Article | Unusable],
    prompt: Prompt,
    settings: Settings,
    *,
    offline: bool = False,
    live: LiveOptions | None = None,
    recordings: Sequence[Path] = (),
) -> list[Extraction]:
    """Extract articles, recordings first; `offline` asks nobody and needs no key.

    Args:
        live: how to ask, such as with what budget. recordings: further recordings as text.

    Returns:
        How each article ended, in input order: ok, failed or pending.

    Raises:
        UsageError: settings or the store cannot be used. Nothing else: what happens to single
            articles, and a run that had to stop, is in the extractions.
    """

    async def collect(connection: Session, slots: int, halt: Halt) -> list[Extraction]:
        with SpillBuffer[Extraction]() as shelf:
            ended = extract_all(connection.extract, articles, unchanged, slots=slots, halt=halt, shelf=shelf)
            return [extraction async for extraction in ended]

    async def asked(how: LiveOptions) -> list[Extraction]:
        async with connect(prompt, settings, recordings, how) as connection:
            return await collect(connection, settings.concurrency, how.halt)

    if offline:
        with connect_offline(prompt, settings, recordings) as connection:
            return asyncio.run(collect(connection, 1, Halt()))
    return asyncio.run(asked(live or LiveOptions()))


def rows(extractions: Iterable[Extraction], table: str = "incidents") -> Iterator[dict[str, Any]]:
    """Yield the rows of one table over all extractions, each quote with its offsets.

    Raises:
        UsageError: the schema has no such table.
    """
    for extraction in extractions:
        if extraction.state == "ok" and table not in extraction.table_names:
            raise UsageError(f"No table {table!r}.", next_step=f"Tables: {', '.join(extraction.table_names)}.")
        yield from extraction.tables().get(table, [])
