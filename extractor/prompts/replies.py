"""Read a completion: the value that it holds, or what is not valid about it.

There are three outcomes: a valid value; problems that a repair may mend (`Reading.problems`); or an `ArticleError`, for
responses that a repair would not change.

Servers do not agree on where a value is put. What can be read without loss is read: JSON in `content` (plain, in a
fence, after a `<think>` block, in `<tool_call>`), a call that is repeated to the byte, decorated names
(`functions.Coding`), the legacy `function_call`, a list or the whole value as a JSON string. Each such reading is noted
(`Reading.lenient`). Nothing is guessed: neither two different calls nor half a JSON text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, get_origin

from pydantic import BaseModel

from extractor.core.errors import ArticleError, ErrorClass
from extractor.core.exchange import Completion, json_value
from extractor.core.server_errors import Fault, diagnose, error_in
from extractor.prompts.validation import Unreadable, parsed, validated
from extractor.schema.tables import item_model

MAX_ARGUMENTS = 2_000_000
# Finish reasons of all servers, in lower case, by what they mean for the article.
_ENDS = {
    **dict.fromkeys(
        (
            *("length", "model_length", "max_length", "max_tokens", "max_output_tokens", "token_limit"),
            *("model_context_window_exceeded", "context_length_exceeded", "error_limit"),
        ),
        ErrorClass.LENGTH,
    ),
    **dict.fromkeys(
        (
            *("content_filter", "content_filtered", "safety", "recitation", "blocklist", "prohibited_content", "spii"),
            *("sensitive", "guardrail_intervened", "moderation", "language", "image_safety", "error_toxic"),
        ),
        ErrorClass.CONTENT_FILTER,
    ),
    **dict.fromkeys(("refusal", "refused"), ErrorClass.REFUSAL),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """Result of reading a completion: a value, or problems; and the lenient ways in which it was read."""

    value: BaseModel | None
    problems: tuple[str, ...] = ()
    lenient: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """The value of a response as text, before it is validated.

    Attributes:
        id: the server's id of the function call; empty where the value is in the content.
        arguments: the JSON text.
        problem: why there is nothing to read; empty where there is.
        content: the text of the message.
        lenient: ways of reading that the request did not ask for.
        extra: members of message and call that the server wants back in a repair (reasoning signatures).
        reasoning: the reasoning text beside a function call, which some servers want back and others refuse.
    """

    id: str
    arguments: str
    problem: str = ""
    content: str = ""
    lenient: tuple[str, ...] = ()
    extra: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    reasoning: str = ""


def read(call: Call, schema: type[BaseModel], tool: str, context: Mapping[str, Any]) -> Reading:
    """Validate the value of a response.

    Args:
        call: the response, from `tool_call` or `json_content`.
        schema: the model that the value must satisfy, strictly.
        tool: the name of the function, which some models wrap the value in.
        context: what validators may know besides the value (`published`).
    """
    if call.problem:
        return Reading(None, (call.problem,))
    try:
        return Reading(validated(schema, call.arguments, context), lenient=call.lenient)
    except Unreadable as error:
        problems = tuple(error.problems)
    try:
        fenced = _FENCE.fullmatch(call.arguments.strip())
        plain, ways = _unwrapped(parsed(fenced[1] if fenced else call.arguments), schema, tool)
        ways += [_FENCED] if fenced else []
        if ways:
            value = validated(schema, json.dumps(plain, ensure_ascii=False), context)
            return Reading(value, lenient=(*call.lenient, *ways))
    except (ValueError, RecursionError):
        pass
    return Reading(None, problems)


def tool_call(completion: Completion, tool: str, cap: int | None = None) -> Call:
    """Return the one function call of a response, or the JSON in its content instead.

    Args:
        tool: the name of the function that had to be called.
        cap: the limit of output tokens that the request set; it tells a cut response whose finish reason does not.

    Raises:
        ArticleError: refusal, `length`, `content_filter`, `multiple_calls`, `wrong_tool`, `too_big`, `too_long`,
            `rejected`, `bad_response`.
    """
    if problem := _rejected(completion):
        return Call("", "", problem)
    message = _message(completion)
    content = _text(message)
    calls, ways = _calls(message)
    if not calls:
        call = _content_call(content, tool)
        call = call if content.strip() else _reasoned_call(message, tool) or call
    else:
        function = calls[0].get("function") or {}
        ways += _name_ways(str(function.get("name")), tool)
        extra = {"message": _kept(message, "reasoning_details"), "call": _kept(calls[0], "extra_content")}
        call = Call(
            str(calls[0].get("id") or "call_1"),
            _arguments(function),
            content=content,
            lenient=tuple(ways),
            extra={name: value for name, value in extra.items() if value},
            reasoning=str(message.get("reasoning_content") or ""),
        )
    return _within_limits(call, completion, cap)


def json_content(completion: Completion, tool: str, cap: int | None = None) -> Call:
    """Return the JSON object in the content of a response; arguments and errors as for `tool_call`."""
    if problem := _rejected(completion):
        return Call("", "", problem)
    message = _message(completion)
    calls, _ = _calls(message)
    if calls:  # some servers turn JSON of this form into a call
        return tool_call(completion, tool, cap)
    content = _text(message)
    call = _content_call(content, tool)
    call = call if content.strip() else _reasoned_call(message, tool) or call
    asked_for = tuple(way for way in call.lenient if way not in (_IN_CONTENT, _FENCED))
    problem = "there is no JSON object in the answer" if call.problem else ""
    return _within_limits(Call("", call.arguments, problem, content=call.content, lenient=asked_for), completion, cap)


def _rejected(completion: Completion) -> str:
    """Return the problem of a rejection that a repair may mend, '' for no rejection; raise for any other."""
    body = completion.body
    if body is None:
        raise ArticleError("The response is not a JSON object.", error_class=ErrorClass.BAD_RESPONSE)
    if completion.status == 200:
        return ""
    error = error_in(body)
    found = diagnose(completion.status, error)
    if found.error_class == ErrorClass.INVALID:  # the server's own validation of the model's call
        return "the call was not valid JSON for the function"
    error_class = found.error_class if found.fault is Fault.ARTICLE else ErrorClass.REJECTED
    raise ArticleError(
        f"The endpoint rejected the request ({completion.status}): {error.message[:300]}", error_class=error_class
    )


def _message(completion: Completion) -> Mapping[str, Any]:
    """Return the message of a response that came to its own end."""
    body = completion.body or {}
    choices = body.get("choices")
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        raise ArticleError("The response has no choices.", error_class=ErrorClass.BAD_RESPONSE)
    if len(choices) > 1:
        raise ArticleError(
            "The response has several choices where one was requested.", error_class=ErrorClass.MULTIPLE_CALLS
        )
    message = choices[0].get("message")
    message = message if isinstance(message, dict) else {}
    reason = choices[0].get("finish_reason")
    if end := next((_ENDS[part] for part in re.split(r"[:\s]+", str(reason).lower()) if part in _ENDS), None):
        step = "Set a larger max_completion_tokens in the prompt, or use another model."
        raise ArticleError(
            f"The model stopped early: {reason}.",
            error_class=end,
            next_step=step if end == ErrorClass.LENGTH else "",
        )
    if refusal := message.get("refusal") or _refusal_part(message):
        raise ArticleError(f"The model refused: {str(refusal)[:200]}", error_class=ErrorClass.REFUSAL)
    return message


def _refusal_part(message: Mapping[str, Any]) -> str:
    """Return the text of a content part that is a refusal."""
    content = message.get("content")
    parts = content if isinstance(content, list) else []
    return " ".join(str(part.get("refusal") or "") for part in parts if isinstance(part, dict)).strip()


def _text(message: Mapping[str, Any]) -> str:
    """Return the content of a message, whether it is a text or a list of parts."""
    content = message.get("content")
    if isinstance(content, list):
        content = "".join(str(part.get("text") or "") for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _kept(part: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {name: part[name]} if part.get(name) else {}


def _calls(message: Mapping[str, Any]) -> tuple[list[Mapping[str, Any]], list[str]]:
    """Return the function calls of a message, the same one once, and how they were read."""
    calls = message.get("tool_calls")
    calls = [calls] if isinstance(calls, dict) else calls
    calls = [_with_function(call) for call in calls if isinstance(call, dict)] if isinstance(calls, list) else []
    calls = [call for call in calls if isinstance(call.get("function"), dict)]
    if not calls and isinstance(legacy := message.get("function_call"), dict):
        return [{"function": legacy}], ["legacy function_call"]
    if len(calls) > 1 and len({json.dumps(_parsed_call(call["function"]), sort_keys=True) for call in calls}) > 1:
        raise ArticleError(
            f"The response makes {len(calls)} calls where one was requested.", error_class=ErrorClass.MULTIPLE_CALLS
        )
    return calls[:1], ["the same call twice"] if len(calls) > 1 else []


def _with_function(call: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a call whose name and arguments are below `function`, where some servers leave that level out."""
    return call if "function" in call or "arguments" not in call else {**call, "function": call}


