"""retries: a request is repeated after a transport failure only."""

from __future__ import annotations

import pytest

from extractor.core.errors import ErrorClass, Stop, TransportError
from extractor.model.retries import LONGEST_BACKOFF, retrying


class Flaky:
    """Fails a number of times, then responds."""

    def __init__(self, *failures: Exception) -> None:
        self.failures, self.calls = list(failures), 0

    async def __call__(self) -> str:
        """Respond or fail."""
        self.calls += 1
        if self.failures:
            raise self.failures.pop(0)
        return "answer"


def _fault(wait: float = 0.0) -> TransportError:
    return TransportError("no", error_class=ErrorClass.TRANSPORT, wait=wait)


async def test_length_of_a_wait() -> None:
    """The wait is the maximum of the server's and a bounded backoff."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    call = Flaky(_fault(), _fault(40), _fault(0.001))
    assert await retrying(4, sleep)(call) == "answer"
    assert call.calls == 4
    assert waits[1] == 40
    assert all(wait <= LONGEST_BACKOFF for wait in (waits[0], waits[2]))


async def test_stops_after_the_last_attempt() -> None:
    """There are as many calls as attempts, and the last error is raised."""
    call = Flaky(_fault(), _fault(), _fault(7))

    async def sleep(_: float) -> None: ...

    with pytest.raises(TransportError) as caught:
        await retrying(3, sleep)(call)
    assert (call.calls, caught.value.wait) == (3, 7)


async def test_other_errors_are_not_retried() -> None:
    """A permanent error is not retried."""
    call = Flaky(Stop("no key"))
    with pytest.raises(Stop):
        await retrying(4)(call)
    assert call.calls == 1
