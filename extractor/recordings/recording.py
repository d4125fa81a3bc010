"""One recorded response, in its two forms: bytes for the store, a line of text for people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import from_json

from extractor.core.canonical import canonical
from extractor.core.exchange import Completion

MODES = "note/modes"  # the note of a store that lists the output modes of its recordings


def is_key(name: str) -> bool:
    """Return True if a name in a store is the key of a request, and not of a note or a superseded response."""
    return "/" not in name


@dataclass(frozen=True, slots=True)
class Recording:
    """The response to a request.

    Attributes:
        key: the request's key.
        reply: the body of the response as text, exactly as received.
        status: its HTTP status.
        parts: parts of the request (see `Request.parts`); empty if unknown.
    """

    key: str
    reply: str
    status: int = 200
    parts: Mapping[str, str] = field(default_factory=dict)

    @property
    def completion(self) -> Completion:
        """The response as a completion."""
        return Completion(self.reply, self.status)

    def to_bytes(self) -> bytes:
        """Serialize for the store: a line of JSON with status and parts, then the reply as it is."""
        head = json.dumps([self.status, dict(self.parts)]).encode("ascii")
        # A reply may have half of a surrogate pair, which has no strict UTF-8 form.
        return head + b"\n" + self.reply.encode("utf-8", "surrogatepass")

    @classmethod
    def from_bytes(cls, key: str, data: bytes) -> Recording:
        """Read what `to_bytes` wrote, and the one line of JSON that versions before 0.2 wrote."""
        head, separator, reply = data.partition(b"\n")
        if separator:
            status, parts = from_json(head)
            return cls(key, reply.decode("utf-8", "surrogatepass"), status, parts)
        status, parts, text = json.loads(data)
        return cls(key, text, status, parts)

    def to_line(self) -> bytes:
        """Format as one line of JSON, with the reply as an object if it is one."""
        line: dict[str, Any] = {"key": self.key, "parts": dict(sorted(self.parts.items()))}
        if self.status != 200:
            line["status"] = self.status
        return canonical(line | {"reply": self._readable()}) + b"\n"

    def _readable(self) -> Any:
        """Return the reply as an object if that loses nothing; else the escaped text."""
        try:
            value = json.loads(self.reply, object_pairs_hook=_no_duplicates)
            canonical(value)
        except (ValueError, RecursionError):
            return json.dumps(self.reply)
        return value if isinstance(value, dict) else json.dumps(self.reply)

    @classmethod
    def from_line(cls, line: bytes) -> Recording:
        """Read what `to_line` wrote.

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
            raise ValueError("'key', 'reply' or 'parts' has the wrong type")  # not a TypeError: see above
        return cls(key, text, status, {str(name): str(part) for name, part in parts.items()})

    def same_response(self, other: Recording) -> bool:
        """Return True if the responses are equal, except for white space between JSON tokens."""
        return self.status == other.status and self._readable() == other._readable()


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("duplicate name")
    return members
