"""Ask once, or again while it looks passing; the only file that knows openai.

One layer for each cause: the SDK retries nothing, transport faults are retried here by tenacity,
invalid replies are asked for again elsewhere. What an endpoint answers is one of three things:
a completion (also a final refusal of this very request), a `TransportError` that another attempt
may mend, or a `Stop`, because every other article would meet the same.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import tenacity

from extractor.completion import Completion, Request
from extractor.errors import ArticleError, ExtractorError, SettingsError, Stop, TransportError
from extractor.serverword import ServerWord
from extractor.settings import Settings

ATTEMPTS = 4
BREAKER = 5  # articles in a row that no attempt got through

_UNREAD = "X-Stainless-Raw-Response"
# What goes out besides the body. The SDK would add headers from the environment
# (OPENAI_CUSTOM_HEADERS, OPENAI_ORG_ID) and send them to any host.
_HEADERS = {
    "accept", "accept-encoding", "authorization", "connection", "content-length", "content-type", "host",
    "user-agent", _UNREAD.lower(),
}  # fmt: skip

Sleep = Callable[[float], Awaitable[None]]


class _NotOk(Exception):  # a message from the hook to the caller; never leaves this file
    """A response that is no 2xx: its status, headers and text."""


async def _only_known_headers(request: Any) -> None:
    for name in [name for name in request.headers if name.lower() not in _HEADERS]:
        del request.headers[name]


class Provider:
    """An OpenAI-compatible endpoint. Use it in one event loop, and close it.

    Raises on a call:
        ArticleError: `transport`, `bad_response`, `response_too_large`: no attempt got through.
        Stop: key, model, quota, redirect, a wait that is too long, an endpoint that is not there.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        halted: Callable[[], Stop | None] = lambda: None,
        sleep: Sleep = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if settings.api_key is None and not settings.local:
            raise SettingsError(
                f"No API key for {settings.host}.",
                next_step="Set OPENAI_API_KEY in the environment or in .env; or replay with --offline.",
            )
        self._settings = settings
        self._key = settings.api_key.get_secret_value() if settings.api_key else "none"
        self._says = ServerWord(settings.host, settings.model, self._key)
        self._halted, self._sleep, self._clock = halted, sleep, clock
        self._client: Any = None
        self._not_before = 0.0
        self._failed_in_a_row = 0
        self.sent = 0  # requests that went out, attempts counted

    async def __call__(self, request: Request) -> Completion:
        """Ask, within the number of attempts; who calls sets the deadline."""
        if self._failed_in_a_row >= BREAKER:
            raise self._breaker("no answer in time")
        retrying = tenacity.AsyncRetrying(
            stop=tenacity.stop_after_attempt(ATTEMPTS),
            wait=_wait,
            retry=tenacity.retry_if_exception_type(TransportError),
            sleep=self._nap,
            reraise=True,
        )
        try:
            completion: Completion = await retrying(self._once, request)
        except asyncio.CancelledError:  # the deadline, most likely
            self._failed_in_a_row += 1
            raise
        except TransportError as error:
            self._failed_in_a_row += 1
            if self._failed_in_a_row >= BREAKER:
                raise self._breaker(error.message) from error
            kind = error.facts.get("kind", "transport")
            raise ArticleError(error.message, kind=kind, next_step="Run again to try once more.") from error
        self._failed_in_a_row = 0
        return completion

    async def aclose(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.close()

    def _breaker(self, message: str) -> Stop:
        return Stop(
            f"{self._settings.host}: {self._failed_in_a_row} requests in a row failed: {message}",
            next_step="Check the endpoint, then run again: what is done is kept.",
        )

    async def _once(self, request: Request) -> Completion:
        # All workers wait where the server asked one of them to.
        await self._nap(self._not_before - self._clock())
        self.sent += 1
        try:
            return await self._post(request.body)
        except TransportError as error:
            if wait := error.facts.get("wait"):
                self._not_before = max(self._not_before, self._clock() + wait)
            raise

    async def _nap(self, seconds: float) -> None:
        """Wait, but not on after the run has been stopped; a further attempt is a new request."""
        until = self._clock() + seconds
        while True:
            if reason := self._halted():
                raise reason
            if (left := until - self._clock()) <= 0:
                return
            await self._sleep(min(left, 1.0))

    async def _post(self, body: bytes) -> Completion:
        import openai

        client = self._client = self._client or self._connect()
        try:
            response = await client.post(
                "/chat/completions",
                cast_to=object,
                content=body,
                # The SDK's own mark for "hand the body over unread", so that it can be capped.
                options={"headers": {"Content-Type": "application/json", _UNREAD: "stream"}},
            )
            try:
                data = await self._capped(response.iter_bytes())
            finally:
                await response.close()
        except openai.APIConnectionError as error:
            if isinstance(error.__cause__, _NotOk):
                return self._says.status(*error.__cause__.args)
            raise _unreachable(error, self._settings.host) from error
        return self._says.answer(data, response.headers)

    def _connect(self) -> Any:
        import openai

        # Hooks see a response before the SDK does, which would read the body of an error whole.
        hooks: dict[str, list[Any]] = {"request": [_only_known_headers], "response": [self._intercept]}
        return openai.AsyncOpenAI(
            api_key=self._key,
            base_url=self._settings.base_url,
            max_retries=0,
            timeout=self._settings.deadline,
            http_client=openai.DefaultAsyncHttpxClient(follow_redirects=False, event_hooks=hooks),
        )

    async def _intercept(self, response: Any) -> None:
        if not response.is_success:
            data = await self._capped(response.aiter_bytes())
            raise _NotOk(response.status_code, response.headers, data.decode("utf-8", "replace"))

    async def _capped(self, chunks: AsyncIterator[bytes]) -> bytes:
        """The body of a response; the size counts after decompression."""
        import httpx2

        data, most = bytearray(), self._settings.max_reply_bytes
        try:
            async for chunk in chunks:
                data += chunk
                if len(data) > most:
                    raise ArticleError(f"The reply is larger than {most:,} bytes.", kind="response_too_large")
        except (httpx2.HTTPError, httpx2.StreamError, OSError) as error:
            raise TransportError(f"The reply broke off: {type(error).__name__}.", kind="transport") from error
        return bytes(data)


_backoff = tenacity.wait_random_exponential(multiplier=0.5, max=30)


def _wait(state: tenacity.RetryCallState) -> float:
    """The larger of the server's word and a jittered backoff (exponential, full jitter)."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.facts.get("wait", 0.0) if isinstance(error, TransportError) else 0.0
    return max(float(asked), _backoff(state))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _unreachable(error: Exception, host: str) -> ExtractorError:
    for cause in _causes(error):
        if isinstance(cause, ExtractorError):
            return cause
        if isinstance(cause, socket.gaierror):
            return Stop(f"No host {host} is known.", next_step="Check OPENAI_BASE_URL and the network.")
        if isinstance(cause, ssl.SSLError):
            return Stop(f"{host}: no secure connection: {cause.reason}.", next_step="Check its certificate or a proxy.")
    return TransportError(f"{host} could not be reached.", kind="transport")
