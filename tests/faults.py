"""Faults T, S and M of docs/faults.md as endpoint scripts; `python -m tests.faults` prints the table.

Each case runs through the whole live path (rate limiter, retries, recorder, repairs), and gives the expected
number of requests and the expected state of the article.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from unittest import mock

from extractor.articles.build import make_article
from extractor.core.settings import Settings
from extractor.prompts.loading import load_prompt
from extractor.runs.result import Extraction
from extractor.runs.scheduler import Halt, extract_one
from extractor.runs.wiring import LiveOptions, connect
from tests.endpoint import Endpoint, Script, ScriptedResponse, chat, error, ok

TEXT = "Two soldiers were killed in Gao on Monday, the army said."
EMPTY: dict[str, Any] = {
    "article": {"published_text": None, "agencies": [], "garbled_passages": []},
    "operations": [], "incidents": [], "statements": [], "aggregates": [],
}  # fmt: skip
GOOD = ok(chat(EMPTY))
CALL = chat(EMPTY)["choices"][0]["message"]["tool_calls"][0]
OTHER_CALL = {**CALL, "function": {**CALL["function"], "arguments": "{}"}}


@dataclass(frozen=True)
class FaultCase:
    """One fault: the endpoint's script, and the expected requests, state and error class."""

    name: str
    script: Script
    requests: int
    state: str
    kind: str = ""
    settings: tuple[tuple[str, Any], ...] = ()


def once(response: ScriptedResponse) -> Script:
    """Return this response once, then a valid one."""
    return lambda _, number: response if number == 1 else GOOD


def always(response: ScriptedResponse) -> Script:
    """Return this response to every request."""
    return lambda *_: response


def body(value: Any) -> ScriptedResponse:
    """Return a 200 response with this body, bytes or JSON."""
    return ScriptedResponse(200, value if isinstance(value, bytes) else json.dumps(value).encode())


def message(**members: Any) -> ScriptedResponse:
    """Return a completion whose message has these members; without a tool call unless given."""
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": None, **members}}
    return body({"model": "stub", "choices": [choice]})


def close(handler: BaseHTTPRequestHandler) -> None:
    """Close the connection without sending a byte."""
    handler.connection.close()


def reset(handler: BaseHTTPRequestHandler) -> None:
    """Reset the connection."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    handler.connection.close()


def half(handler: BaseHTTPRequestHandler) -> None:
    """Send half a response and close."""
    handler.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{"choi')
    handler.wfile.flush()


def silent(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(1.0)


def drip(handler: BaseHTTPRequestHandler) -> None:
    """Send a byte every 50 ms, for longer than the deadline."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(20):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)


BIG = b'{"choices": "' + b"x" * 3_000_000 + b'"}'
SHORT = (("deadline", 0.3),)
SMALL = (("max_reply_bytes", 100_000),)
NAN = json.dumps(EMPTY).replace('"operations": []', '"operations": [{"x": NaN}]')

