"""doctor: its checks."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extractor.core.settings import Settings
from extractor.runs.doctor import CheckResult, check_endpoint, check_locally
from tests.batches import BatchEndpoint
from tests.endpoint import Endpoint, Script, ScriptedResponse, chat, error, ok


def _here(folder: Path, prompt: str = "incident", **given: Any) -> dict[str, CheckResult]:
    settings = Settings(_env_file=None, store=folder / "store", **given)
    return {finding.name: finding for finding in check_locally(settings, prompt)}


def test_all_checks_pass(tmp_path: Path) -> None:
    """Settings, key, price, store and prompt each have a result; none contains the key."""
    found = _here(tmp_path, OPENAI_API_KEY="sk-canary-0123456789")
    assert [finding.ok for finding in found.values()] == [True] * 5
    assert set(found) == {"settings", "key", "price", "store", "prompt"}
    assert "canary" not in repr(found)


@pytest.mark.parametrize(
    ("given", "prompt", "what", "todo"),
    [
        ({}, "incident", "key", "Set OPENAI_API_KEY"),
        ({"OPENAI_API_KEY": "sk-123"}, "incident", "key", "Copy the whole key"),
        ({"OPENAI_API_KEY": "sk-canary-0123456789"}, "none-such", "prompt", "There are:"),
    ],
)
def test_next_step(tmp_path: Path, given: dict[str, str], prompt: str, what: str, todo: str) -> None:
    """A missing or short key and an unknown prompt fail, with the next step."""
    finding = _here(tmp_path, prompt, **given)[what]
    assert not finding.ok
    assert todo in finding.next_step


def test_damaged_store(tmp_path: Path) -> None:
    """A damaged store fails with the message and the next step of the store."""
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "cache.db").write_bytes(b"garbage" * 1_000)
    finding = _here(tmp_path, OPENAI_API_KEY="sk-canary-0123456789")["store"]
    assert not finding.ok
    assert finding.next_step


async def _there(url: str, folder: Path) -> dict[str, CheckResult]:
    settings = Settings(
        _env_file=None, OPENAI_BASE_URL=url, OPENAI_API_KEY="sk-canary-0123456789", model="stub", store=folder
    )
    return {finding.name: finding async for finding in check_endpoint(settings)}


async def test_models_of_the_endpoint(tmp_path: Path) -> None:
    """The result tells whether the model is among those that the endpoint lists."""
    endpoint = BatchEndpoint()
    try:
        assert (await _there(endpoint.url, tmp_path))["endpoint"].detail.endswith("responds and lists stub")
        endpoint.models = ["other"]
        assert "not among the models it lists (other, ...)" in (await _there(endpoint.url, tmp_path))["endpoint"].detail
    finally:
        endpoint.close()


PROBE = ok(chat({"answer": "yes"}, "Probe"))


def _strict_only_refused(body: dict[str, Any], _: int) -> ScriptedResponse:
    return error(400, "unsupported", "strict") if body["tools"][0]["function"].get("strict") else PROBE


@pytest.mark.parametrize(
    ("script", "passes", "message"),
    [
        (lambda *_: PROBE, True, "supports strict function calling"),
        (_strict_only_refused, False, "strict: false"),
        (lambda *_: ok(chat({"answer": "no"}, "Probe")), False, "does not support function calling"),
        (lambda *_: error(404, "model_not_found"), False, "-m stub"),
        (lambda *_: error(500), False, "Try again"),
    ],
)
async def test_function_calling(
    endpoint: Callable[[Script], Endpoint], tmp_path: Path, script: Script, passes: bool, message: str
) -> None:
    """At most two small requests tell whether strict tools, any tools or none are supported; a failure has the next step."""
    server = endpoint(script)
    found = (await _there(server.url, tmp_path))["tools"]
    assert found.ok == passes
    assert message in found.detail + found.next_step
    assert server.request_count <= 2


async def test_rejected_key(endpoint: Callable[[Script], Endpoint], tmp_path: Path) -> None:
    """X01: the message of a 401 that echoes the key is shown without it, and nothing more is sent."""
    server = endpoint(lambda *_: error(401, "invalid_api_key", "Incorrect API key: sk-canary-0123456789"))
    found = await _there(server.url, tmp_path)
    assert "Check OPENAI_API_KEY" in found["tools"].next_step
    assert "canary" not in repr(found)
    assert server.request_count == 1
