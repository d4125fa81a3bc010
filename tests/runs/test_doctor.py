"""doctor: its checks."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extractor.core.settings import Settings
from extractor.runs.doctor import CheckResult, check_endpoint, check_locally, model_names
from tests.batches import BatchEndpoint
from tests.conftest import coding
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
    return {finding.name: finding async for finding in check_endpoint(settings, "incident")}


async def test_models_of_the_endpoint(tmp_path: Path) -> None:
    """The result tells whether the model is among those that the endpoint lists."""
    endpoint = BatchEndpoint()
    try:
        assert (await _there(endpoint.url, tmp_path))["endpoint"].detail.endswith("responds and lists stub")
        endpoint.models = ["other"]
        assert "not among the models it lists (other, ...)" in (await _there(endpoint.url, tmp_path))["endpoint"].detail
    finally:
        endpoint.close()


def _strict_refused(body: dict[str, Any], _: int) -> ScriptedResponse:
    strict = body["tools"][0]["function"].get("strict")
    return error(400, "unsupported", "strict is not supported") if strict else ok(chat(coding()))


def _grammar_refused(body: dict[str, Any], _: int) -> ScriptedResponse:
    refused = '"pattern"' in json.dumps(body["tools"])
    return error(400, None, "failed to parse grammar") if refused else ok(chat(coding()))


def _cut(*_: Any) -> ScriptedResponse:
    return ok({**chat(coding()), "usage": {"prompt_tokens": 2_048, "completion_tokens": 9, "total_tokens": 2_057}})


@pytest.mark.parametrize(
    ("script", "passes", "message"),
    [
        (lambda *_: ok(chat(coding())), True, "output mode tools"),
        (_strict_refused, True, "output mode tools/plain (1 other not supported)"),
        (_grammar_refused, True, "output mode tools/reduced (1 other not supported)"),
        (lambda *_: ok(chat({"answer": "no"})), False, "but not as the schema of incident requires"),
        (lambda *_: error(404, "model_not_found"), False, "-m stub"),
        (_cut, False, "context is too small"),
        (lambda *_: error(500), False, "Try again"),
    ],
)
async def test_output_mode(
    endpoint: Callable[[Script], Endpoint], tmp_path: Path, script: Script, passes: bool, message: str
) -> None:
    """The real prompt and schema show which output mode the endpoint supports, or why none does."""
    server = endpoint(script)
    found = (await _there(server.url, tmp_path))["output"]
    assert found.ok == passes
    assert message in found.detail + found.next_step
    assert server.request_count <= 3


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ({"data": [{"id": "a"}, {"name": "b"}]}, ["a", "b"]),
        ({"models": [{"name": "models/a", "model": "a"}]}, ["a", "a"]),
        ([{"id": "a", "type": "chat"}, "b"], ["a", "b"]),
        ({"data": None}, []),
        ({"data": [{"x": 1}, None]}, []),
    ],
)
def test_lists_of_models_of_any_shape(value: Any, names: list[str]) -> None:
    """OpenAI, Ollama, Google and Together each have a list of another shape."""
    assert model_names(value) == names


async def test_rejected_key(endpoint: Callable[[Script], Endpoint], tmp_path: Path) -> None:
    """X01: the message of a 401 that echoes the key is shown without it, and nothing more is sent."""
    server = endpoint(lambda *_: error(401, "invalid_api_key", "Incorrect API key: sk-canary-0123456789"))
    found = await _there(server.url, tmp_path)
    assert "Check OPENAI_API_KEY" in found["output"].next_step
    assert "canary" not in repr(found)
    assert server.request_count == 1
