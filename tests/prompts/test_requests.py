"""requests: initial requests, repairs and requotes."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.articles.build import make_article
from extractor.core.exchange import Completion, Request
from extractor.core.settings import Settings
from extractor.prompts.loading import load_prompt
from extractor.prompts.prompt import Prompt
from extractor.prompts.requests import CopiedStrings, RequestBuilder
from extractor.runs.wiring import connect_offline
from tests.conftest import TEXT, coding
from tests.endpoint import chat


@pytest.fixture(scope="module")
def builder() -> RequestBuilder:
    with connect_offline(load_prompt("incident"), Settings(_env_file=None, model="m")) as connection:
        return connection.extractor.requests


def test_the_body_is_a_chat_completion_that_forces_the_tool(builder: RequestBuilder) -> None:
    """The body has the system message first, the article last, a strict and forced tool, and nothing else."""
    request = builder.initial(make_article("x", TEXT, {"published": "2024-03-05"}))
    body = json.loads(request.body)
    assert list(body) == ["model", "messages", "tools", "tool_choice"]
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert TEXT in body["messages"][1]["content"]
    assert "2024-03-05" in body["messages"][1]["content"]
    assert body["tools"][0]["function"]["strict"] is True
    assert body["tool_choice"]["function"]["name"] == "Coding"


def _objects(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, dict):
        return ([node] if node.get("type") == "object" else []) + [o for v in node.values() for o in _objects(v)]
    return [o for v in node for o in _objects(v)] if isinstance(node, list) else []


def test_strict_on_the_wire(builder: RequestBuilder) -> None:
    """Every object is closed and every field required; no default and no undocumented keyword is sent."""
    parameters = builder.tool["function"]["parameters"]
    objects = _objects(parameters)
    assert len(objects) == 8
    for node in objects:
        assert node["additionalProperties"] is False
        assert node["required"] == list(node["properties"])
    text = json.dumps(parameters)
    assert not any(f'"{word}":' in text for word in ("default", "maxLength", "minLength", "title"))


def test_keys_are_stable(builder: RequestBuilder) -> None:
    """M32: the keys of an initial request and of its repair are pinned; a library upgrade must not change them."""
    article = make_article("x", TEXT, {"published": "2024-03-05"})
    first = builder.initial(article)
    reply = Completion(json.dumps(chat({"article": 1})))
    again = builder.repair(first, builder.call(reply), ["incidents: is missing"], 1)
    assert (first.key[:16], again.key[:16]) == ("b3d23ecc47695f4c", "4aeafe555a8af705")
    assert again.parts["step"] == "repair 1"


def test_a_repair(builder: RequestBuilder) -> None:
    """A repair has the initial request, the last response unchanged, and a short message of ours."""
    first = builder.initial(make_article("x", TEXT, {}))
    one = builder.repair(first, builder.call(Completion(json.dumps(chat('{"a": 1}')))), ["a: is not a field"], 1)
    two = builder.repair(one, builder.call(Completion(json.dumps(chat('{"b": 1}')))), ["b: is not a field"], 2)
    roles = [message["role"] for message in json.loads(two.body)["messages"]]
    assert roles == ["system", "user", "assistant", "tool"]
    arguments = json.loads(two.body)["messages"][2]["tool_calls"][0]["function"]["arguments"]
    assert arguments == '{"b": 1}'
    assert "- b: is not a field" in json.loads(two.body)["messages"][3]["content"]


def test_a_repair_of_text(builder: RequestBuilder) -> None:
    """M07: text instead of a call is the assistant's turn, the correction the user's."""
    first = builder.initial(make_article("x", TEXT, {}))
    reply = {"choices": [{"message": {"role": "assistant", "content": "I cannot."}}]}
    again = builder.repair(
        first, builder.call(Completion(json.dumps(reply))), ["the function Coding was not called"], 1
    )
    messages = json.loads(again.body)["messages"]
    assert [m["role"] for m in messages[2:]] == ["assistant", "user"]
    assert messages[2]["content"] == "I cannot."


@given(
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cf"]), min_size=1),
    st.text(min_size=1, alphabet="abc"),
)
def test_one_article_per_request(builder: RequestBuilder, text: str, other: str) -> None:
    """P13: a request contains its article unchanged, and the text of no other."""
    if not text.strip():
        return
    marked = f"MARK{other}MARK"
    builder.initial(make_article("y", marked, {}))
    request = builder.initial(make_article("x", text, {}))
    content = json.loads(request.body)["messages"][1]["content"]
    assert text in content
    assert marked not in request.body.decode() or marked in text


def test_parameters_are_part_of_the_key(builder: RequestBuilder, prompt: Prompt) -> None:
    """Another model, parameter or publication date is another request."""
    from dataclasses import replace

    article = make_article("x", TEXT, {})
    variants = [
        builder,
        replace(builder, model="other"),
        replace(builder, prompt=replace(prompt, parameters={"temperature": 0})),
    ]
    keys = {each.initial(article).key for each in variants}
    keys.add(builder.initial(make_article("x", TEXT, {"published": "2024-03-05"})).key)
    assert len(keys) == 4


def test_parts_are_not_part_of_the_key(builder: RequestBuilder, article: Any) -> None:
    """The key depends on the body only, not on the parts."""
    request = builder.initial(article)
    assert Request.of(json.loads(request.body)).key == request.key


def test_a_requote_is_short(builder: RequestBuilder, article: Any) -> None:
    """A requote has the strings and their passages as data, without the conversation."""
    items = [{"n": 1, "string": "Gaö", "passage": TEXT}]
    request = builder.requote(article, {"type": "function", "function": {"name": "CopiedStrings"}}, items)
    messages = json.loads(request.body)["messages"]
    assert json.loads(messages[1]["content"]) == items
    assert len(request.body) < 3_000
    assert CopiedStrings.model_validate({"items": [{"n": 1, "string": None}]}).items[0].string is None


def test_the_coding_fixture_fits_the_tool(builder: RequestBuilder) -> None:
    """The fields that the wire schema requires of an incident are those that a coding has."""
    required = builder.tool["function"]["parameters"]["$defs"]["Incident"]["required"]
    assert required == list(coding()["incidents"][0])
