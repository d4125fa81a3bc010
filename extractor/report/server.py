"""The page on loopback, for whoever knows its address, and what it sends back."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from extractor.core.errors import ExtractorError, UsageError
from extractor.report.gold_writer import Correction, GoldWriter

if TYPE_CHECKING:
    from aiohttp import web

    _Act = Callable[[web.Request], Awaitable[web.StreamResponse]]

LARGEST = 4_000_000  # bytes of one request; a coding of one article is a few thousand
SLOWEST = 20.0  # seconds for a body to arrive
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
Render = Callable[[], str]


class ReviewServer:
    """A server on 127.0.0.1 whose address holds a random token: who does not know it gets nothing.

    Args:
        render: makes the page as it is now.
        desk: takes what is sent.
        port: 0 for any that is free.
        before: port and token of before, so that pages which are still open find it again.
    """

    def __init__(self, render: Render, desk: GoldWriter, port: int = 0, before: tuple[int, str] | None = None) -> None:
        self._render, self._desk = render, desk
        self._token = before[1] if before else secrets.token_urlsafe(24)
        self._ports = [port] if port else [before[0], 0] if before else [0]
        self._hosts: set[str] = set()

    async def run(self, ready: Callable[[int, str], None]) -> None:
        """Serve until cancelled; `ready` is told the port and the token.

        Raises:
            UsageError: the port is taken.
        """
        from aiohttp import web

        @web.middleware  # marks what it is given, which a method cannot be
        async def guarded(request: web.Request, handler: _Act) -> web.StreamResponse:
            return await self._guarded(request, handler)

        app = web.Application(client_max_size=LARGEST, middlewares=[guarded])
        app.router.add_get(f"/{self._token}/", self._page)
        for what, act in (("draft", self._draft), ("save", self._save), ("drop", self._drop)):
            app.router.add_post(f"/{self._token}/{what}", act)
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
        """Listen at the first port that is free."""
        from aiohttp import web

        for port in self._ports:
            try:
                await web.TCPSite(runner, "127.0.0.1", port).start()
            except OSError as error:
                if port == self._ports[-1]:
                    said = UsageError(f"Port {port}: {error.strerror}.", next_step="Choose another --port.")
                    raise said from error
            else:
                return

    async def _guarded(self, request: web.Request, act: _Act) -> web.StreamResponse:
        """Refuse what does not come from the page itself: another name for this host, another site's request."""
        from aiohttp import web

        origin = request.headers.get("Origin")
        if request.host not in self._hosts or (origin and origin.removeprefix("http://") not in self._hosts):
            return web.Response(status=403, text="Not from here.", headers=_HEADERS)
        try:
            response = await act(request)
        except web.HTTPException as refused:
            return web.Response(status=refused.status, text=refused.reason, headers=_HEADERS)
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

        wanted = {"article": str, "id": str, "by": str, "page": str, "version": int, "blind": bool, "work": dict}
        draft = {**await self._body(request, wanted), "at": _now().isoformat()}
        return await self._done(lambda: self._desk.begun.keep(draft), lambda _: web.json_response({"kept": True}))

    async def _drop(self, request: web.Request) -> web.StreamResponse:
        from aiohttp import web

        given = await self._body(request, {"article": str, "id": str, "by": str, "trail": dict})
        return await self._done(
            lambda: self._desk.begun.done(given["article"], given["by"], _numbers(given["trail"])),
            lambda _: web.json_response({"dropped": True}),
        )

    async def _save(self, request: web.Request) -> web.StreamResponse:
        from aiohttp import web

        wanted = {"article": str, "id": str, "by": str, "coding": dict, "base": str, "seconds": int, "trail": dict}
        given = await self._body(request, wanted)
        made = Correction(
            article=given["article"],
            coding=given["coding"],
            by=given["by"],
            at=_now(),
            base=given["base"],
            seconds=float(min(max(given["seconds"], 0), 1_000_000)),
            trail=_numbers(given["trail"]),
        )

        def told(kept: Any) -> web.Response:
            status = 200 if kept.saved else 422 if kept.problems else 409
            at = made.at.isoformat(timespec="seconds")
            return web.json_response({**asdict(kept), "at": at, "noted": True}, status=status)

        return await self._done(lambda: self._desk.save(made), told)

    async def _done(self, act: Callable[[], Any], told: Callable[[Any], web.Response]) -> web.Response:
        """Act on disk, away from the loop; what goes wrong there is told, and nothing is lost on the page."""
        from aiohttp import web

        try:
            return told(await asyncio.to_thread(act))
        except (ExtractorError, OSError) as error:
            return web.json_response({"problems": [str(error)]}, status=500)

    async def _body(self, request: web.Request, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """What was sent, if it is what the page sends; nothing of it is sent back where it is not."""
        from aiohttp import web

        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType
        try:
            async with asyncio.timeout(SLOWEST):
                given = json.loads(await request.read(), parse_constant=_refused)
                json.dumps(given, ensure_ascii=False).encode()
        except TimeoutError as error:
            raise web.HTTPRequestTimeout from error
        except (ValueError, RecursionError) as error:
            raise web.HTTPUnprocessableEntity from error
        fine = isinstance(given, dict) and all(isinstance(given.get(name), kind) for name, kind in wanted.items())
        if not fine or given["article"] not in self._desk.articles or not given["by"].strip():
            raise web.HTTPUnprocessableEntity
        if self._desk.articles[given["article"]].id != given["id"]:
            raise web.HTTPPreconditionFailed(reason="Another text of that name: open the page anew.")
        return {name: given[name] for name in wanted}


def _numbers(trail: Mapping[str, Any]) -> dict[str, int]:
    return {page: version for page, version in trail.items() if isinstance(version, int)}


def _refused(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")


def _now() -> datetime:
    return datetime.now(UTC)
