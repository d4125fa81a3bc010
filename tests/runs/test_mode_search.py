"""mode_search: the output mode of an endpoint is found once, remembered, and found again by a replay."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extractor.articles.build import make_article
from extractor.core.errors import UnsupportedFeature
from extractor.core.settings import Settings
from extractor.prompts.loading import load_prompt
from extractor.runs.api import extract_articles
from extractor.runs.mode_search import ModeSearch
from extractor.runs.result import Extraction
from extractor.runs.runner import slots_for
from extractor.runs.wiring import LiveOptions
from tests.conftest import TEXT, coding, settings_for
from tests.endpoint import Endpoint, Script, ScriptedResponse, chat, error, ok

Start = Callable[[Script], Endpoint]
PROMPT = load_prompt("incident")
ARTICLES = [make_article(f"{n}.txt", f"{TEXT} Number {n}.", {"published": "2024-03-05"}) for n in range(6)]


def _content(value: Any) -> ScriptedResponse:
    message = {"role": "assistant", "content": value if isinstance(value, str) else json.dumps(value)}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    return ok({"id": "c", "object": "chat.completion", "created": 0, "model": "stub", "choices": [choice]})


def _no_tools(body: dict[str, Any], _: int) -> ScriptedResponse:
    return error(400, None, "this model does not support tools") if "tools" in body else _content(coding())


def _ignores_tools(body: dict[str, Any], _: int) -> ScriptedResponse:
    """Answer like llama.cpp with a small model: a tool is taken and ignored, a response format binds."""
    if "response_format" in body:
        return _content(coding())
    return _content('```json\n{"name": "Attack", "arguments": {"place": "Gao"}}\n```')


def _no_response_format(body: dict[str, Any], _: int) -> ScriptedResponse:
    if "tools" in body:
        return error(404, None, "No endpoints found that support tool use.")
    if "response_format" in body:
        return error(400, None, "response_format is not supported")
    return _content("```json\n" + json.dumps(coding()) + "\n```")


def _run(settings: Settings, messages: list[str], **options: Any) -> list[Extraction]:
    live = LiveOptions(announce=messages.append)
    return extract_articles(ARTICLES, PROMPT, settings, live=live, **options)


@pytest.mark.parametrize(
    ("script", "label", "extra"),
    [(_no_tools, "json_schema", 1), (_ignores_tools, "json_schema", 1), (_no_response_format, "text", 3)],
)
def test_the_mode_is_found_once(endpoint: Start, tmp_path: Path, script: Script, label: str, extra: int) -> None:
    """An unsupported mode costs one request per run and none in the next; a replay finds the responses."""
    server, messages = endpoint(script), list[str]()
    settings = settings_for(server, tmp_path, concurrency=4)
    first = _run(settings, messages)
    assert [each.state for each in first] == ["ok"] * 6
    assert server.request_count == 6 + extra
    assert f"trying {label}" in messages[-1]
    again = _run(settings.model_copy(update={"store": settings.store}), messages)
    assert server.request_count == 6 + extra
    replayed = extract_articles(ARTICLES, PROMPT, settings, offline=True)
    assert [each.coding for each in again] == [each.coding for each in replayed] == [each.coding for each in first]
    assert [each.keys for each in replayed] == [each.keys for each in first]
    assert len(messages) == extra


def test_a_mode_that_is_refused_later(endpoint: Start, tmp_path: Path) -> None:
    """A router that changes to a provider without tools in the middle of a run loses no article."""
    taken = 0

    def script(body: dict[str, Any], number: int) -> ScriptedResponse:
        nonlocal taken
        taken += "tools" in body
        return ok(chat(coding())) if "tools" in body and taken <= 3 else _no_tools(body, number)

    server, messages = endpoint(script), list[str]()
    ends = _run(settings_for(server, tmp_path, concurrency=2), messages)
    assert [each.state for each in ends] == ["ok"] * 6
    assert len(messages) == 1
    assert server.request_count <= 6 + slots_for(2)  # the articles that were at work
    replayed = extract_articles(ARTICLES, PROMPT, settings_for(server, tmp_path), offline=True)
    assert [each.coding for each in replayed] == [each.coding for each in ends]


_NEEDS_REASONING = "Missing `reasoning_content` field in the assistant message at message index 2."


@pytest.mark.parametrize(
    ("status", "message", "member", "value"),
    [
        (400, "Invalid type for 'messages[2].content': expected a string, got null", "content", ""),
        (500, "can only concatenate str (not 'NoneType') to str: content", "content", ""),
        (400, _NEEDS_REASONING, "reasoning_content", "Hm."),
    ],
)
def test_repairs_in_the_form_that_a_server_accepts(
    endpoint: Start, tmp_path: Path, status: int, message: str, member: str, value: str
) -> None:
    """A server that rejects the model's turn of a repair gets it in another form, once for each article."""
    wrong = chat({"incidents": 1}, reasoning_content="Hm.")

    def script(body: dict[str, Any], _: int) -> ScriptedResponse:
        turns = [each for each in body["messages"] if each["role"] == "assistant"]
        if not turns:
            return ok(wrong)
        if turns[0].get(member) != value:
            return error(status, None, message)
        return ok(chat(coding()) if "2 times" in json.dumps(body) else wrong)

    server = endpoint(script)
    ends = _run(settings_for(server, tmp_path), [])
    assert [(each.state, each.repairs) for each in ends] == [("ok", 2)] * 6
    assert server.request_count == 6 * 4


def test_the_mode_is_remembered(endpoint: Start, tmp_path: Path) -> None:
    """A later run with other articles begins in the mode that was found."""
    server, messages = endpoint(_no_tools), list[str]()
    settings = settings_for(server, tmp_path)
    _run(settings, messages)
    sent = server.request_count
    more = [make_article("more.txt", TEXT + " More.", {"published": "2024-03-05"})]
    assert [each.state for each in extract_articles(more, PROMPT, settings)] == ["ok"]
    assert server.request_count == sent + 1


def test_a_server_that_supports_nothing_stops_the_run(endpoint: Start, tmp_path: Path) -> None:
    """After at most three requests the run stops, with the server's own words; nothing is recorded as an end."""
    server, messages = endpoint(lambda *_: error(404, None, "No endpoints found for tool_choice")), list[str]()
    settings = settings_for(server, tmp_path, concurrency=8)
    ends = _run(settings, messages)
    assert [each.state for each in ends] == ["pending"] * 6
    assert "No endpoints found for tool_choice" in ends[0].message
    assert server.request_count <= 3
    server.script = lambda *_: ok(chat(coding()))
    assert [each.state for each in _run(settings, messages)] == ["ok"] * 6


def test_a_chosen_mode_is_kept(endpoint: Start, tmp_path: Path) -> None:
    """With `--mode tools` no other mode is tried; within it the schema may be reduced."""
    search = ModeSearch("tools")
    search.step_down(UnsupportedFeature("no", feature="schema"))
    assert search.mode.label == "tools/reduced"
    with pytest.raises(UnsupportedFeature):
        search.step_down(UnsupportedFeature("no", feature="tools"))
    server = endpoint(_no_tools)
    ends = _run(settings_for(server, tmp_path, mode="json_object"), [])
    assert [each.state for each in ends] == ["ok"] * 6
    assert all(json.loads(body)["response_format"] == {"type": "json_object"} for body in server.bodies)
