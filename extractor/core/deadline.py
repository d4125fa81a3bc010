"""Deadlines of articles, with a clock that stops while a request waits for a permit."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from contextvars import ContextVar

_running: ContextVar[asyncio.Timeout | None] = ContextVar("deadline", default=None)


@contextlib.asynccontextmanager
async def deadline(seconds: float | None) -> AsyncIterator[None]:
    """Cancel the body after so many seconds; None for never.

    Raises:
        TimeoutError: the body took longer.
    """
    async with asyncio.timeout(seconds) as timeout:
        token = _running.set(timeout)
        try:
            yield
        finally:
            _running.reset(token)


def deadline_expired() -> bool:
    """Tell whether the deadline that surrounds the caller has passed."""
    timeout = _running.get()
    return timeout is not None and timeout.expired()


@contextlib.contextmanager
def pause_deadline() -> Iterator[None]:
    """Stop the clock of the surrounding deadline: a wait that is not the article's own does not count."""
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
