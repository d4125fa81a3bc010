"""Call instructor: to prepare the tool of a Pydantic schema, and to lay out the re-request after an invalid response.

Both are instructor's registered handlers for function tools, called directly. A response is validated by the schema
itself (`replies.validated`), as instructor's own parser would do it. The words of a re-request are ours, and a prepared
tool is recorded, so no key depends on instructor's version. It is imported inside the two functions, because that takes
a second and a replay without repairs needs neither. `context=` is never passed to it: it would render every message,
article included, as a template.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from extractor.core.canonical import canonical, digest
from extractor.prompts.replies import Call
from extractor.prompts.wire_schema import json_schema, strict_tool
from extractor.recordings.recording import Recording

if TYPE_CHECKING:
    from instructor.v2.core.registry import ModeHandlers
    from openai.types.chat import ChatCompletion

MAX_ECHO = 100_000  # characters of an invalid response that a repair shows

logging.getLogger("instructor").addHandler(logging.NullHandler())
logging.getLogger("instructor").propagate = False  # it logs responses and keys


def tool_key(schema: type[BaseModel], *, strict: bool) -> str:
    """Return the key under which the prepared tool of a schema is recorded."""
    facts = [schema.__name__, schema.__doc__ or "", json_schema(schema), strict]
    return digest("tool/1", facts)


def prepare(schema: type[BaseModel], *, strict: bool) -> Recording:
    """Let instructor make the function tool of a schema; recorded like a response, it is the same on every machine."""
    _, prepared = _handlers().request_handler(response_model=schema, kwargs={"messages": []})
    tool = strict_tool(prepared["tools"][0], strict=strict)
    key = tool_key(schema, strict=strict)
    return Recording(key, canonical(tool).decode(), parts={"kind": "tool", "schema": schema.__name__})


def reask(call: Call, tool: str, text: str, *, json_mode: bool = False) -> list[dict[str, Any]]:
    """Let instructor lay out the messages that follow an invalid response: its own turn, and the correction.

    Args:
        call: the response.
        tool: name of the function that had to be called.
        text: the correction; it replaces instructor's words.
        json_mode: the value is the content of the message, not a function call.
    """
    text = sendable(text)
    kwargs = _handlers(json_mode=json_mode).reask_handler(
        kwargs={"messages": []}, response=_completion(call, tool), exception=ValueError(text)
    )
    return [_normalized(message, text, call.extra) for message in kwargs["messages"]]


def _handlers(*, json_mode: bool = False) -> ModeHandlers:
    from instructor.v2.core.mode import Mode
    from instructor.v2.core.providers import Provider
    from instructor.v2.core.registry import mode_registry

    return mode_registry.get_handlers(Provider.OPENAI, Mode.JSON_SCHEMA if json_mode else Mode.TOOLS)


def _normalized(message: dict[str, Any], text: str, extra: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return a message with our words, and with members in one order: their order is part of a request's key."""
    if message["role"] != "assistant":
        return {**{name: value for name, value in message.items() if name != "name"}, "content": text}
    kept = dict(extra.get("message", {}))
    if calls := message.get("tool_calls"):
        made = [{**_function_call(each["id"], each["function"]), **extra.get("call", {})} for each in calls]
        return {"role": "assistant", "content": None, "tool_calls": made, **kept}
    return {**message, **kept}


def _function_call(id_: str, function: Mapping[str, str]) -> dict[str, Any]:
    made = {"name": function["name"], "arguments": function["arguments"]}
    return {"id": id_, "type": "function", "function": made}


def sendable(text: str) -> str:
    """Return text that has a UTF-8 form: half a surrogate pair in a response is shown as an escape."""
    return text.encode("utf-8", "backslashreplace").decode()


def _completion(call: Call, tool: str) -> ChatCompletion:
    """Build the object that instructor reads."""
    from openai.types.chat import ChatCompletion

    content, arguments = sendable(call.content)[:MAX_ECHO] or "(nothing)", sendable(call.arguments)[:MAX_ECHO]
    message: dict[str, Any] = {"role": "assistant", "content": content}
    if call.id:
        function = {"name": tool, "arguments": arguments}
        made = {"id": sendable(call.id), "type": "function", "function": function}
        message |= {"content": None, "tool_calls": [made]}
    choice = {"index": 0, "finish_reason": "stop", "message": message, "logprobs": None}
    facts = {"id": "", "created": 0, "model": "", "object": "chat.completion", "choices": [choice]}
    return ChatCompletion.model_validate(facts)
