"""Read a completion: the value that it holds, or what is wrong with it.

Three ends: a valid value; problems that asking again may mend (`Reading.problems`); or an
`ArticleError`, for answers that asking again would not change.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jiter
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from extractor.core.errors import ArticleError, ErrorClass
from extractor.core.exchange import Completion, error_of_body

MAX_ARGUMENTS = 2_000_000
MAX_PROBLEMS = 12


class Unreadable(ValueError):
    """Arguments of a call that do not hold a valid value.

    Attributes:
        problems: one line each, in words that do not change with a library's version, since
            they become part of the next request and so of its key.
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Reading:
    """What a completion holds: a value, or problems."""

    value: BaseModel | None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """The one tool call of a reply; `problem` is set where there is none to read."""

    id: str
    arguments: str
    problem: str = ""
    content: str = ""


def read(completion: Completion, schema: type[BaseModel], tool: str, context: Mapping[str, Any]) -> Reading:
    """Read a reply against a schema.

    Args:
        completion: what came back.
        schema: the model that the call's arguments must satisfy, strictly.
        tool: the name of the tool that had to be called.
        context: what validators may know besides the value (`published`).

    Raises:
        ArticleError: refusal, `length`, `content_filter`, `multiple_calls`, `wrong_tool`,
            `too_big`, `too_long`, `rejected`, `bad_response`.
    """
    call = tool_call(completion, tool)
    if call.problem:
        return Reading(None, (call.problem,))
    try:
        return Reading(validated(schema, call.arguments, context))
    except Unreadable as error:
        return Reading(None, tuple(error.problems))


def tool_call(completion: Completion, tool: str) -> Call:
    """The call that a reply makes; raises as `read` does."""
    body = completion.body
    if body is None:
        raise ArticleError("The reply is not a JSON object.", error_class=ErrorClass.BAD_RESPONSE)
    if completion.status != 200:
        return _rejected(completion.status, body)
    choices = body.get("choices")
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        raise ArticleError("The reply has no choices.", error_class=ErrorClass.BAD_RESPONSE)
    if len(choices) > 1:
        raise ArticleError("The reply has several choices where one was asked.", error_class=ErrorClass.MULTIPLE_CALLS)
    choice = choices[0]
    message = choice.get("message")
    message = message if isinstance(message, dict) else {}
    if (reason := choice.get("finish_reason")) in ("length", "content_filter"):
        raise ArticleError(
            f"The model stopped early: {reason}.",
            error_class=ErrorClass(reason),
            next_step="Give the prompt a larger max_completion_tokens, or the article to another model."
            if reason == "length"
            else "",
        )
    if refusal := message.get("refusal"):
        raise ArticleError(f"The model refused: {str(refusal)[:200]}", error_class=ErrorClass.REFUSAL)
    return _single(message, tool)


def _single(message: dict[str, Any], tool: str) -> Call:
    content = message.get("content")
    content = content if isinstance(content, str) else ""
    calls = message.get("tool_calls")
    calls = calls if isinstance(calls, list) else []
    if len(calls) > 1:
        raise ArticleError(
            f"The reply makes {len(calls)} calls where one was asked.", error_class=ErrorClass.MULTIPLE_CALLS
        )
    function = calls[0].get("function") if calls and isinstance(calls[0], dict) else None
    if not isinstance(function, dict):
        return Call("", "", f"the function {tool} was not called", content=content)
    if function.get("name") != tool:
        raise ArticleError(
            f"The reply calls {str(function.get('name'))[:80]!r}, not {tool!r}.", error_class=ErrorClass.WRONG_TOOL
        )
    arguments = function.get("arguments")
    if isinstance(arguments, dict):  # some servers send the object itself
        arguments = json.dumps(arguments, ensure_ascii=False)
    arguments = "{}" if arguments is None else str(arguments)
    if len(arguments) > MAX_ARGUMENTS:
        raise ArticleError(f"The reply has {len(arguments):,} characters.", error_class=ErrorClass.TOO_BIG)
    return Call(str(calls[0].get("id") or "call_1"), arguments, "", content=content)


def _rejected(status: int, body: Mapping[str, Any]) -> Call:
    code, message = error_of_body(body)
    if code == "tool_use_failed":  # the server's own validation of the model's call
        return Call("", "", "the call was not valid JSON for the function", content="")
    too_long = code == "context_length_exceeded" or status == 413
    error_class = ErrorClass.TOO_LONG if too_long else ErrorClass.REJECTED
    raise ArticleError(f"The endpoint refused the request ({status}): {message[:200]}", error_class=error_class)


def validated(schema: type[BaseModel], arguments: str, context: Mapping[str, Any]) -> BaseModel:
    """The value in the arguments of a call.

    Raises:
        Unreadable: not JSON, not valid for the schema, a name given twice, nested too deeply.
    """
    if not arguments.strip():
        raise Unreadable(["the arguments are empty"])
    try:
        _check(arguments)
    except RecursionError:
        raise Unreadable(["the arguments are nested too deeply"]) from None
    except Unreadable:
        raise
    except ValueError:
        raise Unreadable(["the arguments are not valid JSON"]) from None
    try:
        return schema.model_validate_json(arguments, strict=True, context=dict(context))
    except ValidationError as error:
        # include_url off: the link has pydantic's version in it. Messages likewise: see _words.
        details = error.errors(include_url=False, include_input=False)
        raise Unreadable([_words(detail) for detail in details[:MAX_PROBLEMS]]) from None


_MAY_OVERFLOW = re.compile(r"[0-9](?:[eE]|[0-9]{299})")  # numbers that a float may not hold


def _check(arguments: str) -> None:
    """Raise where the arguments are no JSON, name something twice or hold a number that is none."""
    try:
        # The quick way says that something is wrong; what it is, and in which words, the slow one.
        jiter.from_json(arguments.encode(), catch_duplicate_keys=True, allow_inf_nan=False)
    except ValueError:
        pass
    else:
        if not _MAY_OVERFLOW.search(arguments):
            return
    json.loads(arguments, object_pairs_hook=_no_duplicates, parse_constant=_no_constant, parse_float=_finite)


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        twice = sorted(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        raise Unreadable([f"{name[:80]} is given twice" for name in twice[:MAX_PROBLEMS]])
    return members


def _no_constant(name: str) -> None:
    raise Unreadable([f"{name} is not a number"])


def _finite(digits: str) -> float:
    if not math.isfinite(number := float(digits)):
        raise Unreadable([f"{digits[:20]} is not a number"])
    return number


_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not a field",
    "literal_error": "must be one of {expected}",
    "enum": "must be one of {expected}",
    "string_too_long": "is longer than {max_length} characters",
    "string_too_short": "is shorter than {min_length} characters",
    "string_pattern_mismatch": "does not have the form {pattern}",
    "too_long": "has more than {max_length} items",
    "too_short": "has fewer than {min_length} items",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "finite_number": "must be a finite number",
    "date_from_datetime_parsing": "is not a date of the form YYYY-MM-DD",
    "date_parsing": "is not a date of the form YYYY-MM-DD",
    "json_invalid": "is not valid JSON",
}


def _words(detail: ErrorDetails) -> str:
    where = ".".join(map(str, detail["loc"])) or "the coding"
    facts = detail.get("ctx", {})
    if detail["type"] == "value_error":
        return f"{where}: {facts['error']}"
    if detail["type"].endswith("_type"):
        return f"{where}: must be of type {detail['type'].removesuffix('_type')}"
    return f"{where}: " + _WORDS.get(detail["type"], detail["type"]).format_map(facts)