CASES = [
    FaultCase("T02 reset", once(ScriptedResponse(raw=reset)), 2, "ok"),
    FaultCase("T03, T04 cut body", once(ScriptedResponse(raw=half)), 2, "ok"),
    FaultCase("T05 closed with no bytes", once(ScriptedResponse(raw=close)), 2, "ok"),
    FaultCase("T06 no response", always(ScriptedResponse(raw=silent)), 1, "failed", "transport", SHORT),
    FaultCase("T07 drip-feed", always(ScriptedResponse(raw=drip)), 1, "failed", "transport", SHORT),
    FaultCase(
        "T08 gzip bomb", always(ScriptedResponse(200, gzip.compress(BIG), {"Content-Encoding": "gzip"})),
        1, "failed", "response_too_large", SMALL,
    ),
    FaultCase("T09 huge body", always(ScriptedResponse(200, BIG)), 1, "failed", "response_too_large", SMALL),
    FaultCase("T10 captive portal", always(ScriptedResponse(200, b"<html>Sign in</html>")), 4, "failed", "bad_response"),
    FaultCase("T11 empty", always(body(b"")), 4, "failed", "bad_response"),
    FaultCase("T12 null", always(body(b"null")), 4, "failed", "bad_response"),
    FaultCase("T13 a list", always(body(b"[]")), 4, "failed", "bad_response"),
    FaultCase("T14 malformed", always(body(b'{"choices": [}')), 4, "failed", "bad_response"),
    FaultCase("T15 not UTF-8", always(body(b'{"choices": ["\xff"]}')), 4, "failed", "bad_response"),
    FaultCase("T16 nesting 100,000", always(body(b"[" * 100_000)), 4, "failed", "bad_response"),
    FaultCase("T17 error 503 in a 200", once(ok({"error": {"code": 503, "message": "busy"}})), 2, "ok"),
    FaultCase("T17 error 401 in a 200", always(ok({"error": {"code": 401, "message": "no"}})), 1, "pending", "stopped"),
    FaultCase("T18 no choices", always(ok({"choices": []})), 4, "failed", "bad_response"),
    FaultCase("T18 choices null", always(ok({"choices": None})), 4, "failed", "bad_response"),
    FaultCase("T18 no message", always(ok({"choices": [{"finish_reason": "stop"}]})), 4, "failed", "bad_response"),
    FaultCase("T19, T20 redirect", always(ScriptedResponse(307, b"", {"Location": "http://127.0.0.1:9/"})), 1, "pending", "stopped"),
    FaultCase("S01 401", always(error(401)), 1, "pending", "stopped"),
    FaultCase("S02 403", always(error(403)), 1, "pending", "stopped"),
    FaultCase("S03 404 model", always(error(404, "model_not_found")), 1, "pending", "stopped"),
    FaultCase("S04 400 context length", always(error(400, "context_length_exceeded")), 1, "failed", "too_long"),
    FaultCase("S05 400 other", always(error(400, "other")), 1, "failed", "rejected"),
    FaultCase("S05 413", always(error(413)), 1, "failed", "too_long"),
    FaultCase("S05 422", always(error(422)), 1, "failed", "rejected"),
    FaultCase("S06 400 tool_use_failed", once(error(400, "tool_use_failed")), 2, "ok"),
    FaultCase("S07 408", once(error(408)), 2, "ok"),
    FaultCase("S07 409", once(error(409)), 2, "ok"),
    FaultCase("S08 429 retry-after", once(error(429, retry_after="0.05")), 2, "ok"),
    FaultCase("S09 429 retry-after-ms", once(error(429, retry_after_ms="50")), 2, "ok"),
    FaultCase("S11 429 retry-after 300", always(error(429, retry_after="300")), 1, "pending", "stopped"),
    FaultCase("S12 429 retry-after -5", once(error(429, retry_after="-5")), 2, "ok"),
    FaultCase("S12 429 retry-after NaN", once(error(429, retry_after="NaN")), 2, "ok"),
    FaultCase("S13 429 insufficient_quota", always(error(429, "insufficient_quota")), 1, "pending", "stopped"),
    FaultCase("S14 429 integer code", once(error(429, 429)), 2, "ok"),
    FaultCase("S15 500 x-should-retry: false", always(error(500, x_should_retry="false")), 1, "failed", "transport"),
    FaultCase("S16 500", once(error(500)), 2, "ok"),
    FaultCase("S16 502 HTML", once(ScriptedResponse(502, b"<html>Bad gateway</html>")), 2, "ok"),
    FaultCase("S16 503", once(error(503)), 2, "ok"),
    FaultCase("S16 529", once(error(529)), 2, "ok"),
    FaultCase("S17 500 to every request", always(error(500)), 4, "failed", "transport"),
    FaultCase("M01 length, valid JSON", always(ok(chat(EMPTY, finish="length"))), 1, "failed", "length"),
    FaultCase("M01 length, nothing", always(ok(chat("", finish="length"))), 1, "failed", "length"),
    FaultCase(
        "M02 filter, no message", always(ok({"choices": [{"finish_reason": "content_filter"}]})),
        1, "failed", "content_filter",
    ),
    FaultCase("M03 filter, valid call", always(ok(chat(EMPTY, finish="content_filter"))), 1, "failed", "content_filter"),
    FaultCase("M04 refusal", always(message(refusal="I will not.")), 1, "failed", "refusal"),
    FaultCase("M05 refusal '' and a call", always(ok(chat(EMPTY, refusal=""))), 1, "ok"),
    FaultCase("M06 finish ''", always(ok(chat(EMPTY, finish=""))), 1, "ok"),
    FaultCase("M06 finish eos", always(ok(chat(EMPTY, finish="eos"))), 1, "ok"),
    FaultCase("M06 finish null", always(ok(chat(EMPTY, finish=None))), 1, "ok"),
    FaultCase("M07 text, no call", always(message(content="There were two.")), 5, "failed", "invalid"),
    FaultCase("M08 two calls", always(message(tool_calls=[CALL, OTHER_CALL])), 1, "failed", "multiple_calls"),
    FaultCase("M08 the same call twice", always(message(tool_calls=[CALL, CALL])), 1, "ok", ""),
    FaultCase("M09 another tool", always(ok(chat(EMPTY, "Other"))), 1, "failed", "wrong_tool"),
    FaultCase("M10 arguments missing", once(message(tool_calls=[{"id": "x", "function": {"name": "Coding"}}])), 2, "ok"),
    FaultCase("M10 arguments ''", once(ok(chat(""))), 2, "ok"),
    FaultCase("M11 raw newline", once(ok(chat('{"article": "a\nb"}'))), 2, "ok"),
    FaultCase("M12 NaN", once(ok(chat(NAN))), 2, "ok"),
    FaultCase("M13 5,000 digits", once(ok(chat('{"a": ' + "9" * 5_000 + "}"))), 2, "ok"),
    FaultCase("M14 depth 250", once(ok(chat('{"a":' * 250 + "1" + "}" * 250))), 2, "ok"),
    FaultCase("M14 depth 100,000", once(ok(chat("[" * 100_000))), 2, "ok"),
    FaultCase("M15 a name twice", once(ok(chat(json.dumps(EMPTY)[:-1] + ', "incidents": []}'))), 2, "ok"),
    FaultCase("M16 extra fields", once(ok(chat({**EMPTY, "more": 1}))), 2, "ok"),
    FaultCase("M18 half a surrogate", once(ok(chat(json.dumps(EMPTY).replace("null", '"\\ud800"')))), 2, "ok"),
    FaultCase("M21 3 MB of arguments", always(ok(chat("x" * 3_000_000))), 1, "failed", "too_big"),
    FaultCase("M30 two choices", always(ok({"choices": chat(EMPTY)["choices"] * 2})), 1, "failed", "multiple_calls"),
    FaultCase("M31 invalid, then valid", once(ok(chat({"x": 1}))), 2, "ok"),
]  # fmt: skip


