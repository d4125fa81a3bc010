"""HTTP to one OpenAI-compatible endpoint, by openai's client.

The SDK retries nothing here, follows no redirect and sends no header but the few that are needed.
Its aiohttp transport is used: over its default one, an event loop with hundreds of requests in
flight spends most of its time looking for a connection.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from extractor.core.errors import ArticleError, ErrorClass, ExtractorError, SettingsError, Stop, TransportError
from extractor.core.masking import Mask
from extractor.core.settings import Settings
from extractor.model.openai_batches import BatchCalls

UNREAD = "X-Stainless-Raw-Response"
# The SDK's own mark for "hand the body over unread", so that it can be capped.
_JSON = {"headers": {"Content-Type": "application/json", UNREAD: "stream"}}
# What goes out besides the body. The SDK would add headers from the environment
# (OPENAI_CUSTOM_HEADERS, OPENAI_ORG_ID) and send them to any host.
_HEADERS = {
    b"accept", b"accept-encoding", b"authorization", b"connection", b"content-length", b"content-type", b"host",
    b"user-agent", UNREAD.lower().encode(),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP response: status, headers with lower-case names, body."""

    status: int
    headers: Mapping[str, str]
    data: bytes


class _NotOk(Exception):  # a message from the hook to the caller; never leaves this file
    """A response that is no 2xx."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


def _plain(headers: Any) -> dict[str, str]:
    """Return headers with lower-case names; of repeated ones the last."""
    return {name.lower().decode("latin-1"): value.decode("latin-1") for name, value in headers.raw}


def require_key(settings: Settings) -> None:
    """Refuse settings without the API key that their endpoint needs.

    Raises:
        SettingsError: there is no key, and the endpoint is not on this machine.
    """
    if settings.api_key is None and not settings.local:
        raise SettingsError(
            f"No API key for {settings.host}.",
            next_step=f"Set {settings.key_variable} in the environment or in .env; or replay with --offline.",
        )


class Endpoint:
    """A connection pool to one endpoint. Use it in one event loop, and close it.

    Raises:
        SettingsError: there is no key, and the endpoint is not on this machine.

    Raises, from every call:
        TransportError: no response, or one that broke off; `possibly_billed` says whether the
            request had gone out whole.
        ArticleError: `response_too_large`.
        Stop: no such host, no secure connection.
    """

    def __init__(self, settings: Settings) -> None:
        require_key(settings)
        self._settings = settings
        self.key = settings.api_key.get_secret_value() if settings.api_key else "none"
        self._made: Any = None
        self._allowed = _HEADERS
        self.mask = Mask([self.key, *settings.extra_headers.values()])

    @property
    def client(self) -> Any:
        """Return the SDK's client, made when it is first used: importing it takes a second."""
        if self._made is None:
            self._made = self._connect()
        return self._made

    def _connect(self) -> Any:
        import httpx2
        import openai

        # Hooks see a response before the SDK does, which would read the body of an error whole.
        hooks: dict[str, list[Any]] = {"request": [self._only_known_headers], "response": [self._intercept]}
        # Without a number the transport falls back to its own limit of 100 connections.
        most = self._settings.concurrency
        limits = httpx2.Limits(max_connections=most, max_keepalive_connections=most, keepalive_expiry=15)
        url = urlsplit(self._settings.base_url)
        extra = self._settings.extra_headers
        self._allowed = _HEADERS | {name.lower().encode() for name in extra}
        return openai.AsyncOpenAI(
            api_key=self.key,
            # The SDK would append its path to the query (`?api-version=…`), so that is given apart.
            base_url=urlunsplit(url._replace(query="")),
            default_query=dict(parse_qsl(url.query)) or None,
            default_headers=extra or None,
            max_retries=0,
            timeout=self._settings.timeout,
            http_client=openai.DefaultAioHttpClient(follow_redirects=False, event_hooks=hooks, limits=limits),
        )

    async def post(self, body: bytes) -> Response:
        """Send a chat completion request; any status is returned as a response."""
        return self._masked(await self._send(self._post, body))

    async def _post(self, body: bytes) -> Response:
        answer = await self.client.post("/chat/completions", cast_to=object, content=body, options=_JSON)
        return await self._read(answer.http_response)

    async def get(self, path: str) -> Response:
        """Read a path below the base URL; any status is returned as a response."""

        async def read(client: Any) -> Response:
            answer = await client.get(path, cast_to=object, options={"headers": {UNREAD: "stream"}})
            return await self._read(answer.http_response)

        response: Response = await self.call(read)
        return response

    def batch_calls(self) -> BatchCalls:
        """Return the calls of the endpoint's Batch API."""
        return BatchCalls()

    async def call(self, do: Callable[[Any], Awaitable[Any]]) -> Any:
        """Make another call of the SDK's client, as `call(lambda client: client.models.list())`.

        Returns:
            What the SDK gives, or a `Response` where the status is no 2xx.
        """
        found = await self._send(do, self.client)
        return self._masked(found) if isinstance(found, Response) else found

    def _masked(self, response: Response) -> Response:
        """Return a response without the key and the values of extra headers, whatever the server repeats of them."""
        headers = {name: self.mask.text(value) for name, value in response.headers.items()}
        return Response(response.status, headers, self.mask.data(response.data))

    def _connection_error(self) -> type[Exception]:
        """Return the error of the SDK for a connection that failed."""
        import openai

        return openai.APIConnectionError

    async def _send(self, do: Callable[[Any], Awaitable[Any]], value: Any) -> Any:
        try:
            return await do(value)
        except self._connection_error() as error:
            if isinstance(error.__cause__, _NotOk):
                return error.__cause__.response
            raise unreachable(error, self._settings.host) from error

    async def _only_known_headers(self, request: Any) -> None:
        headers = request.headers
        request.headers = type(headers)([pair for pair in headers.raw if pair[0].lower() in self._allowed])

    async def _intercept(self, response: Any) -> None:
        if not response.is_success:
            raise _NotOk(await self._read(response))

    async def _read(self, response: Any) -> Response:
        """Read a response with its body; the size limit counts after decompression."""
        import aiohttp
        import httpx2

        headers, most = _plain(response.headers), self._settings.max_reply_bytes
        length = headers.get("content-length", "")
        try:
            # Where the length is known and small there is nothing to watch for, and one step will do.
            if "content-encoding" not in headers and length.isdecimal() and int(length) <= most:
                data = await response.aread()
            else:
                data = await _capped(response, most)
        except (httpx2.HTTPError, httpx2.StreamError, aiohttp.ClientError, OSError) as error:
            raise TransportError(
                f"The response broke off: {type(error).__name__}.",
                error_class=ErrorClass.TRANSPORT,
                possibly_billed=True,
            ) from error
        finally:
            if not response.is_closed:
                await response.aclose()
        return Response(response.status_code, headers, data)

    async def aclose(self) -> None:
        """Close the connections."""
        if self._made is not None:
            await self._made.close()
            self._made = None


