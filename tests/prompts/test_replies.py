"""replies: the value of a completion, or its validation errors."""

import json
from typing import Any

import pytest

from extractor.core.errors import ArticleError
from extractor.core.exchange import Completion
from extractor.prompts.replies import tool_call
from extractor.prompts.values import Reading, read
from extractor.schema.codebook import Coding
from tests.conftest import EMPTY, coding
from tests.endpoint import chat


def _read(body: Any, status: int = 200) -> Reading:
    text = body if isinstance(body, str) else json.dumps(body)
    return read(tool_call(Completion(text, status), "Coding"), Coding, "Coding", {"published": None})


def _message(**message: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", **message}}]}


@pytest.mark.parametrize(
    "body",
    [
        chat(coding()),
        chat(coding(), finish="stop"),
        chat(coding(), finish=""),
        chat(coding(), finish="eos"),
        chat(coding(), finish=None),
        chat(coding(), refusal=""),
        chat(EMPTY),
        _message(tool_calls=[{"id": None, "function": {"name": "Coding", "arguments": coding()}}]),
    ],
)
def test_valid_replies(body: dict[str, Any]) -> None:
    """M05, M06: a valid call is accepted whatever the finish reason, with an empty refusal too."""
    assert _read(body).value is not None


TWICE = json.dumps(EMPTY)[:-1] + ', "incidents": []}'


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (_message(content="Here you are."), "was not called"),
        (_message(content=None, tool_calls=[]), "was not called"),
        (chat(""), "the arguments are empty"),
        (chat("{}"), "article: is missing"),
        (chat('{"article": '), "not valid JSON"),
        (chat('{"a": "line\nbreak"}'), "not valid JSON"),
        (chat('{"a": NaN}'), "NaN is not a number"),
        (chat('{"a": Infinity}'), "Infinity is not a number"),
        (chat('{"a": ' + "9" * 5_000 + "}"), "not valid JSON"),
        (chat(json.dumps(coding()).replace('"low": 2', '"low": ' + "9" * 4_000)), "casualties.0.low"),
        (chat("[" * 100_000), "nested too deeply"),
        (chat('{"a":' * 250 + "1" + "}" * 250), "not valid JSON"),
        (chat(TWICE), "incidents is given twice"),
        (chat(json.dumps(coding()).replace("Two soldiers killed in Gao.", "\\ud800")), "not valid JSON"),
        (_message(tool_calls=[{"id": "x", "function": {"name": "Coding"}}]), "article: is missing"),
    ],
)  # fmt: skip
def test_validation_errors(body: Any, message: str) -> None:
    """M07, M10 to M15, M18: each error has a message; nothing crashes, nothing is guessed."""
    reading = _read(body)
    assert reading.value is None
    assert message in "; ".join(reading.problems)
    assert len(reading.problems) <= 12


CALL = chat(coding())["choices"][0]["message"]["tool_calls"][0]
OTHER_CALL = {**CALL, "function": {**CALL["function"], "arguments": "{}"}}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (chat(coding(), finish="length"), "length"),
        (chat("", finish="length"), "length"),
        (chat(coding(), finish="content_filter"), "content_filter"),
        ({"choices": [{"finish_reason": "content_filter"}]}, "content_filter"),
        (_message(refusal="I will not."), "refusal"),
        (_message(tool_calls=[CALL, OTHER_CALL]), "multiple_calls"),
        ({"choices": [*chat(coding())["choices"], *chat(coding())["choices"]]}, "multiple_calls"),
        (chat(coding(), "Other"), "wrong_tool"),
        (chat("x" * 3_000_000), "too_big"),
        ("<html>", "bad_response"),
        ("[" * 100_000, "bad_response"),
        ("[]", "bad_response"),
        ({"choices": []}, "bad_response"),
    ],
)  # fmt: skip
def test_permanent_failures(body: Any, kind: str) -> None:
    """M01 to M04, M08, M09, M21, M30: the article fails with its error class, without a value."""
    with pytest.raises(ArticleError) as caught:
        _read(body)
    assert caught.value.error_class == kind


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "context_length_exceeded", "too_long"),
        (413, None, "too_long"),
        (400, "other", "rejected"),
        (422, None, "rejected"),
    ],
)
def test_recorded_refusals(status: int, code: str | None, kind: str) -> None:
    """S04, S05: a rejected request has the error class of its code."""
    with pytest.raises(ArticleError) as caught:
        _read({"error": {"code": code, "message": "no"}}, status)
    assert caught.value.error_class == kind


def test_calls_that_the_server_rejected() -> None:
    """S06: a call that the server rejected as invalid is re-requested."""
    assert _read({"error": {"code": "tool_use_failed"}}, 400).problems


def test_messages_contain_no_version() -> None:
    """M32: validation errors contain no link, version or input."""
    text = " ".join(_read(chat({"article": 5, "x": "secret"})).problems)
    assert "http" not in text
    assert "secret" not in text


CODED = json.dumps(coding())


@pytest.mark.parametrize(
    ("body", "way"),
    [
        (_message(content=CODED), "JSON in content"),
        (_message(content=f"Here:\n```json\n{CODED}\n```"), "JSON in a code fence"),
        (_message(content=f"<think>{{x}}</think>\n{CODED}"), "JSON in content"),
        (_message(content=f'<tool_call>{{"name": "Coding", "arguments": {CODED}}}</tool_call>'), "inside a call"),
        (_message(content=[{"type": "text", "text": CODED}]), "JSON in content"),
        (
            _message(content=json.dumps({"tool_calls": [{"function": {"name": "Coding", "arguments": CODED}}]})),
            "a call",
        ),
        (_message(function_call={"name": "Coding", "arguments": CODED}), "legacy function_call"),
        (_message(tool_calls=[CALL, {**CALL, "id": "other"}]), "the same call twice"),
        (chat(coding(), "functions.Coding"), "function name"),
        (chat(coding(), "Coding<|channel|>commentary"), "function name"),
        (chat(coding(), "functions.Coding:0"), "function name"),
        (chat({**coding(), "incidents": json.dumps(coding()["incidents"])}), "incidents as a JSON string"),
        (chat({**coding(), "incidents": [json.dumps(each) for each in coding()["incidents"]]}), "incidents as a JSON"),
        (chat(json.dumps(CODED)), "the value as a JSON string"),
        (chat({"Coding": coding()}), "the value inside 'Coding'"),
        (chat(f"```json\n{CODED}\n```"), "JSON in a code fence"),
    ],
)
def test_lossless_replies_are_read(body: dict[str, Any], way: str) -> None:
    """A value that a server puts elsewhere is read where its meaning is beyond doubt, and how is noted."""
    reading = _read(body)
    assert reading.value is not None, reading.problems
    assert way in "; ".join(reading.lenient)


@pytest.mark.parametrize(
    "content",
    [
        CODED[:-40],
        f'{CODED}\n{CODED[:-1]}, "x": 1}}',
        f"```json\n{CODED}\n```\n```json\n{{}}\n```",
        f"<think>maybe {CODED}",
        f"I would say {CODED[:200]}",
    ],
)
def test_nothing_is_guessed(content: str) -> None:
    """Half a JSON text, two different ones and thoughts that do not end are no value."""
    assert _read(_message(content=content)).value is None
