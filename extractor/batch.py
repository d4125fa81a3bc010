"""Many articles: concurrency, order kept, failures kept."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass

from extractor.article import Article, Unusable
from extractor.errors import Stop
from extractor.extraction import Extractor
from extractor.record import Extraction


@dataclass
class Halt:
    """Whether new articles may still be started; the reason once they may not."""

    reason: Stop | None = None

    def now(self, reason: Stop) -> None:
        """Start no more articles; those in flight finish. The first reason stays."""
        self.reason = self.reason or reason


async def extract_all(
    extractor: Extractor, items: Iterable[Article | Unusable], *, concurrency: int, halt: Halt
) -> AsyncGenerator[Extraction]:
    """Yield how every article ended, in input order, whatever order they finish in.

    Never raises for an article: one that could not be asked because the run stopped is pending.
    """
    slots = asyncio.Semaphore(concurrency)

    async def one(item: Article | Unusable) -> Extraction:
        async with slots:
            if halt.reason is None:
                try:
                    return await extractor.extract(item)
                except Stop as stop:
                    halt.now(stop)
            assert halt.reason is not None
            article = item if isinstance(item, Article) else None
            return Extraction(item.name, "pending", article, kind="stopped", message=halt.reason.message)

    # Twice as many as may be in flight: one slow article does not hold the others up.
    window: deque[asyncio.Task[Extraction]] = deque()
    try:
        for item in items:
            window.append(asyncio.ensure_future(one(item)))
            if len(window) >= 2 * concurrency:
                yield await window.popleft()
        while window:
            yield await window.popleft()
    finally:
        for task in window:
            task.cancel()
        await asyncio.gather(*window, return_exceptions=True)
