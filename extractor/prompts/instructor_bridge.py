"""Prepare a schema's tool, and drive repairs that must really be asked; the only file that knows instructor.

A replay needs neither, so instructor is imported inside the two functions. `context=` is never
passed to it: it would render every message, article included, as a template.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from extractor.core.canonical import canonical, digest
from extractor.core.exchange import Complete, Completion, Request
from extractor.prompts.replies import Reading, tool_call
from extractor.prompts.requests import strict_tool
from extractor.recordings.recording import Recording

logging.getLogger("instructor").addHandler(logging.NullHandler())
logging.getLogger("instructor").propagate = False  # it logs replies and keys


def tool_key(schema: type[BaseModel], *, strict: bool) -> str:
    """The key under which a schema's prepared tool is recorded."""
    facts = [schema.__name__, schema.__doc__ or "", schema.model_json_schema(), strict]
    return digest("tool/1", facts)


def prepare(schema: type[BaseModel], *, strict: bool) -> Recording:
    """Let instructor make the tool for a schema, once; the result is recorded like an answer.

    Being recorded, it is the same on every machine, whichever version of instructor is there.
    """
    from instructor import Mode
    from instructor.processing.response import handle_response_model

    _, prepared = handle_response_model(schema, mode=Mode.TOOLS, messages=[])
    tool = strict_tool(prepared["tools"][0], strict=strict)
    key = tool_key(schema, strict=strict)
    return Recording(key, canonical(tool).decode(), parts={"kind": "tool", "schema": schema.__name__})


async def repair(
    chain: list[tuple[Request, Completion]],
    reading: Reading,
    *,
    complete: Complete,
    read: Callable[[Completion], Reading],
    again: Callable[[Request, Completion, tuple[str, ...], int], Request],
    limit: int,
) -> Reading:
    """Ask again until a reply is valid or the chain has `limit` repairs; extends `chain`.

    instructor's loop decides whether to go on; what is asked is our own short text, and what is
    valid is decided by `read`, as for every other reply.

    Raises:
        ExtractorError: whatever `complete` or `read` raised.
    """
    import instructor
    from instructor.core.exceptions import InstructorRetryException

    readings, tool = [reading], json.loads(chain[0][0].body)["tool_choice"]["function"]["name"]

    handed_over = False

    async def create(**_: Any) -> Any:
        nonlocal handed_over
        if not handed_over:  # the first round hands instructor the reply that is already there
            handed_over = True
            return _chat(chain[-1][1], tool)
        request = again(*chain[-1], readings[-1].problems, len(chain))
        completion = await complete(request)
        chain.append((request, completion))
        readings.append(read(completion))
        return _chat(completion, tool)

    client = instructor.AsyncInstructor(client=None, create=instructor.patch(create=create, mode=instructor.Mode.TOOLS))
    try:
        await client.create(
            response_model=_gate(lambda: readings[-1], tool),
            messages=[],
            max_retries=limit - (len(chain) - 1),
        )
    except InstructorRetryException as error:
        # instructor wraps whatever ended its loop; only its own verdict "not valid" is meant here.
        if error.__cause__ is not None and not isinstance(error.__cause__, ValidationError):
            raise error.__cause__ from None
    return readings[-1]


def _gate(latest: Callable[[], Reading], tool: str) -> type[BaseModel]:
    """A response model whose validation is the verdict that `read` has already given."""

    class Verdict(BaseModel):
        @classmethod
        def model_validate_json(cls, json_data: Any, **_: Any) -> Verdict:
            if problems := latest().problems:
                wrong = PydanticCustomError("unreadable", "{text}", {"text": "; ".join(problems)})
                raise ValidationError.from_exception_data(tool, [InitErrorDetails(type=wrong, input=None)])
            return cls()

    Verdict.__name__ = tool
    return Verdict


def _chat(completion: Completion, tool: str) -> Any:
    """The reply as the object that instructor reads; a reply without a call has empty arguments."""
    from openai.types.chat import ChatCompletion

    call = tool_call(completion, tool)
    made = {
        "id": call.id or "call_1",
        "type": "function",
        "function": {"name": tool, "arguments": call.arguments or "{}"},
    }
    message = {"role": "assistant", "content": call.content or None, "tool_calls": [made]}
    choice = {"index": 0, "finish_reason": "tool_calls", "message": message, "logprobs": None}
    return ChatCompletion.model_validate(
        {"id": "", "created": 0, "model": "", "object": "chat.completion", "choices": [choice]}
    )
