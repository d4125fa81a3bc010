"""Anthropic's Messages API behind the same interface as an OpenAI-compatible endpoint.

A request keeps the form of a chat completion, which its key is made of; here it is translated into Anthropic's form,
and the response back. The fixed part of the prompt (tools and system text) is marked for Anthropic's prompt cache.
Thinking blocks and their signatures travel as `reasoning_details`, so that a repair sends them back unchanged.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from extractor.core.errors import SettingsError
from extractor.core.exchange import json_object
from extractor.model import openai_endpoint
from extractor.model.openai_batches import BatchCalls, RemoteBatch
from extractor.model.openai_endpoint import Response

MOST_TOKENS = 16_000  # `max_tokens` is required; a prompt may set another
_HEADERS = {b"x-api-key", b"anthropic-version", b"anthropic-beta"}
_ENDS = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "tool_use": "tool_calls",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "refusal",
    "pause_turn": "error",
}


# The status that Anthropic gives with each type of error; results of a batch have the type alone.
_STATUSES = {
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "api_error": 500,
    "timeout_error": 504,
    "overloaded_error": 529,
}


class Endpoint(openai_endpoint.Endpoint):
    """A connection pool to Anthropic's API; errors as those of the base class."""

    def _connect(self) -> Any:
        anthropic = _library()
        url, extra = urlsplit(self._settings.base_url), self._settings.extra_headers
        self._allowed = self._allowed | _HEADERS | {name.lower().encode() for name in extra}
        hooks: dict[str, list[Any]] = {"request": [self._only_known_headers], "response": [self._intercept]}
        return anthropic.AsyncAnthropic(
            api_key=self.key,
            base_url=urlunsplit(url._replace(query="")),
            default_query=dict(parse_qsl(url.query)) or None,
            default_headers=extra or None,
            max_retries=0,
            timeout=self._settings.timeout,
            http_client=anthropic.DefaultAsyncHttpxClient(follow_redirects=False, event_hooks=hooks),
        )

    def _connection_error(self) -> type[Exception]:
        error: type[Exception] = _library().APIConnectionError
        return error

    async def _post(self, body: bytes) -> Response:
        wire = request_of(json.loads(body), self._settings.vendor)
        options = {"headers": {openai_endpoint.UNREAD: "stream"}}
        answer = await self.client.post("/v1/messages", cast_to=object, body=wire, options=options)
        response = await self._read(answer.http_response)
        return Response(response.status, response.headers, completion_of(response.data))

    def batch_calls(self) -> BatchCalls:
        """Return the calls of the Message Batches API."""
        return MessageBatches(self._settings.vendor)

    async def get(self, path: str) -> Response:
        """Read a path below `/v1`."""
        return await super().get(f"/v1{path}")


