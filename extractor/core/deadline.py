"""Seconds that an article may take, in which waiting for leave to send does not count."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from contextvars import ContextVar

_running: ContextVar[asyncio.Timeout | None] = ContextVar("deadline", default=None)


@contextlib.asynccontextmanager
async def deadline(seconds: float | None) -> AsyncIterator[None]:
    """Cut what goes on inside after so many seconds; None for never.

    Raises:
        TimeoutError: it took longer.
    """
    async with asyncio.timeout(seconds) as timeout:
        token = _running.set(timeout)
        try:
            yield
        finally:
            _running.reset(token)


@contextlib.contextmanager
def pause_deadline() -> Iterator[None]:
    """What is waited for in here is no fault of the article: the clock stands still."""
    timeout = _running.get()
    due = timeout.when() if timeout else None
    if timeout is None or due is None:
        yield
        return
    loop = asyncio.get_running_loop()
    left = due - loop.time()
    timeout.reschedule(None)
    try:
        yield
    finally:
        if not timeout.expired():
            timeout.reschedule(loop.time() + left)