def _parsed_call(function: Mapping[str, Any]) -> Any:
    """Return a call with its arguments parsed, so that two that differ in whitespace alone are the same."""
    arguments = function.get("arguments")
    value = json_value(arguments) if isinstance(arguments, str) else arguments
    return {**function, "arguments": arguments if value is None else value}


def _name_ways(name: str, tool: str) -> list[str]:
    """Return how a function's name was read; raise where it names another function."""
    if name == tool:
        return []
    parts = [part.casefold() for part in re.split(r"[.:/]", name.partition("<|")[0].strip())]
    if tool.casefold() not in parts and name:  # one function was offered, so a call without a name is of it
        raise ArticleError(f"The response calls {name[:80]!r}, not {tool!r}.", error_class=ErrorClass.WRONG_TOOL)
    return [f"function name {name[:80]}"]


def _arguments(function: Mapping[str, Any]) -> str:
    arguments = function.get("arguments")
    if isinstance(arguments, dict):  # some servers send the object itself
        return json.dumps(arguments, ensure_ascii=False)
    if arguments is None:
        return "{}"
    text = str(arguments)
    return _END_TAG.sub("", text) if text.rstrip().endswith(">") else text


_END_TAG = re.compile(r"(?<=[}\]])\s*(?:</(?:tool_call|function_call|tools)>|<\|[\w ]+\|>)+\s*\Z")
_IN_CONTENT, _FENCED = "JSON in content", "JSON in a code fence"
_TAG = r"(?:seed:)?think(?:ing)?|thoughts?|reasoning|reflection"
# Thoughts before the answer: <think>…</think> and its like, [THINK]…[/THINK], ◁think▷…◁/think▷, harmony's channels.
_THOUGHT = re.compile(
    rf"\A.*<\|channel\|>final<\|message\|>|\A\s*(?:<(?:{_TAG})>)?.*?</(?:{_TAG})>"
    r"|\A\s*(?:\[THINK\])?.*?\[/THINK\]|\A\s*(?:◁think▷)?.*?◁/think▷",
    re.DOTALL,
)
_UNENDED = re.compile(rf"<(?:{_TAG})>|\[THINK\]|◁think▷|<\|channel\|>analysis")
_FENCE = re.compile(r"```[\w-]*[ \t]*\r?\n?(.*?)```", re.DOTALL)
_TAGGED = re.compile(r"<(tool_call|function_call|tools)>(.*?)</\1>", re.DOTALL)


