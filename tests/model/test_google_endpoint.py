"""google_endpoint: Google's Gemini API, against a loopback server with its documented wire shapes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extractor.articles.build import make_article
from extractor.core.errors import SettingsError
from extractor.core.exchange import Completion
from extractor.core.settings import Settings, load_settings
from extractor.model.google_endpoint import completion_of, request_of
from extractor.model.usage import Usage
from extractor.prompts.loading import load_prompt
from extractor.runs.api import extract_articles
from tests.conftest import TEXT, coding, settings_for
from tests.endpoint import Endpoint, Script, ScriptedResponse, ok

Start = Callable[[Script], Endpoint]
ARTICLES = [make_article(f"{n}.txt", f"{TEXT} {n}.", {"published": "2024-03-05"}) for n in range(3)]
USAGE = {
    "promptTokenCount": 9_000,
    "cachedContentTokenCount": 8_000,
    "candidatesTokenCount": 500,
    "thoughtsTokenCount": 300,
    "totalTokenCount": 9_800,
}


def _reply(value: Any, reason: str = "STOP") -> ScriptedResponse:
    text = value if isinstance(value, str) else json.dumps(value)
    parts = [{"text": "Hm.", "thought": True}, {"text": text, "thoughtSignature": "c2ln"}]
    candidate = {"content": {"role": "model", "parts": parts}, "finishReason": reason, "index": 0}
    return ok({"candidates": [candidate], "usageMetadata": USAGE, "modelVersion": "gemini-x", "responseId": "r1"})


def _failure(status: int, message: str, **details: Any) -> ScriptedResponse:
    body = {"error": {"code": status, "message": message, "status": "X", "details": [details] if details else []}}
    return ScriptedResponse(status, json.dumps(body).encode(), {"Content-Type": "application/json"})


def _settings(server: Endpoint, folder: Path, **more: Any) -> Settings:
    return settings_for(server, folder, OPENAI_BASE_URL=server.url.removesuffix("/v1"), vendor="google", **more)


def test_a_run(endpoint: Start, tmp_path: Path) -> None:
    """Articles are extracted with structured output; a replay gives the same."""
    server = endpoint(lambda *_: _reply(coding()))
    settings = _settings(server, tmp_path, model="google/gemini-x")
    ends = extract_articles(ARTICLES, load_prompt("incident"), settings)
    assert [each.state for each in ends] == ["ok"] * 3
    sent = json.loads(server.bodies[0])
    config = sent["generationConfig"]
    assert config["responseMimeType"] == "application/json"
    assert "incidents" in config["responseJsonSchema"]["properties"]
    assert sent["systemInstruction"]["parts"][0]["text"].startswith("You code news articles")
    assert [content["role"] for content in sent["contents"]] == ["user"]
    replayed = extract_articles(ARTICLES, load_prompt("incident"), settings, offline=True)
    assert [each.coding for each in replayed] == [each.coding for each in ends]


def test_a_repair(endpoint: Start, tmp_path: Path) -> None:
    """The next request has the model's own turn with its signature, and the problems as the user's."""
    server = endpoint(lambda _, number: _reply({"x": 1} if number == 1 else coding()))
    ends = extract_articles(ARTICLES[:1], load_prompt("incident"), _settings(server, tmp_path, model="google/gemini-x"))
    assert (ends[0].state, ends[0].repairs) == ("ok", 1)
    _, model, user = json.loads(server.bodies[1])["contents"]
    assert (model["role"], json.loads(model["parts"][0]["text"])) == ("model", {"x": 1})
    assert model["parts"][0]["thoughtSignature"] == "c2ln"
    assert "x: is not a field" in user["parts"][0]["text"]


@pytest.mark.parametrize(
    ("answer", "state", "words", "requests"),
    [
        (_failure(400, "API key not valid.", reason="API_KEY_INVALID"), "pending", "API key not valid", 1),
        (_failure(404, "models/gemini-x is not found"), "pending", "is not found", 1),
        (_failure(429, "Quota exceeded", quotaId="GenerateRequestsPerDayPerProject"), "pending", "Quota exceeded", 1),
        (_reply("{}", "SAFETY"), "failed", "SAFETY", 3),
        (_reply('{"a', "MAX_TOKENS"), "failed", "MAX_TOKENS", 3),
        (ok({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}), "failed", "PROHIBITED_CONTENT", 3),
    ],
)
def test_faults(
    endpoint: Start, tmp_path: Path, answer: ScriptedResponse, state: str, words: str, requests: int
) -> None:
    """A wrong key, an unknown model and a daily quota stop the run after one request; a content filter fails its article."""
    server = endpoint(lambda *_: answer)
    ends = extract_articles(ARTICLES, load_prompt("incident"), _settings(server, tmp_path, model="google/gemini-x"))
    assert {each.state for each in ends} == {state}
    assert words in ends[0].message
    assert server.request_count == requests


def test_transient_faults_are_retried(endpoint: Start, tmp_path: Path) -> None:
    """A 503 and a malformed call are retried."""
    answers = [_failure(503, "overloaded"), _reply("", "MALFORMED_FUNCTION_CALL"), _reply(coding())]
    server = endpoint(lambda _, number: answers[number - 1])
    ends = extract_articles(ARTICLES[:1], load_prompt("incident"), _settings(server, tmp_path, model="google/gemini-x"))
    assert (ends[0].state, server.request_count) == ("ok", 3)


def test_usage_counts_thoughts_as_output() -> None:
    """Thinking tokens count as output tokens; cached tokens are part of the input tokens."""
    reply = completion_of(json.loads(_reply(coding()).body), "Coding")
    assert Usage.of(Completion(reply.decode())) == Usage(9_000, 8_000, 800)


def test_a_parameter_that_gemini_lacks() -> None:
    """A parameter of the prompt without a counterpart is an error, not silently dropped."""
    messages = [{"role": "system", "content": "s"}, {"role": "user", "content": "u"}]
    with pytest.raises(SettingsError, match="frequency_penalty"):
        request_of({"model": "google/g", "messages": messages, "frequency_penalty": 1})
    assert request_of({"model": "google/g", "messages": messages, "max_tokens": 9})["config"]["max_output_tokens"] == 9


def test_the_model_names_the_vendor(monkeypatch: pytest.MonkeyPatch) -> None:
    """`google/…` uses Google's key and host."""
    monkeypatch.setenv("GEMINI_API_KEY", "AIza-0123456789")
    settings = load_settings(model="google/gemini-x")
    assert (settings.vendor, settings.host) == ("google", "generativelanguage.googleapis.com")
