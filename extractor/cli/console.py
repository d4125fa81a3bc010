"""Output: results to stdout, messages to stderr; control characters from articles are escaped."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Mapping
from typing import Any

from extractor.core.canonical import canonical

_ESCAPED = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def escape(text: str, *, lines: bool = False) -> str:
    """Escape control and format characters, line breaks included: \\x1b, \\u202e; `lines` keeps line breaks."""
    return "".join(
        ch
        if (ch == "\n" and lines) or unicodedata.category(ch) not in _ESCAPED
        else ch.encode("unicode_escape").decode()
        for ch in text
    )


def escape_json(text: str) -> str:
    """Escape control and format characters in JSON text as `\\uXXXX`; it stays the same JSON."""
    return "".join(
        f"\\u{ord(ch):04x}" if unicodedata.category(ch) in _ESCAPED and ord(ch) < 0x10000 else ch for ch in text
    )


def print_row(row: Mapping[str, Any]) -> None:
    """Print a row as one line of JSON to stdout."""
    print_out(escape_json(canonical(row).decode()))


def print_err(text: str) -> None:
    """Print a message to stderr."""
    print(escape(text, lines=True), file=sys.stderr)


def print_out(text: str) -> None:
    """Print a line of results to stdout, in UTF-8 whatever the encoding of the terminal."""
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