class MessageBatches(BatchCalls):
    """The Message Batches API: requests without a file, no metadata, results as lines of another form."""

    def __init__(self, vendor: str) -> None:
        self._vendor = vendor

    async def upload(self, client: Any, path: Path, mark: str) -> Any:
        """Return the requests of a file of lines; they go out with `create`."""
        lines = [json.loads(line) for line in path.read_bytes().splitlines() if line]
        return [{"custom_id": each["custom_id"], "params": request_of(each["body"], self._vendor)} for each in lines]

    async def create(self, client: Any, uploaded: Any, mark: str) -> RemoteBatch:
        """Start a batch; Anthropic keeps no mark of ours."""
        return _remote(await client.messages.batches.create(requests=uploaded))

    async def list(self, client: Any) -> list[RemoteBatch]:
        """List the batches of the account."""
        return [_remote(batch) async for batch in client.messages.batches.list(limit=100)]

    async def retrieve(self, client: Any, name: str) -> RemoteBatch:
        """Look a batch up."""
        return _remote(await client.messages.batches.retrieve(name))

    async def cancel(self, client: Any, name: str) -> RemoteBatch:
        """Cancel a batch."""
        return _remote(await client.messages.batches.cancel(name))

    async def fetch(self, client: Any, output: str, path: Path) -> None:
        """Write the results of a batch as lines of OpenAI's form."""
        with path.open("wb") as out:
            async for result in await client.messages.batches.results(output):
                row = _result_line(result.model_dump(mode="json"))
                out.write(json.dumps(row, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")


def _remote(batch: Any) -> RemoteBatch:
    counts = batch.request_counts
    failed = counts.errored + counts.expired + counts.canceled
    total = counts.processing + counts.succeeded + failed
    ended = batch.processing_status == "ended"
    return RemoteBatch(
        id=batch.id,
        state="cancelled" if ended and batch.cancel_initiated_at else batch.processing_status,
        total=total,
        done=counts.succeeded,
        failed=failed,
        created=batch.created_at.timestamp(),
        outputs=(batch.id,) if ended and counts.succeeded + counts.errored else (),
    )


def _result_line(row: Mapping[str, Any]) -> dict[str, Any]:
    """Translate a result; one that expired or was cancelled has no response."""
    result, line = row["result"], {"custom_id": row["custom_id"]}
    if result["type"] == "succeeded":
        body = json.loads(completion_of(json.dumps(result["message"]).encode()))
        return {**line, "response": {"status_code": 200, "body": body}}
    if result["type"] == "errored":
        kind = str((result["error"].get("error") or {}).get("type"))
        return {**line, "response": {"status_code": _STATUSES.get(kind, 400), "body": result["error"]}}
    return {**line, "response": None, "error": {"message": f"The request {result['type']}."}}


def _library() -> Any:
    try:
        import anthropic
    except ImportError as error:
        raise SettingsError(
            "The model is Anthropic's, and its library is not installed.",
            next_step="pip install 'incident-extractor[anthropic]'",
        ) from error
    return anthropic


def request_of(body: Mapping[str, Any], vendor: str = "anthropic") -> dict[str, Any]:
    """Translate a chat completion request into one of the Messages API.

    Members without a counterpart (`response_format`, `tool_choice` of another form) are left out: the schema is in the
    prompt wherever there is no tool. Any other parameter of the prompt is passed on as it is.
    """
    known = {"model", "messages", "tools", "tool_choice", "response_format", "max_completion_tokens", "max_tokens"}
    system, *rest = body["messages"]
    cached = {"cache_control": {"type": "ephemeral"}}
    wire: dict[str, Any] = {
        "model": body["model"].removeprefix(f"{vendor}/"),
        "max_tokens": body.get("max_completion_tokens") or body.get("max_tokens") or MOST_TOKENS,
        "system": [{"type": "text", "text": system["content"], **cached}],
        "messages": [_message(message) for message in rest],
    }
    if tools := body.get("tools"):
        wire["tools"] = [_tool(each["function"]) for each in tools]
        forced = body.get("tool_choice")
        wire["tool_choice"] = {"type": "tool", "name": forced["function"]["name"]} if forced else {"type": "auto"}
    return wire | {name: value for name, value in body.items() if name not in known}


def _tool(function: Mapping[str, Any]) -> dict[str, Any]:
    described = {"description": function["description"]} if function.get("description") else {}
    return {"name": function["name"], **described, "input_schema": function["parameters"]}


def _message(message: Mapping[str, Any]) -> dict[str, Any]:
    if message["role"] == "tool":
        result = {"type": "tool_result", "tool_use_id": message["tool_call_id"], "content": message["content"]}
        return {"role": "user", "content": [{**result, "is_error": True}]}
    if message["role"] == "user" or not (message.get("tool_calls") or message.get("reasoning_details")):
        return {"role": message["role"], "content": message["content"]}
    blocks: list[dict[str, Any]] = [*message.get("reasoning_details", [])]
    if message.get("content"):
        blocks.append({"type": "text", "text": message["content"]})
    for call in message.get("tool_calls") or []:
        made = json_object(call["function"]["arguments"]) or {}
        blocks.append({"type": "tool_use", "id": call["id"], "name": call["function"]["name"], "input": made})
    return {"role": "assistant", "content": blocks}


def completion_of(data: bytes) -> bytes:
    """Translate a response of the Messages API into a chat completion; what is no such response stays as it is."""
    reply = json_object(data.decode("utf-8", "replace"))
    blocks = reply.get("content") if reply else None
    if reply is None or not isinstance(blocks, list):
        return data
    blocks = [block for block in blocks if isinstance(block, dict)]
    text = "".join(str(block.get("text") or "") for block in blocks if block.get("type") == "text")
    message: dict[str, Any] = {"role": "assistant", "content": text or None}
    if calls := [_call(block) for block in blocks if block.get("type") == "tool_use"]:
        message["tool_calls"] = calls
    if thoughts := [block for block in blocks if str(block.get("type")).endswith("thinking")]:
        message["reasoning_details"] = thoughts
    reason = str(reply.get("stop_reason"))
    choice = {"index": 0, "finish_reason": _ENDS.get(reason, reason), "message": message}
    completion = {
        "id": reply.get("id"),
        "object": "chat.completion",
        "model": reply.get("model"),
        "choices": [choice],
        "usage": _usage(reply.get("usage")),
    }
    return json.dumps(completion, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _call(block: Mapping[str, Any]) -> dict[str, Any]:
    function = {"name": block.get("name"), "arguments": json.dumps(block.get("input"), ensure_ascii=False)}
    return {"id": block.get("id"), "type": "function", "function": function}


def _usage(usage: Any) -> dict[str, Any]:
    """Count as OpenAI does: cached tokens are among those of the prompt, where Anthropic has them beside it."""
    counts = usage if isinstance(usage, dict) else {}
    names = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
    fresh, made, read = (int(counts.get(name) or 0) for name in names)
    written = int(counts.get("output_tokens") or 0)
    prompt = fresh + made + read
    return {
        "prompt_tokens": prompt,
        "completion_tokens": written,
        "total_tokens": prompt + written,
        "prompt_tokens_details": {"cached_tokens": read, "cache_write_tokens": made},
    }
