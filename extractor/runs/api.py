"""Synchronous functions for scripts and notebooks: a call for a session that is used once."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from pydantic import BaseModel

from extractor.articles.article import Article, Unusable
from extractor.core.settings import Settings
from extractor.prompts.prompt import Prompt
from extractor.runs.result import Extraction
from extractor.runs.session import SyncSession
from extractor.runs.wiring import LiveOptions
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
        One extraction per article, in input order: ok, failed or pending. `extract_stream` gives them one by
        one.

    Raises:
        UsageError: settings or the store cannot be used. Errors of single articles, and of a run that stopped early,
            are in the extractions.
    """
    return list(extract_stream(articles, prompt, settings, offline=offline, live=live, recordings=recordings))


def extract_stream(
    articles: Iterable[Article | Unusable],
    prompt: Prompt,
    settings: Settings,
    *,
    offline: bool = False,
    live: LiveOptions | None = None,
    recordings: Sequence[Path] = (),
) -> Iterator[Extraction]:
    """Yield the extractions of articles in input order, as they end; arguments and errors of `extract_articles`.

    The articles are read in another thread as they are needed, and few extractions are in memory at a time. An iterator
    that is closed early starts no further requests; those in flight are cancelled.
    """
    session = SyncSession[BaseModel](
        prompt, settings, offline=offline, live=live or LiveOptions(), recordings=recordings
    )
    with session, closing(session.extract(articles)) as results:
        for result in results:
            yield result.extraction


def rows(extractions: Iterable[Extraction], table: str = "incidents") -> Iterator[Row]:
    """Yield the rows of one table over all extractions, each quote with its offsets.

    Raises:
        UsageError: the schema has no such table; raised at once.
    """
    stream = iter(extractions)
    first = list(itertools.islice(stream, 1))
    if first:
        first[0].rows(table)
    return (row for extraction in itertools.chain(first, stream) for row in extraction.tables().get(table, []))