def _content_call(content: str, tool: str) -> Call:
    """Return the one JSON object in a text; a problem where there is none, or several."""
    text, ways = _THOUGHT.sub("", content, count=1).strip(), [_IN_CONTENT]
    if _UNENDED.match(text):  # thoughts that do not end are no answer
        text = ""
    blocks = [match[2] for match in _TAGGED.finditer(text)]
    if not blocks and (blocks := [match[1] for match in _FENCE.finditer(text)]):
        ways = [_FENCED]
    text = blocks[0].strip() if len(set(blocks)) == 1 else text
    start = text.find("{")
    missing = Call("", "", f"the function {tool} was not called", content=content)
    if start < 0 or len(set(blocks)) > 1:
        return missing
    try:
        _, end = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        # Half a JSON text: its problems are those of the text itself, and it is never completed by us.
        return Call("", text[start:], content=content, lenient=tuple(ways)) if start == 0 else missing
    if "{" in text[end:]:
        return missing
    return Call("", text[start:end], content=content, lenient=tuple(ways))


def _reasoned_call(message: Mapping[str, Any], tool: str) -> Call | None:
    """Return the call in the reasoning text of a message without content, where that is one JSON object and no more."""
    reasoned = message.get("reasoning_content")
    if not isinstance(reasoned, str) or not isinstance(json_value(reasoned), dict):
        return None
    return replace(_content_call(reasoned, tool), content="", lenient=("JSON in reasoning_content",))


