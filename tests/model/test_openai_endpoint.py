"""openai_endpoint: requests and responses over HTTP."""

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
    """Any response is returned with its status, lower-case headers and body; nothing is sent twice."""
    server = endpoint(lambda *_: error(503, retry_after="3"))
    async with aclosing(Wire(settings_for(server, tmp_path))) as wire:
        response = await wire.post(b"{}")
    assert (response.status, response.headers["retry-after"], server.request_count) == (503, "3", 1)
    assert b'"code"' in response.data


async def test_other_calls_of_the_sdk(endpoint: Start, tmp_path: Path) -> None:
    """Other calls of the endpoint use the same connections and the same size limit of error bodies."""
    answers = iter([ok({"id": "b1", "object": "batch"}), ScriptedResponse(400, b"x" * 200_000)])
    server = endpoint(lambda *_: next(answers))

    async def create(client: Any) -> Any:
        return await client.post("/batches", cast_to=object, body={})

    async with aclosing(Wire(settings_for(server, tmp_path, max_reply_bytes=100_000))) as wire:
        assert (await wire.call(create))["id"] == "b1"
        with pytest.raises(ArticleError, match="larger"):
            await wire.call(create)


async def test_possibly_billed(endpoint: Start, tmp_path: Path) -> None:
    """T01, T06: a refused connection is not billed; one that broke after the request is possibly billed."""

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


async def test_number_of_connections(endpoint: Start, tmp_path: Path) -> None:
    """There may be as many connections as requests in flight; the transport's own limit of 100 does not apply."""
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
