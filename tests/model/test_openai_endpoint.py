"""endpoint: the wire."""

from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from extractor.core.errors import ArticleError, TransportError
from extractor.model.openai_endpoint import Endpoint as Wire
from extractor.model.openai_endpoint import Response
from tests.conftest import settings_for
from tests.endpoint import Endpoint, Script, ScriptedResponse, error, ok

Start = Callable[[Script], Endpoint]


async def test_any_status_is_a_response(endpoint: Start, tmp_path: Path) -> None:
    """The wire judges nothing: status, headers with small names, body; nothing is sent twice."""
    server = endpoint(lambda *_: error(503, retry_after="3"))
    async with aclosing(Wire(settings_for(server, tmp_path))) as wire:
        response = await wire.post(b"{}")
    assert (response.status, response.headers["retry-after"], server.request_count) == (503, "3", 1)
    assert b'"code"' in response.data


async def test_other_calls_of_the_sdk(endpoint: Start, tmp_path: Path) -> None:
    """What else an endpoint can do is asked through the same connections, with the same cap on errors."""
    answers = iter([ok({"id": "b1", "object": "batch"}), ScriptedResponse(400, b"x" * 200_000)])
    server = endpoint(lambda *_: next(answers))

    async def create(client: Any) -> Any:
        return await client.post("/batches", cast_to=object, body={})

    async with aclosing(Wire(settings_for(server, tmp_path, max_reply_bytes=100_000))) as wire:
        assert (await wire.call(create))["id"] == "b1"
        with pytest.raises(ArticleError, match="larger"):
            await wire.call(create)


async def test_whether_it_may_be_paid(endpoint: Start, tmp_path: Path) -> None:
    """T01, T06: a connection that was refused cost nothing; one that broke after the request may have."""

    def hang_up(handler: Any) -> None:
        handler.connection.close()

    server = endpoint(lambda *_: ScriptedResponse(raw=hang_up))
    settings = settings_for(server, tmp_path)
    async with aclosing(Wire(settings)) as wire:
        with pytest.raises(TransportError) as late:
            await wire.post(b"{}")
    server.close()
    async with aclosing(Wire(settings)) as wire:
        with pytest.raises(TransportError) as early:
            await wire.post(b"{}")
    assert (late.value.possibly_billed, early.value.possibly_billed) == (True, False)


async def test_more_connections_than_the_transports_own_limit(endpoint: Start, tmp_path: Path) -> None:
    """As many connections as requests may be in flight: the transport's own limit of 100 does not hold."""
    import asyncio
    import threading

    all_there = threading.Barrier(150)

    def together(*_: Any) -> ScriptedResponse:
        all_there.wait(timeout=20)
        return ok({"choices": []})

    server = endpoint(together)
    async with aclosing(Wire(settings_for(server, tmp_path, concurrency=150))) as wire:
        responses = await asyncio.gather(*(wire.post(b"{}") for _ in range(150)))
    assert {type(response) for response in responses} == {Response}
    assert {response.status for response in responses} == {200}