def _within_limits(call: Call, completion: Completion, cap: int | None) -> Call:
    if len(call.arguments) > MAX_ARGUMENTS:
        raise ArticleError(f"The response has {len(call.arguments):,} characters.", error_class=ErrorClass.TOO_BIG)
    usage = (completion.body or {}).get("usage")
    written = usage.get("completion_tokens") if isinstance(usage, dict) else None
    if cap and isinstance(written, int) and written >= cap and not _is_json(call.arguments):
        raise ArticleError(
            f"The response was cut at {cap:,} output tokens.",
            error_class=ErrorClass.LENGTH,
            next_step="Set a larger max_completion_tokens in the prompt, or use another model.",
        )
    return call


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


_WRAPPERS = ("arguments", "parameters", "input")


def _unwrapped(value: Any, schema: type[BaseModel], tool: str) -> tuple[Any, list[str]]:
    """Return a value without the wrappers that some models put around it, and which there were."""
    ways = []
    for _ in range(4):
        is_field = isinstance(value, dict) and bool(set(value) & set(schema.model_fields))
        if isinstance(value, str):
            value, way = parsed(value), "the value as a JSON string"
        elif isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
            value, way = value[0], "the value in a list"
        elif isinstance(value, dict) and set(value) <= {"tool_calls", "type", "function", "id"} and not is_field:
            inner = value.get("tool_calls") or [value.get("function")]
            if not isinstance(inner, list) or len(inner) != 1 or not isinstance(inner[0], dict):
                break
            value, way = inner[0], "the value inside a call in content"
        elif isinstance(value, dict) and len(value) == 1 and (name := next(iter(value))) not in schema.model_fields:
            if name != tool and name not in _WRAPPERS:
                break
            value, way = value[name], f"the value inside {name!r}"
        elif isinstance(value, dict) and tool in (value.get("name"), value.get("tool_name")) and not is_field:
            inner = next((value[name] for name in _WRAPPERS if name in value), None)
            if inner is None:
                break
            value, way = inner, "the value inside a call in content"
        else:
            break
        ways.append(way)
    if isinstance(value, dict):
        value, nested = _nested(value, schema)
        ways += [f"{name} as a JSON string" for name in nested]
    return value, ways


def _nested(value: Mapping[str, Any], schema: type[BaseModel]) -> tuple[dict[str, Any], Sequence[str]]:
    """Return an object whose lists and objects are no JSON strings, and the fields that were."""
    out = dict(value)
    found: list[str] = []
    for name, info in schema.model_fields.items():
        inner, is_list = item_model(info.annotation), get_origin(info.annotation) is list
        item = out.get(name)
        if isinstance(item, str) and (inner or is_list) and item.lstrip()[:1] in ("[", "{"):
            out[name], found = parsed(item), [*found, name]
            item = out[name]
        if inner and isinstance(item, dict):
            out[name], more = _nested(item, inner)
            found += more
        elif inner and isinstance(item, list):
            if any(isinstance(each, str) for each in item):
                item, found = [_object_in(each) for each in item], [*found, name]
            pairs = [_nested(each, inner) if isinstance(each, dict) else (each, ()) for each in item]
            out[name] = [each for each, _ in pairs]
            found += dict.fromkeys(way for _, more in pairs for way in more)
    return out, found


def _object_in(item: Any) -> Any:
    """Return the JSON object in a string; anything else as it is."""
    value = parsed(item) if isinstance(item, str) and item.lstrip().startswith("{") else item
    return value if isinstance(value, dict) else item
