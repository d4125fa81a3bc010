"""One recorded answer, in its two forms: bytes for the store, a line of text for people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import from_json

from extractor.core.canonical import canonical
from extractor.core.exchange import Completion


def is_key(name: str) -> bool:
    """Whether a name in a store is a request's key, and not a note or a superseded answer."""
    return "/" not in name


@dataclass(frozen=True, slots=True)
class Recording:
    """What was answered to the request with this key.

    Attributes:
        key: the request's key.
        reply: the answer as text, exactly as received.
        status: its HTTP status.
        parts: what the request was made of (see `Request.parts`); empty where nobody knows.
    """

    key: str
    reply: str
    status: int = 200
    parts: Mapping[str, str] = field(default_factory=dict)

    @property
    def completion(self) -> Completion:
        """The answer as the seam gives it."""
        return Completion(self.reply, self.status)

    def to_bytes(self) -> bytes:
        """The store's form."""
        # Escaped: a reply may hold half of a surrogate pair, which has no UTF-8 form.
        return json.dumps([self.status, dict(self.parts), self.reply]).encode("ascii")

    @classmethod
    def from_bytes(cls, key: str, data: bytes) -> Recording:
        """Read the store's form."""
        try:
            status, parts, reply = from_json(data)
        except ValueError:  # half of a surrogate pair in the reply, which only the slower one reads
            status, parts, reply = json.loads(data)
        return cls(key, reply, status, parts)

    def to_line(self) -> bytes:
        """The text form: one JSON object on one line, the reply as an object if it is one."""
        line: dict[str, Any] = {"key": self.key, "parts": dict(sorted(self.parts.items()))}
        if self.status != 200:
            line["status"] = self.status
        return canonical(line | {"reply": self._readable()}) + b"\n"

    def _readable(self) -> Any:
        """The reply as an object, where nothing is lost by that; else the escaped text."""
        try:
            value = json.loads(self.reply, object_pairs_hook=_no_duplicates)
            canonical(value)
        except (ValueError, RecursionError):
            return json.dumps(self.reply)
        return value if isinstance(value, dict) else json.dumps(self.reply)

    @classmethod
    def from_line(cls, line: bytes) -> Recording:
        """Read the text form.

        Raises:
            ValueError: not a recording.
        """
        try:
            row = json.loads(line)
            key, parts, reply = row["key"], row.get("parts") or {}, row["reply"]
            text = json.loads(reply) if isinstance(reply, str) else canonical(reply).decode()
            status = int(row.get("status", 200))
            canonical([key, parts])
        except (TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
            raise ValueError(f"not an object with 'key' and 'reply': {error!r}") from error
        if not (isinstance(key, str) and is_key(key) and isinstance(text, str) and isinstance(parts, dict)):
            raise ValueError("key, reply or parts are not what they should be")  # a ValueError is promised
        return cls(key, text, status, {str(name): str(part) for name, part in parts.items()})

    def same_response(self, other: Recording) -> bool:
        """Whether two recordings say the same; white space between JSON tokens does not count."""
        return self.status == other.status and self._readable() == other._readable()


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a name is given twice")
    return members
