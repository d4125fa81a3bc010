"""Google's Gemini API behind the same interface as an OpenAI-compatible endpoint.

A request keeps the form of a chat completion, which its key is made of; here it is translated into `generateContent`
with structured output, and the response back. Thought signatures travel as `extra_content` of a call, as Google's own
OpenAI-compatible endpoint has them.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from extractor.core.errors import ErrorClass, SettingsError, TransportError
from extractor.core.exchange import json_object
from extractor.model import openai_endpoint
from extractor.model.openai_batches import BatchCalls
from extractor.model.openai_endpoint import Response

# Parameters of a chat completion by their name in Gemini's `GenerateContentConfig`.
_PARAMETERS = {
    "max_completion_tokens": "max_output_tokens",
    "max_tokens": "max_output_tokens",
    "stop": "stop_sequences",
    "temperature": "temperature",
    "top_p": "top_p",
    "top_k": "top_k",
    "seed": "seed",
    "thinking_config": "thinking_config",
}
_OWN = {"model", "messages", "tools", "tool_choice", "response_format"}


class Endpoint(openai_endpoint.Endpoint):
    """A client of Gemini's API; errors as those of the base class."""

    def _connect(self) -> Any:
        import httpx2

        genai = _library()
        most = self._settings.concurrency
        limits = httpx2.Limits(max_connections=most, max_keepalive_connections=most)
        timeout = httpx2.Timeout(self._settings.timeout)
        self._http = httpx2.AsyncClient(follow_redirects=False, limits=limits, timeout=timeout)
        options = genai.types.HttpOptions(
            httpx_async_client=self._http,
            base_url=self._settings.base_url,
            timeout=round(self._settings.timeout * 1_000),
            headers=self._settings.extra_headers or None,
        )
        return genai.Client(api_key=self.key, http_options=options)

    async def _send(self, do: Callable[[Any], Awaitable[Any]], value: Any) -> Any:
        errors = _library().errors
        try:
            return await do(value)
        except errors.APIError as error:
            headers = getattr(error.response, "headers", None) or {}
            plain = {str(name).lower(): str(value) for name, value in headers.items()}
            return Response(int(error.code), plain, json.dumps(error.details, ensure_ascii=False).encode())
        except (OSError, TimeoutError) as error:
            raise openai_endpoint.unreachable(error, self._settings.host) from error
        except Exception as error:  # of the transport below the SDK, which hands its exceptions through
            module = type(error).__module__.partition(".")[0]
            if module in ("httpx", "httpx2", "httpcore", "aiohttp"):
                raise openai_endpoint.unreachable(error, self._settings.host) from error
            raise

    async def _post(self, body: bytes) -> Response:
        wire = request_of(json.loads(body), self._settings.vendor)
        answer = await self.client.aio.models.generate_content(**wire)
        reply = answer.model_dump(
            mode="json", by_alias=True, exclude_none=True, exclude={"sdk_http_response", "parsed"}
        )
        data = completion_of(reply, called=_function_name(json.loads(body)))
        if len(data) > self._settings.max_reply_bytes:
            raise TransportError(
                f"The response is larger than {self._settings.max_reply_bytes:,} bytes.",
                error_class=ErrorClass.RESPONSE_TOO_LARGE,
                possibly_billed=True,
            )
        return Response(200, {}, data)

    async def get(self, path: str) -> Response:
        """List the models; no other path is known."""

        async def names(client: Any) -> Response:
            listed = [model.name async for model in await client.aio.models.list()]
            data = [{"id": str(name)} for name in listed]
            return Response(200, {}, json.dumps({"data": data}).encode())

        response: Response = await self.call(names)
        return response

    def batch_calls(self) -> BatchCalls:
        """Refuse: Gemini's batches have a form that is not supported."""
        raise SettingsError(
            "Batches are not supported for Google's own API.",
            next_step="Use `extractor run`, or Google's OpenAI-compatible endpoint with --base-url.",
        )

    async def aclose(self) -> None:
        """Close the connections."""
        if self._made is not None:
            await self._made.aio.aclose()
            await self._http.aclose()  # the SDK leaves a client that it was given open
            self._made.close()
            self._made = None


