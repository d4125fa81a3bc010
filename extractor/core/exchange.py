"""The seam: `complete(request) -> completion`, where the computing half of the house meets the doing half.

Whatever can answer a request has this one shape: the provider, the cache, a replay, a test's
scripted model. They are put together in `wiring`, outermost first.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pydantic_core import from_json

from extractor.core.canonical import canonical, digest


def json_object(text: str) -> Mapping[str, Any] | None:
    """The JSON object in a text; None where it is none."""
    try:
        value = from_json(text)  # four times as fast; it does not know half of a surrogate pair
    except ValueError:
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            return None
    return value if isinstance(value, dict) else None


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked.

    Attributes:
        body: the bytes that go over the wire, canonical JSON of a chat completion request.
        key: the hash of the body; recordings are found by it.
        parts: what the body was made of (model, schema, prompt blocks, article), each as a short
            digest or name. Not hashed: it only lets a miss say *what* differs.
    """

    body: bytes
    key: str
    parts: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, body: Mapping[str, Any], parts: Mapping[str, str] | None = None) -> Request:
        """The request for a body given as a mapping."""
        return cls.of_bytes(canonical(body), parts)

    @classmethod
    def of_bytes(cls, body: bytes, parts: Mapping[str, str] | None = None) -> Request:
        """The request for a body that is already in its canonical form."""
        return cls(body=body, key=digest("request/1", body), parts=dict(parts or {}))


@dataclass(frozen=True)
class Completion:
    """What came back, as text; it is recorded before anybody looks at what it says.

    Attributes:
        reply: the body of the response as received.
        status: its HTTP status. Only final answers become completions: 200, or a refusal of this
            very request (400, 413, 422) that asking again would not change.
    """

    reply: str
    status: int = 200

    @cached_property
    def body(self) -> Mapping[str, Any] | None:
        """The reply as a JSON object, parsed once; None where it is none."""
        return json_object(self.reply)


Complete = Callable[[Request], Awaitable[Completion]]


def has_choices(body: Mapping[str, Any]) -> bool:
    """Whether a body has the shape of a chat completion."""
    choices = body.get("choices")
    return (
        isinstance(choices, list)
        and bool(choices)
        and isinstance(choices[0], dict)
        and (isinstance(choices[0].get("message"), dict) or choices[0].get("finish_reason") == "content_filter")
    )


def error_in(body: Mapping[str, Any]) -> tuple[str, str]:
    """Code and message of an error body of whatever shape."""
    error = body.get("error", body)
    if not isinstance(error, dict):
        return "", str(error)
    return str(error.get("code") or ""), str(error.get("message") or "")


def error_of(text: str) -> tuple[str, str]:
    """Code and message of a text that should be an error body; HTML gives neither."""
    body = Completion(text).body
    return error_in(body) if body is not None else ("", "")
