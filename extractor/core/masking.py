"""Mask secrets in what a server sends, before anything else sees it: a server may echo the key that it was sent."""

from __future__ import annotations

import re
from collections.abc import Iterable

SHORTEST = 12  # characters; a shorter key ("none", "ollama") is no secret, and the word may be in an article
MASK = "[key]"
_START = re.compile(r"[A-Za-z0-9_-]{0,6}")  # of a secret: nothing escapes these, so they are looked for first


class Mask:
    """Replacement of secrets by `[key]`, also where a JSON string has escapes in them (`\\/`, `\\u002d`).

    Args:
        secrets: API keys and values of headers.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = sorted({each for each in secrets if len(each) >= SHORTEST}, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_escaped, self._secrets))) if self._secrets else None
        self._starts = [start[0] if (start := _START.match(each)) else "" for each in self._secrets]

    def text(self, text: str) -> str:
        """Return a text without the secrets."""
        if self._pattern is None or not ("\\u00" in text or any(start in text for start in self._starts)):
            return text
        return self._pattern.sub(MASK, text)

    def data(self, data: bytes) -> bytes:
        """Return the same for UTF-8 text; bytes that are no UTF-8 stay as they are."""
        if not self._starts or not (b"\\u00" in data or any(start.encode() in data for start in self._starts)):
            return data
        return self.text(data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


def _escaped(secret: str) -> str:
    """Return a pattern of a secret in which each character may be escaped as in JSON."""
    return "".join(rf"(?:\\?{re.escape(ch)}|\\u{ord(ch):04x}|\\u{ord(ch):04X})" for ch in secret)
