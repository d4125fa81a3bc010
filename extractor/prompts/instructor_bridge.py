"""Call instructor: to prepare the tool of a Pydantic schema, and to lay out the re-request after an invalid response.

Both are instructor's registered handlers for function tools, called directly. A response is validated by the schema
itself (`replies.validated`), as instructor's own parser would do it. The words of a re-request are ours, and a prepared
tool is recorded, so no key depends on instructor's version. It is imported inside the two functions, because that takes
a second and a replay without repairs needs neither. `context=` is never passed to it: it would render every message,
article included, as a template.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from extractor.core.canonical import canonical, digest
from extractor.prompts.replies import Call
from extractor.prompts.wire_schema import json_schema, strict_tool
from extractor.recordings.recording import Recording

if TYPE_CHECKING:
    from instructor.v2.core.registry import ModeHandlers
    from openai.types.chat import ChatCompletion

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


def reask(call: Call, tool: str, text: str) -> list[dict[str, Any]]:
    """Let instructor lay out the messages that follow an invalid response: its own turn, and the correction.

    Args:
        call: the response.
        tool: name of the function that had to be called.
        text: the correction; it replaces instructor's words.
    """
    kwargs = _handlers().reask_handler(
        kwargs={"messages": []}, response=_completion(call, tool), exception=ValueError(text)
    )
    return [_normalized(message, text) for message in kwargs["messages"]]


def _handlers() -> ModeHandlers:
    from instructor.v2.core.mode import Mode
    from instructor.v2.core.providers import Provider
    from instructor.v2.core.registry import mode_registry

    return mode_registry.get_handlers(Provider.OPENAI, Mode.TOOLS)


def _normalized(message: dict[str, Any], text: str) -> dict[str, Any]:
    """Return a message with our words, and with members in one order: their order is part of a request's key."""
    if calls := message.get("tool_calls"):
        return {**message, "content": None, "tool_calls": [_function_call(**call) for call in calls]}
    if message["role"] == "assistant":
        return message
    return {**{name: value for name, value in message.items() if name != "name"}, "content": text}


def _function_call(*, id: str, function: dict[str, str], **_: str) -> dict[str, Any]:  # the wire's name
    made = {"name": function["name"], "arguments": function["arguments"]}
    return {"id": id, "type": "function", "function": made}


def _completion(call: Call, tool: str) -> ChatCompletion:
    """Build the object that instructor reads."""
    from openai.types.chat import ChatCompletion

    message: dict[str, Any] = {"role": "assistant", "content": call.content}
    if not call.problem:
        function = {"name": tool, "arguments": call.arguments}
        message |= {"content": None, "tool_calls": [{"id": call.id, "type": "function", "function": function}]}
    choice = {"index": 0, "finish_reason": "stop", "message": message, "logprobs": None}
    facts = {"id": "", "created": 0, "model": "", "object": "chat.completion", "choices": [choice]}
    return ChatCompletion.model_validate(facts)
