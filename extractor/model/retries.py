"""Retry a send after a transport failure: the one retry layer, for single requests and the Batch API alike.

The SDK retries nothing, and a response that does not validate is a matter of repairs, not of this module.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import tenacity

from extractor.core.errors import TransportError

LONGEST_BACKOFF = 30.0  # seconds
_backoff = tenacity.wait_random_exponential(multiplier=0.5, max=LONGEST_BACKOFF)


def retrying(attempts: int, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> tenacity.AsyncRetrying:
    """Return a loop that calls a coroutine function again while it raises `TransportError`.

    Args:
        attempts: most calls, the first included.
        sleep: waits so many seconds between two calls.

    Raises, from a call:
        TransportError: the last one, once no attempt is left.
    """
    return tenacity.AsyncRetrying(
        stop=tenacity.stop_after_attempt(attempts),
        wait=_wait,
        retry=tenacity.retry_if_exception_type(TransportError),
        sleep=sleep,
        reraise=True,
    )


def _wait(state: tenacity.RetryCallState) -> float:
    """Return the larger of the wait that the server asked for and a jittered backoff (exponential, full jitter)."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.wait if isinstance(error, TransportError) else 0.0
    return max(asked, _backoff(state))
