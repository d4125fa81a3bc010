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
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from extractor.core.errors import ArticleError, ErrorClass
from extractor.core.exchange import Completion, json_value
from extractor.core.server_errors import Fault, diagnose, error_in

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


def cut_call(completion: Completion) -> Call | None:
    """Return the call of a response that was cut at a token limit: its arguments may end anywhere. None if it has none.

    A value in the content begins at the first brace after the thoughts.
    """
    choices = (completion.body or {}).get("choices")
    message = choices[0].get("message") if isinstance(choices, list) and choices else None
    if completion.status != 200 or not isinstance(message, dict):
        return None
    try:
        calls, _ = _calls(message)
    except ArticleError:  # several calls
        return None
    if calls:
        function = calls[0].get("function") or {}
        return Call(str(calls[0].get("id") or "call_1"), _arguments(function), content=_text(message))
    text = _THOUGHT.sub("", _text(message), count=1).lstrip()
    start = text.find("{")
    if start < 0 or _UNENDED.match(text):
        return None
    return Call("", text[start:].removesuffix("```"), content=_text(message))


def with_value(call: Call, plain: Any) -> Call:
    """Return a call with another value in its place, as the model's turn of a further request."""
    text = json.dumps(plain, ensure_ascii=False)
    return replace(call, arguments=text, content=call.content if call.id else text)


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
    asked_for = tuple(way for way in call.lenient if way not in (_IN_CONTENT, FENCED))
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
_IN_CONTENT, FENCED = "JSON in content", "JSON in a code fence"
_TAG = r"(?:seed:)?think(?:ing)?|thoughts?|reasoning|reflection"
# Thoughts before the answer: <think>…</think> and its like, [THINK]…[/THINK], ◁think▷…◁/think▷, harmony's channels.
_THOUGHT = re.compile(
    rf"\A.*<\|channel\|>final<\|message\|>|\A\s*(?:<(?:{_TAG})>)?.*?</(?:{_TAG})>"
    r"|\A\s*(?:\[THINK\])?.*?\[/THINK\]|\A\s*(?:◁think▷)?.*?◁/think▷",
    re.DOTALL,
)
_UNENDED = re.compile(rf"<(?:{_TAG})>|\[THINK\]|◁think▷|<\|channel\|>analysis")
FENCE = re.compile(r"```[\w-]*[ \t]*\r?\n?(.*?)```", re.DOTALL)
_TAGGED = re.compile(r"<(tool_call|function_call|tools)>(.*?)</\1>", re.DOTALL)


def _content_call(content: str, tool: str) -> Call:
    """Return the one JSON object in a text; a problem where there is none, or several."""
    text, ways = _THOUGHT.sub("", content, count=1).strip(), [_IN_CONTENT]
    if _UNENDED.match(text):  # thoughts that do not end are no answer
        text = ""
    blocks = [match[2] for match in _TAGGED.finditer(text)]
    if not blocks and (blocks := [match[1] for match in FENCE.finditer(text)]):
        ways = [FENCED]
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
