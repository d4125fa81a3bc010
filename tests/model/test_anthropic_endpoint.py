"""anthropic_endpoint: Anthropic's Messages API, against a loopback server with its documented wire shapes."""

from __future__ import annotations

import json
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from extractor.articles.build import make_article
from extractor.core.errors import SettingsError
from extractor.core.exchange import Completion, Request
from extractor.core.settings import Settings, load_settings
from extractor.model.anthropic_endpoint import completion_of, request_of
from extractor.model.batch_api import Batches
from extractor.model.openai_endpoint import open_endpoint
from extractor.model.usage import Usage
from extractor.prompts.loading import load_prompt
from extractor.recordings.store import open_store
from extractor.runs.api import extract_articles
from tests.conftest import TEXT, coding, settings_for
from tests.endpoint import Endpoint, Script, ScriptedResponse, ok

Start = Callable[[Script], Endpoint]
ARTICLES = [make_article(f"{n}.txt", f"{TEXT} {n}.", {"published": "2024-03-05"}) for n in range(3)]
USAGE = {
    "input_tokens": 200,
    "cache_creation_input_tokens": 0,
    "cache_read_input_tokens": 9_000,
    "output_tokens": 700,
}


def _reply(value: Any, reason: str = "tool_use", **more: Any) -> ScriptedResponse:
    thought = {"type": "thinking", "thinking": "Hm.", "signature": "sig"}
    used = {"type": "tool_use", "id": "toolu_1", "name": "Coding", "input": value}
    body = {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude-x", "content": [thought, used]}
    return ok({**body, "stop_reason": reason, "stop_sequence": None, "usage": USAGE, **more})


def _settings(server: Endpoint, folder: Path, **more: Any) -> Settings:
    return settings_for(server, folder, OPENAI_BASE_URL=server.url.removesuffix("/v1"), vendor="anthropic", **more)


def _failure(status: int, kind: str, message: str) -> ScriptedResponse:
    body = {"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_1"}
    return ScriptedResponse(status, json.dumps(body).encode())


def test_a_run(endpoint: Start, tmp_path: Path) -> None:
    """Articles are extracted over the Messages API; a replay without the vendor's library gives the same."""
    server = endpoint(lambda *_: _reply(coding()))
    settings = _settings(server, tmp_path, model="anthropic/claude-x", price="1/0.1/5")
    ends = extract_articles(ARTICLES, load_prompt("incident"), settings)
    assert [each.state for each in ends] == ["ok"] * 3
    sent = json.loads(server.bodies[0])
    assert (sent["model"], sent["max_tokens"], sent["tool_choice"]) == (
        *("claude-x", 16_000),
        {"type": "tool", "name": "Coding"},
    )
    assert sent["system"][0]["cache_control"] == {"type": "ephemeral"}
    assert set(sent["tools"][0]) == {"name", "description", "input_schema"}
    assert [message["role"] for message in sent["messages"]] == ["user"]
    headers = {name.lower(): value for name, value in server.headers[0].items()}
    assert "sk-canary-0123456789" in headers.get("x-api-key", "") + headers.get("authorization", "")
    assert headers["anthropic-version"]
    replayed = extract_articles(ARTICLES, load_prompt("incident"), settings, offline=True)
    assert [each.coding for each in replayed] == [each.coding for each in ends]


def test_a_repair_returns_the_thinking(endpoint: Start, tmp_path: Path) -> None:
    """The next request has the thinking block with its signature, the call under its id, and the result as an error."""
    server = endpoint(lambda _, number: _reply({"x": 1} if number == 1 else coding()))
    ends = extract_articles(ARTICLES[:1], load_prompt("incident"), _settings(server, tmp_path, model="anthropic/c"))
    assert (ends[0].state, ends[0].repairs) == ("ok", 1)
    _, assistant, result = json.loads(server.bodies[1])["messages"]
    assert [block["type"] for block in assistant["content"]] == ["thinking", "tool_use"]
    assert assistant["content"][0]["signature"] == "sig"
    assert (assistant["content"][1]["id"], assistant["content"][1]["input"]) == ("toolu_1", {"x": 1})
    assert result["content"][0]["tool_use_id"] == "toolu_1"
    assert "x: is not a field" in result["content"][0]["content"]


@pytest.mark.parametrize(
    ("answer", "states", "words", "requests"),
    [
        (_failure(401, "authentication_error", "invalid x-api-key"), "pending", "invalid x-api-key", 1),
        (_failure(400, "invalid_request_error", "Your credit balance is too low"), "pending", "credit balance", 1),
        (_failure(404, "not_found_error", "model: claude-x"), "pending", "model: claude-x", 1),
        (_failure(400, "invalid_request_error", "prompt is too long: 9 tokens > 8 maximum"), "failed", "too long", 3),
        (_reply({}, "max_tokens"), "failed", "stopped early", 3),
        (_reply({}, "refusal"), "failed", "stopped early", 3),
    ],
)
def test_faults(
    endpoint: Start, tmp_path: Path, answer: ScriptedResponse, states: str, words: str, requests: int
) -> None:
    """Errors of the account or the settings stop the run after one request; an error of the article fails only it."""
    server = endpoint(lambda *_: answer)
    ends = extract_articles(ARTICLES, load_prompt("incident"), _settings(server, tmp_path, model="anthropic/claude-x"))
    assert {each.state for each in ends} == {states}
    assert words in ends[0].message
    assert server.request_count == requests


def test_overload_is_retried(endpoint: Start, tmp_path: Path) -> None:
    """A 529 is retried."""
    busy = _failure(529, "overloaded_error", "Overloaded")
    server = endpoint(lambda _, number: busy if number == 1 else _reply(coding()))
    ends = extract_articles(ARTICLES[:1], load_prompt("incident"), _settings(server, tmp_path, model="anthropic/c"))
    assert (ends[0].state, server.request_count) == ("ok", 2)


def test_usage_counts_cached_tokens_once() -> None:
    """Anthropic counts cached tokens separately; here they are part of the input tokens."""
    reply = completion_of(_reply(coding()).body)
    assert Usage.of(Completion(reply.decode())) == Usage(9_200, 9_000, 700)


@pytest.mark.parametrize("data", [b"", b"null", b"<html>", b'{"content": "x"}', b'{"error": {"message": "m"}}'])
def test_other_bodies_are_unchanged(data: bytes) -> None:
    """A response without a translation is classified by its own message."""
    assert completion_of(data) == data


def test_a_request_without_a_tool() -> None:
    """In the other modes the schema is in the prompt, and parameters of the prompt are passed on."""
    messages = [{"role": "system", "content": "s"}, {"role": "user", "content": "u"}]
    body = {"model": "anthropic/c", "messages": messages, "response_format": {"type": "json_object"}, "temperature": 0}
    wire = request_of({**body, "max_completion_tokens": 9})
    assert (set(wire), wire["max_tokens"]) == ({"model", "max_tokens", "system", "messages", "temperature"}, 9)


def test_the_model_names_the_vendor(monkeypatch: pytest.MonkeyPatch) -> None:
    """`anthropic/…` uses Anthropic's key and host unless another base URL is set; the error for a missing key names its variable."""
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-0123456789")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-other-0123456789")
    settings = load_settings(model="anthropic/claude-x")
    assert (settings.vendor, settings.host) == ("anthropic", "api.anthropic.com")
    assert settings.api_key is not None
    assert settings.api_key.get_secret_value() == "sk-ant-0123456789"
    assert load_settings(model="anthropic/claude-x", base_url="https://openrouter.ai/api/v1").vendor == ""
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    with pytest.raises(SettingsError) as caught:
        open_endpoint(load_settings(model="anthropic/claude-x"))
    assert "ANTHROPIC_API_KEY" in caught.value.next_step


