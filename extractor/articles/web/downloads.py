"""Download from public web servers politely: robots.txt, a pause per host, conditional requests, a limit of size."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import urljoin, urlsplit

from extractor.articles.web.addresses import AddressGuard, Network, check_url, refused_as_private
from extractor.core.errors import ArticleError, ErrorClass, UsageError
from extractor.core.version import __version__

if TYPE_CHECKING:
    import aiohttp
    from protego import Protego

AGENT = f"extractor/{__version__}"
MAX_REDIRECTS = 5
_MAX_CRAWL_DELAY = 60.0  # seconds; a robots.txt may ask for days
_ROBOTS_BYTES = 500_000  # of a robots.txt that count, by RFC 9309
_REDIRECTS = {301, 302, 303, 307, 308}
_BUSY = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
_ACCEPT = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8"

SUFFIXES = {  # by media type
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
    "message/rfc822": ".eml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.oasis.opendocument.text": ".odt",
}


@dataclass(frozen=True)
class DownloadLimits:
    """Limits of downloads.

    Attributes:
        delay: seconds between two requests to one host; a longer Crawl-delay of its robots.txt is kept to, up to 60 s.
        max_bytes: longest body, decompressed.
        timeout: seconds for one request.
        allowed: networks that may be connected to although they are private.
    """

    delay: float = 1.0
    max_bytes: int = 10_000_000
    timeout: float = 60.0
    allowed: Sequence[Network] = ()


@dataclass(frozen=True)
class Download:
    """A response.

    Attributes:
        url: address after redirects.
        status: 200, or 304 if nothing has changed.
        headers: as received, names in lower case.
        body: decompressed.
        content_type: without parameters, in lower case.
        charset: as the header says; empty if it does not.
    """

    url: str
    status: int
    headers: dict[str, str]
    body: bytes
    content_type: str = ""
    charset: str = ""


@dataclass
class _Host:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    next_at: float = 0.0  # monotonic time of the next request
    robots: Protego | None = None
    delay: float = 0.0
    closed: str = ""  # reason why nothing more is requested of it


class Downloader:
    """A session of downloads; an async context manager.

    Raises:
        UsageError: the extra `fetch` is not installed.
    """

    def __init__(self, limits: DownloadLimits) -> None:
        self._limits = limits
        self._guard = AddressGuard(limits.allowed)
        self._hosts: dict[str, _Host] = defaultdict(_Host)

    async def __aenter__(self) -> Self:
        import aiohttp

        try:
            import protego  # noqa: F401  # needed for the first host; better known now
        except ImportError as error:
            raise UsageError(
                "Fetching needs the extra 'fetch'.", next_step="pip install 'incident-extractor[fetch]'"
            ) from error
        self._session: aiohttp.ClientSession = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(socket_factory=self._guard.open_socket),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=self._limits.timeout),
            headers={"User-Agent": AGENT, "Accept": _ACCEPT},
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def get(self, url: str, *, etag: str = "", modified: str = "") -> Download:
        """Download a page, feed or file; with `etag` or `modified` only if it has changed since.

        Raises:
            ArticleError: `refused` (not http, a private address, robots.txt), `transport` (network, status),
                `too_long`.
        """
        conditions = {
            name: value for name, value in (("If-None-Match", etag), ("If-Modified-Since", modified)) if value
        }
        for _ in range(MAX_REDIRECTS + 1):
            await self._check_robots(url)
            found = await self._request(url, conditions)
            if found.status not in _REDIRECTS or "location" not in found.headers:
                break
            url = urljoin(url, found.headers["location"])
        else:
            raise _refused(url, f"more than {MAX_REDIRECTS} redirects", "Give the address that it leads to.")
        if found.status not in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
            raise _transport(url, f"status {found.status}")
        return found

    async def _check_robots(self, url: str) -> None:
        host = self._hosts[check_url(url)]
        if host.robots is None:
            await self._read_robots(url, host)
        assert host.robots is not None
        if not host.robots.can_fetch(url, AGENT):
            raise _refused(url, "robots.txt does not allow it", "Ask the publisher for another way.")

    async def _read_robots(self, url: str, host: _Host) -> None:
        """Read the robots.txt of a host as RFC 9309 says: none allows everything, one that fails allows nothing."""
        from protego import Protego

        place = urljoin(url, "/robots.txt")
        for _ in range(MAX_REDIRECTS + 1):
            found = await self._request(place, {}, limit=_ROBOTS_BYTES)
            if found.status not in _REDIRECTS or "location" not in found.headers:
                break
            place = urljoin(place, found.headers["location"])
        if found.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            host.closed = f"its robots.txt cannot be read: status {found.status}"
            raise _transport(url, host.closed)
        text = found.body.decode("utf-8", "replace") if found.status == HTTPStatus.OK else ""
        host.robots = Protego.parse(text)
        host.delay = min(float(host.robots.crawl_delay(AGENT) or 0), _MAX_CRAWL_DELAY)

    async def _request(self, url: str, headers: dict[str, str], limit: int | None = None) -> Download:
        """Send one request after the pause of its host; a body longer than `limit` is cut there, or an error."""
        import aiohttp

        host = self._hosts[check_url(url)]
        async with host.lock:
            if host.closed:
                raise _transport(url, host.closed)
            await asyncio.sleep(max(0.0, host.next_at - time.monotonic()))
            try:
                async with self._session.get(url, headers=headers, allow_redirects=False) as response:
                    return await self._read(url, response, limit)
            except (aiohttp.ClientError, TimeoutError, ValueError) as error:
                if refused_as_private(error):
                    raise _refused(url, "a private address", "To fetch it all the same: --allow-address.") from error
                raise _transport(url, str(error) or f"no response within {self._limits.timeout:g} s") from error
            finally:
                host.next_at = time.monotonic() + max(self._limits.delay, host.delay)

    async def _read(self, url: str, response: aiohttp.ClientResponse, limit: int | None) -> Download:
        if response.status in _BUSY:
            pause = response.headers.get("Retry-After", "")
            host = self._hosts[check_url(url)]
            host.closed = f"status {response.status}" + (f", Retry-After {pause}" if pause.isalnum() else "")
            raise _transport(url, host.closed)
        body = bytearray()
        async for chunk in response.content.iter_chunked(65_536):
            body += chunk
            if len(body) > (limit or self._limits.max_bytes):
                if limit:
                    break
                raise ArticleError(
                    f"{url[:200]}: more than {self._limits.max_bytes:,} bytes.",
                    error_class=ErrorClass.TOO_LONG,
                    next_step="Raise --max-bytes.",
                )
        return Download(
            url,
            response.status,
            {name.lower(): value for name, value in response.headers.items()},
            body=bytes(body[:limit]),
            content_type=response.content_type.lower(),
            charset=response.charset or "",
        )


def suffix_of(download: Download) -> str:
    """Return the suffix of a file with a response's content.

    Raises:
        ArticleError: `not_text`: its format is no article.
    """
    by_name = Path(urlsplit(download.url).path).suffix.lower()
    if found := SUFFIXES.get(download.content_type):
        return found
    if download.content_type in ("application/octet-stream", "") and by_name in SUFFIXES.values():
        return by_name
    raise ArticleError(
        f"{download.url[:200]}: {download.content_type or 'no content type'}, which is no article.",
        error_class=ErrorClass.NOT_TEXT,
        next_step="Give addresses of pages, feeds or sitemaps.",
    )


def _refused(url: str, reason: str, next_step: str) -> ArticleError:
    return ArticleError(f"{url[:200]}: {reason}.", error_class=ErrorClass.REFUSED, next_step=next_step)


def _transport(url: str, reason: str) -> ArticleError:
    return ArticleError(
        f"{url[:200]}: {reason}.", error_class=ErrorClass.TRANSPORT, next_step="Run the same command again later."
    )
