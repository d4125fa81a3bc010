"""The review server: the page on loopback at a secret address, and the requests that it sends."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar, cast

from extractor.core.errors import ExtractorError, UsageError
from extractor.report.drafts import Draft
from extractor.report.gold_writer import Correction, GoldWriter, SaveResult

if TYPE_CHECKING:
    from aiohttp import web

    _Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

MAX_BODY = 4_000_000  # bytes of one request; a coding of one article is a few thousand
BODY_TIMEOUT = 20.0  # seconds
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
Render = Callable[[], str]
T = TypeVar("T")


class ReviewServer:
    """A server on 127.0.0.1 whose address contains a random token; requests without it are refused.

    Args:
        render: returns the current page.
        writer: saves drafts and corrections.
        port: 0 for any free one.
        session: port and token of an earlier server, so that open pages find it again.
    """

    def __init__(
        self, render: Render, writer: GoldWriter, port: int = 0, session: tuple[int, str] | None = None
    ) -> None:
        self._render, self._writer = render, writer
        self._token = session[1] if session else secrets.token_urlsafe(24)
        self._ports = [port] if port else [session[0], 0] if session else [0]
        self._hosts: set[str] = set()

    async def run(self, ready: Callable[[int, str], None]) -> None:
        """Serve until cancelled; call `ready` with the port and the token when listening.

        Raises:
            UsageError: the port is in use.
        """
        from aiohttp import web

        @web.middleware  # sets an attribute on its argument, which a bound method does not allow
        async def guarded(request: web.Request, handler: _Handler) -> web.StreamResponse:
            return await self._guarded(request, handler)

        app = web.Application(client_max_size=MAX_BODY, middlewares=[guarded])
        app.router.add_get(f"/{self._token}/", self._page)
        for path, handler in (("draft", self._draft), ("save", self._save), ("drop", self._drop)):
            app.router.add_post(f"/{self._token}/{path}", handler)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=2)
        await runner.setup()
        try:
            await self._listen(runner)
            port = runner.addresses[0][1]
            self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
            ready(port, self._token)
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()

    async def _listen(self, runner: web.AppRunner) -> None:
        """Listen on the first free port."""
        from aiohttp import web

        for port in self._ports:
            try:
                await web.TCPSite(runner, "127.0.0.1", port).start()
            except OSError as error:
                if port == self._ports[-1]:
                    problem = UsageError(f"Port {port}: {error.strerror}.", next_step="Choose another --port.")
                    raise problem from error
            else:
                return

    async def _guarded(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        """Refuse requests for another host name or from another site; add security headers."""
        from aiohttp import ClientPayloadError, web

        origin = request.headers.get("Origin")
        if request.host not in self._hosts or (origin and origin.removeprefix("http://") not in self._hosts):
            return web.Response(status=403, text="Not from this page.", headers=_HEADERS)
        try:
            response = await handler(request)
        except web.HTTPException as refused:
            return web.Response(status=refused.status, text=refused.reason, headers=_HEADERS)
        except (ConnectionError, ClientPayloadError):  # the page is gone; what it sent whole has been saved
            return web.Response(status=400, text="Cut off.", headers=_HEADERS)
        response.headers.update(_HEADERS)
        return response

    async def _page(self, request: web.Request) -> web.StreamResponse:
        from aiohttp import web

        try:
            return web.Response(text=await asyncio.to_thread(self._render), content_type="text/html")
        except (ExtractorError, OSError) as error:
            return web.Response(status=500, text=str(error))

    async def _draft(self, request: web.Request) -> web.StreamResponse:
        from aiohttp import web

        types = {"article": str, "id": str, "by": str, "page": str, "version": int, "blind": bool, "work": dict}
        draft = cast(Draft, {**await self._body(request, types), "at": _now().isoformat()})
        return await self._run(lambda: self._writer.drafts.save(draft), lambda _: web.json_response({"kept": True}))

    async def _drop(self, request: web.Request) -> web.StreamResponse:
        from aiohttp import web

        given = await self._body(request, {"article": str, "id": str, "by": str, "trail": dict})
        return await self._run(
            lambda: self._writer.drafts.discard(given["article"], given["by"], _numbers(given["trail"])),
            lambda _: web.json_response({"dropped": True}),
        )

    async def _save(self, request: web.Request) -> web.StreamResponse:
        from aiohttp import web

        types = {"article": str, "id": str, "by": str, "coding": dict, "base": str, "seconds": int, "trail": dict}
        given = await self._body(request, types)
        correction = Correction(
            article=given["article"],
            coding=given["coding"],
            by=given["by"],
            at=_now(),
            base=given["base"],
            seconds=float(min(max(given["seconds"], 0), 1_000_000)),
            trail=_numbers(given["trail"]),
        )

        def respond(result: SaveResult) -> web.Response:
            status = 200 if result.saved else 422 if result.problems else 409
            at = correction.at.isoformat(timespec="seconds")
            return web.json_response({**asdict(result), "at": at, "noted": True}, status=status)

        return await self._run(lambda: self._writer.save(correction), respond)

    async def _run(self, action: Callable[[], T], respond: Callable[[T], web.Response]) -> web.Response:
        """Run an action on disk in a thread; its errors are in the response, and the page keeps its data."""
        from aiohttp import web

        try:
            return respond(await asyncio.to_thread(action))
        except (ExtractorError, OSError) as error:
            return web.json_response({"problems": [str(error)]}, status=500)

    async def _body(self, request: web.Request, types: Mapping[str, type]) -> dict[str, Any]:
        """Return the fields of the body, if it has the form that the page sends; error responses contain none of it."""
        from aiohttp import web

        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType
        try:
            async with asyncio.timeout(BODY_TIMEOUT):
                given = json.loads(await request.read(), parse_constant=_no_constant)
                json.dumps(given, ensure_ascii=False).encode()
        except TimeoutError as error:
            raise web.HTTPRequestTimeout from error
        except (ValueError, RecursionError) as error:
            raise web.HTTPUnprocessableEntity from error
        valid = isinstance(given, dict) and all(isinstance(given.get(name), type_) for name, type_ in types.items())
        if not valid or given["article"] not in self._writer.articles or not given["by"].strip():
            raise web.HTTPUnprocessableEntity
        if self._writer.articles[given["article"]].id != given["id"]:
            raise web.HTTPPreconditionFailed(reason="The article has another text now: reload the page.")
        return {name: given[name] for name in types}


def _numbers(trail: Mapping[str, Any]) -> dict[str, int]:
    return {page: version for page, version in trail.items() if isinstance(version, int)}


def _no_constant(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")


def _now() -> datetime:
    return datetime.now(UTC)
