"""Work on a large response in a thread, so that one article holds the event loop of all others for no long time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

LARGE = 30_000  # characters of a response; work on fewer takes less than 50 ms, and a thread costs more than it gains


def amount(text: str, reply: str) -> int:
    """Return how much work a response on an article is, in characters of a response.

    A long article is folded and searched whole, which takes half the time of reading so much of a response.
    """
    return max(len(reply), len(text) // 2)


async def off_loop(size: int, work: Callable[[], T]) -> T:
    """Return the result of some work: done at once for a response of usual size, in a thread for a larger one.

    Args:
        size: of the response, in characters.
        work: takes no arguments and touches nothing that belongs to the event loop.
    """
    return await asyncio.to_thread(work) if size > LARGE else work()