async def _capped(response: Any, most: int) -> bytes:
    data = bytearray()
    async for chunk in response.aiter_bytes():
        data += chunk
        if len(data) > most:
            message = f"The response is larger than {most:,} bytes."
            raise ArticleError(message, error_class=ErrorClass.RESPONSE_TOO_LARGE, possibly_billed=True)
    return bytes(data)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


class GivenClient(Endpoint):
    """An endpoint that the caller has a client of the openai SDK for, with its own key, proxy, certificates or cloud.

    The client's own retries are off here and its connections are not closed; its headers and redirects are its own.
    """

    def __init__(self, settings: Settings, client: Any) -> None:
        self._settings = settings
        self.key = str(client.api_key or "none")
        self._made = client.with_options(max_retries=0)
        self.mask = Mask([self.key, *settings.extra_headers.values()])

    async def _send(self, do: Callable[[Any], Awaitable[Any]], value: Any) -> Any:
        import openai

        try:
            return await super()._send(do, value)
        except openai.APIStatusError as error:
            return await self._read(error.response)

    async def aclose(self) -> None:
        """Leave the client open: it is the caller's."""


def open_endpoint(settings: Settings, client: Any = None) -> Endpoint:
    """Return the endpoint of the settings: OpenAI-compatible, or a vendor's own API.

    A vendor's is the class `Endpoint` of the module `extractor.model.NAME_endpoint`; see docs/extending/endpoint.md.

    Args:
        settings: of the run.
        client: of the openai SDK; it is used in place of one of our own.

    Raises:
        SettingsError: there is no key, the vendor's library is not installed, or a client is given for a vendor.
    """
    if client is not None:
        if settings.vendor:
            raise SettingsError(
                f"A client of the openai SDK does not fit the API of {settings.vendor}.",
                next_step="Leave out the client, or choose a model of an OpenAI-compatible endpoint.",
            )
        return GivenClient(settings, client)
    if not settings.vendor:
        return Endpoint(settings)
    made: Endpoint = import_module(f"extractor.model.{settings.vendor}_endpoint").Endpoint(settings)
    return made


def unreachable(error: Exception, host: str) -> ExtractorError:
    """Return the error of ours for a connection that failed."""
    for cause in _causes(error):
        if isinstance(cause, ExtractorError):
            return cause
        if isinstance(cause, socket.gaierror):
            return Stop(f"No host {host} is known.", next_step="Check OPENAI_BASE_URL and the network.")
        if isinstance(cause, ssl.SSLError):
            reason = getattr(cause, "reason", None) or cause
            return Stop(f"{host}: no secure connection: {reason}.", next_step="Check its certificate or a proxy.")
    # A connection that was never made cost nothing; anything later may have been paid.
    refused = any(isinstance(cause, ConnectionRefusedError) for cause in _causes(error))
    return TransportError(
        f"{host} could not be reached.", error_class=ErrorClass.TRANSPORT, possibly_billed=not refused
    )