class BatchServer:
    """The Message Batches API on loopback, in its documented wire format."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.ended = False
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def _send(self, data: bytes) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.requests = body["requests"]
                self._send(json.dumps(outer.batch()).encode())

            def do_GET(self) -> None:
                if self.path.endswith("/results"):
                    self._send("\n".join(map(json.dumps, outer.results())).encode())
                else:
                    self._send(json.dumps(outer.batch()).encode())

            def log_message(self, *_: object) -> None:
                """Write no log."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        """Stop the server."""
        self._server.shutdown()
        self._server.server_close()

    def batch(self) -> dict[str, Any]:
        """Return the batch object."""
        count = len(self.requests)
        done = {"processing": 0, "succeeded": count - 2, "errored": 1, "expired": 1, "canceled": 0}
        waiting = {"processing": count, "succeeded": 0, "errored": 0, "expired": 0, "canceled": 0}
        return {
            "id": "msgbatch_1",
            "type": "message_batch",
            "processing_status": "ended" if self.ended else "in_progress",
            "request_counts": done if self.ended else waiting,
            "created_at": "2026-01-01T00:00:00Z",
            "expires_at": "2026-01-02T00:00:00Z",
            "ended_at": None,
            "archived_at": None,
            "cancel_initiated_at": None,
            "results_url": f"{self.url}/v1/messages/batches/msgbatch_1/results" if self.ended else None,
        }

    def results(self) -> list[dict[str, Any]]:
        """Return a message for all but the last two requests, then an error of the server and an expiry."""
        message = json.loads(_reply(coding()).body)
        fault = {"type": "error", "error": {"type": "api_error", "message": "Internal server error"}}
        ends: list[dict[str, Any]] = [{"type": "succeeded", "message": message}] * (len(self.requests) - 2)
        ends += [{"type": "errored", "error": fault}, {"type": "expired"}]
        return [{"custom_id": each["custom_id"], "result": end} for each, end in zip(self.requests, ends, strict=True)]


async def test_message_batches(tmp_path: Path) -> None:
    """Requests are submitted in Anthropic's format and results recorded; requests with transient errors can be submitted again."""
    server = BatchServer()
    key = "sk-canary-0123456789"
    settings = Settings(
        _env_file=None, OPENAI_BASE_URL=server.url, OPENAI_API_KEY=key, model="anthropic/c", vendor="anthropic",
        store=tmp_path / "store",
    )  # fmt: skip
    messages = [{"role": "system", "content": "s"}, {"role": "user", "content": "u"}]
    requests = [Request.of({"model": "anthropic/c", "messages": messages, "seed": n}) for n in range(4)]

    async def stream() -> AsyncIterator[Request]:
        for request in requests:
            yield request

    with closing(open_store(settings.store)) as store:
        async with aclosing(Batches(settings, store)) as batches:
            (job,) = await batches.submit(stream())
            assert (job.batch, job.state) == ("msgbatch_1", "in_progress")
            assert server.requests[0]["params"]["model"] == "c"
            server.ended = True
            collected = await batches.collect()
            assert len(list(store)) == 2
            reasons = [reason for file in collected.answers for _, reason in file.not_recorded]
            assert reasons == ["Internal server error", "The request expired."]
            assert collected.usage.cached_tokens == 18_000
            assert not any(batches.pending(request.key) for request in requests)
    server.close()