async def run_case(case: FaultCase, server: Endpoint, folder: Path) -> Extraction:
    """Extract one article against the case; backoff takes no time, a Retry-After does."""
    values = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "sk-canary-0123456789", "model": "stub"}
    settings = Settings(_env_file=None, store=folder / "store", **{**values, **dict(case.settings)})
    article = make_article("gao.txt", TEXT, {"published": "2024-03-05"})
    halt = Halt()
    with mock.patch("extractor.model.retries._backoff", return_value=0.0):
        async with connect(load_prompt("incident"), settings, live=LiveOptions(halt=halt)) as connection:
            return await extract_one(connection.extract, article, halt)


def main(start: Callable[[Script], Endpoint] = Endpoint) -> None:
    """Print the table as observed."""
    print(f"{'fault':<34} {'requests':>8}  state")
    for case in CASES:
        server = start(case.script)
        with tempfile.TemporaryDirectory() as folder:
            extraction = asyncio.run(run_case(case, server, Path(folder)))
        server.close()
        wrong = (
            ""
            if (server.request_count, extraction.state, extraction.kind) == (case.requests, case.state, case.kind)
            else "  WRONG"
        )
        print(f"{case.name:<34} {server.request_count:>8}  {extraction.state} {extraction.kind}{wrong}")


if __name__ == "__main__":
    main()