def _library() -> Any:
    try:
        from google import genai
    except ImportError as error:
        raise SettingsError(
            "The model is Google's, and its library is not installed.",
            next_step="pip install 'incident-extractor[google]'",
        ) from error
    return genai


def _function_name(body: Mapping[str, Any]) -> str:
    tools = body.get("tools") or []
    return str(tools[0]["function"]["name"]) if tools else ""


def request_of(body: Mapping[str, Any], vendor: str = "google") -> dict[str, Any]:
    """Translate a chat completion request into the arguments of `generate_content`.

    A function tool becomes structured output with its schema: Gemini constrains that, and its function calls not.

    Raises:
        SettingsError: the prompt sets a parameter that Gemini's API does not have.
    """
    system, *rest = body["messages"]
    config: dict[str, Any] = {"system_instruction": system["content"]}
    if schema := _schema(body):
        config |= {"response_mime_type": "application/json", "response_json_schema": schema}
    elif body.get("response_format"):
        config["response_mime_type"] = "application/json"
    for name, value in body.items():
        if name in _OWN:
            continue
        if name not in _PARAMETERS:
            raise SettingsError(
                f"The parameter {name!r} of the prompt is none of Gemini's API.", next_step="Remove it for this model."
            )
        config[_PARAMETERS[name]] = value
    return {
        "model": body["model"].removeprefix(f"{vendor}/"),
        "contents": [_content(message) for message in rest],
        "config": config,
    }


def _schema(body: Mapping[str, Any]) -> Any:
    if tools := body.get("tools"):
        return tools[0]["function"]["parameters"]
    return (body.get("response_format") or {}).get("json_schema", {}).get("schema")


def _content(message: Mapping[str, Any]) -> dict[str, Any]:
    """Translate a message; a call is the model's text, since the schema is one of structured output."""
    if calls := message.get("tool_calls"):
        part = {"text": calls[0]["function"]["arguments"]}
        if signature := (calls[0].get("extra_content") or {}).get("google", {}).get("thought_signature"):
            part["thought_signature"] = signature
        return {"role": "model", "parts": [part]}
    role = "model" if message["role"] == "assistant" else "user"
    return {"role": role, "parts": [{"text": message["content"]}]}


def completion_of(reply: Mapping[str, Any], called: str = "") -> bytes:
    """Translate a response into a chat completion.

    Args:
        called: the name of the function that the request would have had called; '' where the value is the content.
    """
    candidates = reply.get("candidates") or []
    if not candidates:
        blocked = (reply.get("promptFeedback") or {}).get("blockReason")
        candidates = [{"finishReason": f"content_filter: {blocked}" if blocked else "no candidates"}]
    parts = (candidates[0].get("content") or {}).get("parts") or []
    text = "".join(str(part.get("text") or "") for part in parts if not part.get("thought"))
    signature = next((part["thoughtSignature"] for part in parts if part.get("thoughtSignature")), None)
    message: dict[str, Any] = {"role": "assistant", "content": text or None}
    if called and json_object(text) is not None:
        extra = {"extra_content": {"google": {"thought_signature": signature}}} if signature else {}
        function = {"name": called, "arguments": text}
        message = {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": "call_1", "type": "function", "function": function, **extra}],
        }
    reason = str(candidates[0].get("finishReason") or "STOP")
    completion = {
        "id": reply.get("responseId"),
        "object": "chat.completion",
        "model": reply.get("modelVersion"),
        "choices": [{"index": 0, "finish_reason": "stop" if reason == "STOP" else reason, "message": message}],
        "usage": _usage(reply.get("usageMetadata") or {}),
    }
    return json.dumps(completion, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _usage(counts: Mapping[str, Any]) -> dict[str, Any]:
    """Count as OpenAI does: thoughts are output, cached tokens are among those of the prompt."""
    prompt = int(counts.get("promptTokenCount") or 0)
    written = int(counts.get("candidatesTokenCount") or 0) + int(counts.get("thoughtsTokenCount") or 0)
    return {
        "prompt_tokens": prompt,
        "completion_tokens": written,
        "total_tokens": max(int(counts.get("totalTokenCount") or 0), prompt + written),
        "prompt_tokens_details": {"cached_tokens": int(counts.get("cachedContentTokenCount") or 0)},
    }
