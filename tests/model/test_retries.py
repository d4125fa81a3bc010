"""retries: a send is repeated after a transport failure, and after nothing else."""

from __future__ import annotations

import pytest

from extractor.core.errors import ErrorClass, Stop, TransportError
from extractor.model.retries import LONGEST_BACKOFF, retrying


class Flaky:
    """Fails so many times, then answers."""

    def __init__(self, *failures: Exception) -> None:
        self.failures, self.calls = list(failures), 0

    async def __call__(self) -> str:
        """Answer or fail."""
        self.calls += 1
        if self.failures:
            raise self.failures.pop(0)
        return "answer"


def _fault(wait: float = 0.0) -> TransportError:
    return TransportError("no", error_class=ErrorClass.TRANSPORT, wait=wait)


async def test_waits_at_least_as_long_as_the_server_asks() -> None:
    """The wait is the larger of the server's and a bounded backoff."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    call = Flaky(_fault(), _fault(40), _fault(0.001))
    assert await retrying(4, sleep)(call) == "answer"
    assert call.calls == 4
    assert waits[1] == 40
    assert all(wait <= LONGEST_BACKOFF for wait in (waits[0], waits[2]))


async def test_stops_after_the_last_attempt() -> None:
    """No more calls than attempts, and the last error is the one that is raised."""
    call = Flaky(_fault(), _fault(), _fault(7))

    async def sleep(_: float) -> None: ...

    with pytest.raises(TransportError) as caught:
        await retrying(3, sleep)(call)
    assert (call.calls, caught.value.wait) == (3, 7)


async def test_other_errors_pass_at_once() -> None:
    """What another attempt would not mend is not retried."""
    call = Flaky(Stop("no key"))
    with pytest.raises(Stop):
        await retrying(4)(call)
    assert call.calls == 1
