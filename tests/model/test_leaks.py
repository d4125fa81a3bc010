"""Leaks: the API key is in no file and in no output, wherever a server repeats it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import TEXT, CommandResult, coding, incident
from tests.endpoint import Endpoint, Script, ScriptedResponse, chat, error, ok

Start = Callable[[Script], Endpoint]
KEY = "sk-canary/0123456789-abcdef"
ESCAPED = KEY.replace("/", "\\/")


def _raw(status: int, text: str, **headers: str) -> ScriptedResponse:
    return ScriptedResponse(status, text.encode(), {name.replace("_", "-"): value for name, value in headers.items()})


ANSWERS: dict[str, ScriptedResponse] = {
    "in a value": ok(chat(coding(incident(summary=f"Your key is {KEY}.")))),
    "escaped in a value": _raw(200, json.dumps(chat(coding(incident(summary=f"Key {KEY}.")))).replace("/", "\\/")),
    "in an error": error(401, None, f"Incorrect API key provided: {KEY}"),
    "escaped in an error": _raw(401, f'{{"error": {{"message": "Incorrect key {ESCAPED}", "code": "{ESCAPED}"}}}}'),
    "in plain text": _raw(401, f"no such key {KEY}"),
    "in a request id": _raw(200, "{}", x_request_id=f"{KEY}"),
    "in a request id with markup": _raw(200, "{}", x_request_id="<b>\x1b[31m"),
    "in a reason": error(500, None, f"upstream said {KEY}"),
    "in a name": ok({**chat(coding()), "model": f"m-{KEY}", "id": KEY}),
}


@pytest.mark.parametrize("place", ANSWERS)
def test_the_key_is_nowhere(
    endpoint: Start, extractor: Callable[..., CommandResult], monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """Neither rows, recordings, logs nor the terminal have the key that a server echoes."""
    server = endpoint(lambda *_: ANSWERS[place])
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("EXTRACTOR_RETRIES", "0")
    Path("a.txt").write_text(TEXT, encoding="utf-8")
    command = ("run", "a.txt", "--published", "2024-03-05", "-m", "stub", "--base-url", server.url, "-o", "r")
    seen: list[Any] = [
        extractor(*command, "--log-json", "log.jsonl"),
        extractor("doctor", "-m", "stub", "--base-url", server.url),
    ]
    if Path("r/manifest.json").exists():
        seen.append(extractor("report", "r", "-o", "r.html", "--no-gazetteer"))
    printed = "".join(result.out + result.err for result in seen)
    files = b"".join(path.read_bytes() for path in Path().rglob("*") if path.is_file())
    for key in (KEY, ESCAPED):
        assert key not in printed
        assert key.encode() not in files
    assert "\x1b[31m" not in printed


def test_a_key_in_the_base_url(extractor: Callable[..., CommandResult], monkeypatch: pytest.MonkeyPatch) -> None:
    """A base URL that contains the key is refused, and the message does not show it."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    Path("a.txt").write_text(TEXT, encoding="utf-8")
    result = extractor("run", "a.txt", "-m", "stub", "--base-url", f"http://127.0.0.1:9/v1?auth={KEY}")
    assert result.code == 2
    assert "contains the key" in result.err
    assert KEY not in result.err
