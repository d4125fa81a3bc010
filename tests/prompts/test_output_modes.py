"""output_modes: four output modes, and the order in which they are tried."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest

from extractor.core.errors import SettingsError
from extractor.core.exchange import Completion
from extractor.core.server_errors import Feature
from extractor.core.settings import Settings
from extractor.prompts.output_modes import NAMES, TurnForm, candidates, mode_of, step_down
from extractor.prompts.values import read
from extractor.prompts.wire_schema import reduced
from extractor.schema.codebook import Coding
from tests.conftest import coding
from tests.endpoint import chat

TOOL: dict[str, Any] = {
    "type": "function",
    "function": {
        "name": "Coding",
        "strict": True,
        "parameters": {
            "type": "object",
            "properties": {"pattern": {"$ref": "#/$defs/Id"}, "count": {"type": "integer", "minimum": 0}},
            "$defs": {"Id": {"type": "string", "pattern": "^i[0-9]$"}},
            "additionalProperties": False,
        },
    },
}
MESSAGES = [{"role": "system", "content": "Read."}, {"role": "user", "content": "Text."}]
ALL = candidates("auto")


def test_names_of_modes() -> None:
    """EXTRACTOR_MODE accepts exactly the existing modes."""
    assert get_args(Settings.model_fields["mode"].annotation) == NAMES


@pytest.mark.parametrize("mode", ALL, ids=lambda mode: mode.label)
def test_labels(mode: Any) -> None:
    """Each mode is found by its label."""
    assert mode_of(mode.label) == mode


def test_an_unknown_mode() -> None:
    """An unknown mode is an error that lists the modes."""
    with pytest.raises(SettingsError, match="json_schema"):
        mode_of("xml")


def test_bodies() -> None:
    """Each mode has its own request; all but `tools` have the schema in the prompt."""
    tools = mode_of("tools").body(MESSAGES, TOOL)
    assert tools["messages"] == MESSAGES
    assert tools["tool_choice"]["function"]["name"] == "Coding"
    assert "tool_choice" not in mode_of("tools/unforced").body(MESSAGES, TOOL)
    schema = mode_of("json_schema").body(MESSAGES, TOOL)
    assert schema["response_format"]["json_schema"]["strict"] is True
    assert mode_of("json_object").body(MESSAGES, TOOL)["response_format"] == {"type": "json_object"}
    for label in ("json_schema", "json_object", "text"):
        body = mode_of(label).body(MESSAGES, TOOL)
        assert '"minimum":0' in body["messages"][0]["content"]
        assert body["messages"][1] == MESSAGES[1]
    assert list(mode_of("text").body(MESSAGES, TOOL)) == ["messages"]


def test_the_reduced_schema() -> None:
    """References are inlined and limits removed; a field named like a keyword is kept."""
    schema = reduced(TOOL["function"]["parameters"])
    assert schema == {"type": "object", "properties": {"pattern": {"type": "string"}, "count": {"type": "integer"}}}
    function = mode_of("tools/reduced").body(MESSAGES, TOOL)["tools"][0]["function"]
    assert ("strict" in function, function["parameters"]) == (False, schema)


def test_a_recursive_schema() -> None:
    """A recursive reference becomes an object of any form."""
    tree = {"$ref": "#/$defs/T", "$defs": {"T": {"type": "object", "properties": {"next": {"$ref": "#/$defs/T"}}}}}
    assert reduced(tree) == {"type": "object", "properties": {"next": {"type": "object"}}}


@pytest.mark.parametrize("label", ["json_schema", "json_object", "text"])
@pytest.mark.parametrize("form", ["{}", "```json\n{}\n```", "<think>Hm {{x}}.</think>\n{}", "Here it is:\n{}"])
def test_json_in_the_content(label: str, form: str) -> None:
    """In the JSON modes the value is the content, with or without a code fence, and is not marked lenient."""
    content = form.replace("{}", json.dumps(coding())).replace("{{x}}", "{x}")
    body = {"choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}]}
    reading = read(mode_of(label).call(Completion(json.dumps(body)), "Coding"), Coding, "Coding", {})
    assert reading.value is not None
    assert reading.lenient == ()


def test_repairs_in_json_modes() -> None:
    """In the JSON modes a repair has the model's response as the assistant's turn, and the validation errors as the user's."""
    body = {"choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": '{"x": 1}'}}]}
    mode = mode_of("json_schema")
    call = mode.call(Completion(json.dumps(body)), "Coding")
    assistant, user = mode.correction(call, "Coding", ["x is not a field"])
    assert assistant == {"role": "assistant", "content": '{"x": 1}'}
    assert "- x is not a field" in user["content"]


def test_signatures_of_reasoning_are_sent_back() -> None:
    """A repair returns the signatures and reasoning details of a call, and its ids, as the server sent them."""
    reply = chat({"x": 1}, reasoning_details=[{"type": "x", "signature": "s"}])
    made = reply["choices"][0]["message"]["tool_calls"][0]
    made |= {"id": "toolu_9", "extra_content": {"google": {"thought_signature": "t"}}}
    mode = mode_of("tools")
    assistant, result = mode.correction(
        mode.call(Completion(json.dumps(reply)), "Coding"), "Coding", ["x"], TurnForm(blank=True)
    )
    assert assistant["content"] == ""
    assert assistant["reasoning_details"] == [{"type": "x", "signature": "s"}]
    assert assistant["tool_calls"][0]["extra_content"] == {"google": {"thought_signature": "t"}}
    assert result["tool_call_id"] == "toolu_9"


@pytest.mark.parametrize(
    ("label", "feature", "following"),
    [
        ("tools", Feature.STRICT, "tools/plain"),
        ("tools", Feature.SCHEMA, "tools/reduced"),
        ("tools/reduced", Feature.SCHEMA, "json_object"),
        ("tools", Feature.TOOL_CHOICE, "tools/unforced"),
        ("tools/unforced", Feature.TOOL_CHOICE, "json_schema"),
        ("tools", Feature.TOOLS, "json_schema"),
        ("json_schema", Feature.SCHEMA, "json_schema/reduced"),
        ("json_schema", Feature.RESPONSE_FORMAT, "json_object"),
        ("json_object", Feature.RESPONSE_FORMAT, "text"),
        ("json_schema", Feature.TOOLS, None),
        ("text", Feature.RESPONSE_FORMAT, None),
    ],
)
def test_next_mode(label: str, feature: Feature, following: str | None) -> None:
    """An unsupported feature leads to the next mode; one that the request does not use leads to none."""
    found = step_down(mode_of(label), feature)
    assert (found.label if found else None) == following


@pytest.mark.parametrize("mode", ALL, ids=lambda mode: mode.label)
@pytest.mark.parametrize("feature", list(Feature))
def test_modes_are_limited(mode: Any, feature: Feature) -> None:
    """A server that refuses the same feature repeatedly is tried in few modes only."""
    steps, at = 0, mode
    while at is not None:
        at, steps = step_down(at, feature), steps + 1
    assert steps <= 5
