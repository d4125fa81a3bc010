"""Ask once, or again while it looks passing: the retry layer.

One layer for each cause: the wire retries nothing, transport faults are retried here by tenacity,
invalid replies are asked for again elsewhere. What an endpoint answers is one of three things:
a completion (also a final refusal of this very request), a `TransportError` that another attempt
may mend, or a `Stop`, because every other article would meet the same.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import tenacity

from extractor.core.deadline import pause_deadline
from extractor.core.errors import ArticleError, ClassifiedError, ExtractorError, Stop, TransportError
from extractor.core.exchange import Completion, Request
from extractor.core.settings import Settings
from extractor.model.openai_endpoint import Endpoint
from extractor.model.rate_limiter import Permit, RateLimiter
from extractor.model.responses import ResponseClassifier, rates
from extractor.model.usage import Attempt, Listener, Usage

ATTEMPTS = 4
BREAKER = 5  # articles in a row that no attempt got through


class Provider:
    """An OpenAI-compatible endpoint as the seam sees it. Use it in one event loop, and close it.

    Raises on a call:
        ArticleError: `transport`, `bad_response`, `response_too_large`: no attempt got through.
        Stop: key, model, quota, budget, redirect, a wait that is too long, an endpoint that is not there.
    """

    def __init__(
        self,
        settings: Settings,
        gate: RateLimiter,
        *,
        tell: Listener = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.endpoint = Endpoint(settings)
        self.gate = gate
        self._host, self._model = settings.host, settings.model
        self._says = ResponseClassifier(settings.host, settings.model, self.endpoint.key)
        self._tell, self._clock = tell, clock
        self._failed_in_a_row = 0

    async def __call__(self, request: Request) -> Completion:
        """Ask, within the number of attempts; who calls sets the deadline."""
        if self._failed_in_a_row >= BREAKER:
            raise self._breaker("no answer in time")
        try:
            try:
                completion = await self._once(request, 1)
            except TransportError as first:
                completion = await self._again(request, first)
        except asyncio.CancelledError:  # the deadline, most likely
            self._failed_in_a_row += 1
            raise
        except TransportError as error:
            self._failed_in_a_row += 1
            if self._failed_in_a_row >= BREAKER:
                raise self._breaker(error.message) from error
            raise ArticleError(
                error.message, error_class=error.error_class, next_step="Run again to try once more."
            ) from error
        self._failed_in_a_row = 0
        return completion

    async def aclose(self) -> None:
        """Close the connections."""
        await self.endpoint.aclose()

    def _breaker(self, message: str) -> Stop:
        return Stop(
            f"{self._host}: {self._failed_in_a_row} requests in a row failed: {message}",
            next_step="Check the endpoint, then run again: what is done is kept.",
        )

    async def _again(self, request: Request, first: TransportError) -> Completion:
        """The further attempts. Most requests need none, and do not pay for what retrying costs."""
        number = 0

        async def attempt() -> Completion:
            nonlocal number
            number += 1
            if number == 1:
                raise first
            return await self._once(request, number)

        retrying = tenacity.AsyncRetrying(
            stop=tenacity.stop_after_attempt(ATTEMPTS),
            wait=_wait,
            retry=tenacity.retry_if_exception_type(TransportError),
            sleep=self._nap,
            reraise=True,
        )
        completion: Completion = await retrying(attempt)
        return completion

    async def _nap(self, seconds: float) -> None:
        with pause_deadline():  # the server asked for patience, not the article
            await self.gate.nap(seconds)

    async def _once(self, request: Request, number: int) -> Completion:
        grant = self.gate.at_once(request)
        if grant is None:
            with pause_deadline():
                grant = await self.gate.acquire(request)
        status, completion, fault = 0, None, "cancelled"
        possibly_billed = True
        try:
            response = await self.endpoint.post(request.body)
            status, possibly_billed = response.status, False
            self.gate.heed(rates(response.headers))
            completion = self._says.response(status, response.headers, response.data)
            self.gate.answered()
        except ExtractorError as error:
            failure = error if isinstance(error, ClassifiedError) else None
            fault = str(failure.error_class) if failure else type(error).__name__.lower()
            # A reply that came and cannot be used may have its price all the same.
            possibly_billed = (failure is not None and failure.possibly_billed) or 200 <= status < 300
            if status == 429:
                self.gate.refused(grant)
            if failure and failure.wait:
                self.gate.pause(failure.wait)
            raise
        else:
            return completion
        finally:
            self._settle(request, number, grant, (status, completion, fault, possibly_billed))

    def _settle(
        self, request: Request, number: int, grant: Permit, end: tuple[int, Completion | None, str, bool]
    ) -> None:
        status, completion, fault, possibly_billed = end
        usage = Usage.of(completion) if completion else None
        budget = self.gate.budget
        attempt = Attempt(
            key=request.key,
            article=request.parts.get("article", ""),
            step=request.parts.get("step", ""),
            number=number,
            status=status,
            end="answered" if completion else fault,
            seconds=self._clock() - grant.at,
            usage=usage,
            cost=0.0 if completion and completion.status != 200 else budget.price(usage) if usage else None,
            possibly_billed=possibly_billed,
            model=self._model,
            host=self._host,
        )
        budget.settle(attempt, grant.reserved)
        self.gate.settle(grant, usage.total if usage else 0)
        self._tell(attempt)


_backoff = tenacity.wait_random_exponential(multiplier=0.5, max=30)


def _wait(state: tenacity.RetryCallState) -> float:
    """The larger of the server's word and a jittered backoff (exponential, full jitter)."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.wait if isinstance(error, TransportError) else 0.0
    return max(asked, _backoff(state))
