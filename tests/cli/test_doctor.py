"""cli doctor: checks, and next steps for those that fail."""

from collections.abc import Callable

import pytest

from tests.conftest import CommandResult, coding
from tests.endpoint import Endpoint, Script, chat, error, ok

Run = Callable[..., CommandResult]
Start = Callable[[Script], Endpoint]


def test_all_checks_pass(extractor: Run, endpoint: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each check is a line; if all pass the exit code is 0, and one request was sent."""
    server = endpoint(lambda *_: ok(chat(coding())))
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary-0123456789")
    result = extractor("doctor", "-m", "stub", "--base-url", server.url)
    assert (result.code, server.request_count) == (0, 1), result.out
    assert [line[:5] for line in result.out.splitlines()] == ["ok   "] * 7
    assert "canary" not in result.out + result.err


def test_a_failed_check(extractor: Run, endpoint: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failed check has a next step; exit 2."""
    server = endpoint(lambda *_: error(401, "invalid_api_key", "Incorrect: sk-canary-0123456789"))
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary-0123456789")
    result = extractor("doctor", "-m", "stub", "--base-url", server.url)
    assert result.code == 2
    assert "FAIL  output" in result.out
    assert "-> Check OPENAI_API_KEY" in result.out
    assert "canary" not in result.out + result.err


def test_offline(extractor: Run) -> None:
    """Without a key, or with --offline, the endpoint is not contacted."""
    result = extractor("doctor", "--offline")
    assert result.code == 2
    assert "OPENAI_API_KEY" in result.out
    assert "endpoint" not in result.out
