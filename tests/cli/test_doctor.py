"""cli doctor: what is wrong, and what to do about it."""

from collections.abc import Callable

import pytest

from tests.conftest import CommandResult
from tests.endpoint import Endpoint, Script, chat, error, ok

Run = Callable[..., CommandResult]
Start = Callable[[Script], Endpoint]


def test_all_is_well(extractor: Run, endpoint: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each check is a line; when all are well the exit code is 0, and one small request was sent."""
    server = endpoint(lambda *_: ok(chat({"answer": "yes"}, "Probe")))
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary-0123456789")
    said = extractor("doctor", "-m", "stub", "--base-url", server.url)
    assert (said.code, server.request_count) == (0, 1), said.out
    assert [line[:5] for line in said.out.splitlines()] == ["ok   "] * 7
    assert "canary" not in said.out + said.err


def test_something_is_wrong(extractor: Run, endpoint: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is bad comes with what to do; exit 2."""
    server = endpoint(lambda *_: error(401, "invalid_api_key", "Incorrect: sk-canary-0123456789"))
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary-0123456789")
    said = extractor("doctor", "-m", "stub", "--base-url", server.url)
    assert said.code == 2
    assert "FAIL  tools" in said.out
    assert "-> Check OPENAI_API_KEY" in said.out
    assert "canary" not in said.out + said.err


def test_offline(extractor: Run) -> None:
    """Without a key, or with --offline, the network is left alone."""
    said = extractor("doctor", "--offline")
    assert said.code == 2
    assert "OPENAI_API_KEY" in said.out
    assert "endpoint" not in said.out
