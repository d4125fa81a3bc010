"""Send a request to an endpoint, and again after a transport failure.

There is one retry layer: the SDK retries nothing, transport failures are retried here (see `retries`), and responses
that do not validate are re-requested elsewhere. A response of an endpoint is one of three things: a completion (which
may be a final rejection of this very request), a `TransportError` that another attempt may mend, or a `Stop`, because
every other article would fail in the same way.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from extractor.core.deadline import deadline_expired, pause_deadline
from extractor.core.errors import ArticleError, ClassifiedError, ErrorClass, ExtractorError, Stop, TransportError
from extractor.core.exchange import Completion, Request
from extractor.core.server_errors import diagnose, error_in
from extractor.core.settings import Settings
from extractor.model.budget import Budget
from extractor.model.openai_endpoint import open_endpoint
from extractor.model.rate_limiter import Permit, RateLimiter
from extractor.model.responses import ResponseClassifier, check_whole, rates
from extractor.model.retries import retrying
from extractor.model.usage import Attempt, Listener, Usage

BREAKER = 5  # requests in a row without a response, after which the run stops
SAME_REJECTIONS = 3  # articles in a row that are rejected in the same unknown words, after which the run stops


@dataclass
class _Outcome:
    """Outcome of one attempt; `label` is an error class, or another word where there is none."""

    status: int = 0
    completion: Completion | None = None
    label: str = "cancelled"
    possibly_billed: bool = True


class ModelClient:
    """An endpoint as a `Complete` function. Use it in one event loop, and close it.

    Raises, from a call:
        ArticleError: `transport`, `bad_response`, `response_too_large`: no attempt succeeded.
        Stop: key, model, quota, budget, redirect, a wait that is too long, an endpoint that is not reachable.
    """

    def __init__(
        self,
        settings: Settings,
        limiter: RateLimiter,
        *,
        listener: Listener = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
        sdk_client: Any = None,
    ) -> None:
        self.endpoint = open_endpoint(settings, sdk_client)
        self.limiter = limiter
        self._settings = settings
        self._classifier = ResponseClassifier.of(settings)
        self._listener, self._clock = listener, clock
        self._failed_in_a_row = 0
        self._rejections: list[str] = []
        self.proven = False  # whether the endpoint has answered a request

    def forget_failures(self) -> None:
        """Begin anew after a stop: failures before it no longer count."""
        self._failed_in_a_row = 0
        self._rejections.clear()

    async def __call__(self, request: Request) -> Completion:
        """Send a request, with retries; the caller sets the deadline."""
        if self._failed_in_a_row >= BREAKER:
            raise self._breaker("no response in time")
        try:
            try:
                completion = await self._attempt(request, 1)
            except TransportError as first:
                completion = await self._retry(request, first)
        except asyncio.CancelledError:
            # Only a deadline tells anything about the endpoint. Ctrl-C, a failed sibling task or a caller that
            # gives up do not.
            if deadline_expired():
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
        if completion.status == 200:
            self.proven = True
            self._rejections.clear()
        elif request.first:
            self._doubt(completion)
        return completion

    def _doubt(self, rejection: Completion) -> None:
        """Raise for a rejection of unknown meaning: it may be every article's, so it is not recorded.

        Of a repair or a requote it is: there the article's first request was accepted.
        """
        error = error_in(rejection.body or {})
        if diagnose(rejection.status, error).certain:
            return
        normalized = re.sub(r"\d[\d,.]*", "#", error.words)
        self._rejections.append(normalized)
        words = error.message[:500] or "without a reason"
        message = f"{self._settings.host} answered {rejection.status}: {words}"
        if self._rejections[-SAME_REJECTIONS:] == [normalized] * SAME_REJECTIONS:
            raise Stop(
                f"{message} ({SAME_REJECTIONS} articles in a row).",
                next_step="Check the account, the model and the prompt's parameters with: extractor doctor.",
                rejected=True,
            )
        raise ArticleError(message, error_class=ErrorClass.REJECTED, next_step="Run again to try once more.")

    async def aclose(self) -> None:
        """Close the connections."""
        await self.endpoint.aclose()

    def _breaker(self, message: str) -> Stop:
        return Stop(
            f"{self._settings.host}: {self._failed_in_a_row} requests in a row failed: {message}",
            next_step="Check the endpoint, then run again: what is recorded is kept.",
        )

    async def _retry(self, request: Request, first: TransportError) -> Completion:
        """Make the further attempts. Most requests need none, and do not pay for the retry loop."""
        number = 0

        async def attempt() -> Completion:
            nonlocal number
            number += 1
            if number == 1:
                raise first
            return await self._attempt(request, number)

        return await retrying(self._settings.retries + 1, self._sleep)(attempt)

    async def _sleep(self, seconds: float) -> None:
        with pause_deadline():  # waiting for the server is not the article's time
            await self.limiter.sleep(seconds)

    async def _attempt(self, request: Request, number: int) -> Completion:
        permit = self.limiter.try_acquire(request)
        if permit is None:
            with pause_deadline():
                permit = await self.limiter.acquire(request)
        outcome = _Outcome()
        try:
            async with asyncio.timeout(self._settings.timeout):
                response = await self.endpoint.post(request.body)
            outcome.status, outcome.possibly_billed = response.status, False
            self.limiter.apply_headers(rates(response.headers))
            outcome.completion = self._classifier.response(response.status, response.headers, response.data)
            check_whole(request, outcome.completion, self._settings.host)
            self.limiter.on_success()
        except TimeoutError as error:
            outcome.label = str(ErrorClass.TRANSPORT)
            raise TransportError(
                f"{self._settings.host}: no response within {self._settings.timeout:g} s (--timeout).",
                error_class=ErrorClass.TRANSPORT,
                possibly_billed=True,
            ) from error
        except ExtractorError as error:
            self._note(error, outcome, permit)
            raise
        else:
            return outcome.completion
        finally:
            self._settle(request, number, permit, outcome)

    def _note(self, error: ExtractorError, outcome: _Outcome, permit: Permit) -> None:
        """Take from an error what the attempt's record and the rate limiter need."""
        failure = error if isinstance(error, ClassifiedError) else None
        outcome.label = str(failure.error_class) if failure else type(error).__name__.lower()
        # A 2xx response that cannot be used may be charged for all the same.
        outcome.possibly_billed = (failure is not None and failure.possibly_billed) or 200 <= outcome.status < 300
        if outcome.status == 429:
            self.limiter.on_429(permit)
        if failure and failure.wait:
            self.limiter.pause(failure.wait)

    def _settle(self, request: Request, number: int, permit: Permit, outcome: _Outcome) -> None:
        completion = outcome.completion
        usage = Usage.of(completion) if completion else None
        budget = self.limiter.budget
        attempt = Attempt(
            key=request.key,
            article=request.parts.get("article", ""),
            step=request.parts.get("step", ""),
            number=number,
            status=outcome.status,
            outcome="answered" if completion else outcome.label,
            seconds=self._clock() - permit.at,
            usage=usage,
            cost=_cost(completion, usage, budget),
            possibly_billed=outcome.possibly_billed,
            model=self._settings.model,
            host=self._settings.host,
        )
        budget.settle(attempt, permit.reserved)
        self.limiter.release(permit, usage.total if usage else 0)
        self._listener(attempt)


def _cost(completion: Completion | None, usage: Usage | None, budget: Budget) -> float | None:
    """Return the US dollars of a response: what the server states, else by the price list; None if unknown."""
    if completion and completion.status != 200:
        return 0.0
    if usage is None:
        return None
    price = budget.price(usage)
    if usage.cost == 0 and price:  # a gateway that knows no price states 0 as well
        return price
    return usage.cost if usage.cost is not None else price
