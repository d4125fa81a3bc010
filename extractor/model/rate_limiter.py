"""Limit requests in flight, rates and cost; one limiter for a process.

Requests get their permits one at a time, in the order of asking. Limits that the server announces take precedence: a
pause that it asks of one request holds all of them, and an announced rate is kept. Where the server only responds 429,
the number in flight is reduced and grows back slowly: the first reduction after a quiet time takes a tenth, those that
follow at once a third each, so the number falls fast to the capacity of the server and then stays near it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from extractor.core.errors import Stop
from extractor.core.exchange import Request
from extractor.model.budget import Budget
from extractor.model.responses import Rates

GENTLE, HARD = 0.9, 0.67
QUIET = 5.0  # seconds without a cut before the number in flight grows again
GROWTH = 0.02  # by so much of itself in a second
BURST = 1.0  # seconds' worth of a rate that may go at once

Sleep = Callable[[float], Awaitable[None]]


LONG_WAIT = 10.0  # seconds; a longer wait is reported


@dataclass(frozen=True, slots=True)
class Permit:
    """Permit to send one request: when it was given, what it may cost."""

    at: float
    reserved: float
    tokens: int


class _Rate:
    """Limit per minute, evenly spread; 0 for no limit (generic cell rate algorithm)."""

    def __init__(self, setting: int) -> None:
        self.setting = self.rate = setting
        self._due = 0.0

    def wait(self, now: float) -> float:
        return self._due - BURST - now if self.rate else 0.0

    def take(self, count: float, now: float) -> None:
        if self.rate:
            self._due = max(self._due, now) + count * 60 / self.rate

    def announce(self, rate: int) -> None:
        """Take over a limit of the server's, if it is lower than the setting."""
        if rate > 0:
            self.rate = min(rate, self.setting) if self.setting else rate


class RateLimiter:
    """Permits to send: `acquire` before sending, `release` after.

    Args:
        concurrency: most requests in flight.
        rpm, tpm: requests and tokens a minute; 0 for no limit of our own.
        budget: what may be spent.
        halted: returns the reason why nothing may be sent any more, or None.
        sleep, clock: time, for tests.

    Attributes:
        on_long_wait: called with a sentence for the user before a wait of more than ten seconds.
    """

    def __init__(
        self,
        concurrency: int,
        rates: tuple[int, int] = (0, 0),
        budget: Budget | None = None,
        halted: Callable[[], Stop | None] = lambda: None,
        sleep: Sleep = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.most = concurrency
        self.limit = float(concurrency)
        self.in_flight = self._peak = 0
        self.budget = budget or Budget()
        self._requests, self._tokens = _Rate(rates[0]), _Rate(rates[1])
        self._halted, self._sleep, self._clock = halted, sleep, clock
        self._not_before = 0.0
        self._cut_at = self._grown_at = float("-inf")
        self._door = asyncio.Lock()
        self._freed = asyncio.Event()
        self.on_long_wait: Callable[[str], None] = lambda _: None
        self._announced_until = 0.0

    def try_acquire(self, request: Request) -> Permit | None:
        """Return a permit if there is nothing to wait for; else None, and `acquire` waits."""
        if self._door.locked() or self._halted() or self.budget.refusal(request):
            return None
        now = self._clock()
        if self.in_flight >= max(1, int(self.limit)) or self._wait(now) > 0:
            return None
        return self._permit(request, now)

    def _wait(self, now: float) -> float:
        return max(self._not_before - now, self._requests.wait(now), self._tokens.wait(now))

    def _permit(self, request: Request, now: float) -> Permit:
        tokens = self.budget.expected(request) if self._tokens.rate else 0
        self._requests.take(1, now)
        self._tokens.take(tokens, now)
        self.in_flight += 1
        self._peak = max(self._peak, self.in_flight)
        return Permit(now, self.budget.reserve(request), tokens)

    async def acquire(self, request: Request) -> Permit:
        """Wait until a request may go.

        Raises:
            Stop: the run was halted, or the budget does not allow the request.
        """
        async with self._door:
            while not await self._may_go(request):
                pass
            return self._permit(request, self._clock())

    async def _may_go(self, request: Request) -> bool:
        if reason := self._halted():
            raise reason
        refusal = self.budget.refusal(request)
        if refusal and not self.in_flight:
            raise refusal
        if refusal or self.in_flight >= max(1, int(self.limit)):
            self._freed.clear()
            await self._freed.wait()  # what is in flight may cost less than is reserved for it
            return False
        if (wait := self._wait(self._clock())) > 0:
            await self.sleep(wait)
            return False
        return True

    def release(self, permit: Permit, tokens: int = 0) -> None:
        """Release the permit of a request that has ended; `tokens` is its actual usage, 0 if unknown."""
        self.in_flight -= 1
        if tokens and self._tokens.rate:
            self._tokens.take(tokens - permit.tokens, self._clock())
        self._freed.set()

    async def sleep(self, seconds: float) -> None:
        """Sleep; stop early with an error if the run is stopped meanwhile."""
        until = self._clock() + seconds
        if seconds >= LONG_WAIT and until > self._announced_until + 1:  # of many requests that wait together, once
            self._announced_until = until
            self.on_long_wait(f"Waiting {seconds:.0f} s before the next request: the endpoint's limit, or a retry.")
        while True:
            if reason := self._halted():
                raise reason
            if (left := until - self._clock()) <= 0:
                return
            await self._sleep(min(left, 1.0))

    def pause(self, seconds: float) -> None:
        """Send nothing for so many seconds: the server asked for it."""
        self._not_before = max(self._not_before, self._clock() + seconds)

    def apply_headers(self, rates: Rates) -> None:
        """Respect the rates that a response announces."""
        self._requests.announce(rates.requests)
        self._tokens.announce(rates.tokens)
        if rates.pause:
            self.pause(rates.pause)

    def on_429(self, permit: Permit) -> None:
        """Reduce the requests in flight after a 429."""
        if permit.at <= self._cut_at:  # sent before the last reduction, so it is no sign that this one is too small
            return
        now = self._clock()
        factor = GENTLE if now - self._cut_at > QUIET else HARD
        # The peak in flight, not the limit: a limit that was not reached tells nothing.
        self.limit = max(1.0, min(self.limit, self._peak) * factor)
        self._peak = self.in_flight
        self._cut_at = self._grown_at = now

    def on_success(self) -> None:
        """Allow slightly more requests in flight after a quiet period."""
        if self.limit < self.most and (now := self._clock()) - self._cut_at > QUIET:
            # At least a request more in a minute, or a limit of one would take for ever to grow.
            growth = max(GROWTH * self.limit, 1 / 60) * min(now - max(self._grown_at, self._cut_at + QUIET), QUIET)
            self.limit = min(float(self.most), self.limit + growth)
            self._grown_at = now
