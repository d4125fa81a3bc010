"""Talk to people: everything from an article is shown as inert text, all but rows goes to stderr."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Mapping
from typing import Any

from extractor.core.canonical import canonical

_SHOWN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def escape(text: str, *, lines: bool = False) -> str:
    """Text without terminal escapes, bidi controls or forged lines: they are shown as \\x1b, \\u202e."""
    return "".join(
        ch if (ch == "\n" and lines) or unicodedata.category(ch) not in _SHOWN else ch.encode("unicode_escape").decode()
        for ch in text
    )


def escape_json(text: str) -> str:
    """JSON whose strings hold no control or format character as such: they are escaped, as JSON allows."""
    return "".join(
        f"\\u{ord(ch):04x}" if unicodedata.category(ch) in _SHOWN and ord(ch) < 0x10000 else ch for ch in text
    )


def print_row(row: Mapping[str, Any]) -> None:
    """A row as one line of JSON to stdout."""
    print_out(escape_json(canonical(row).decode()))


def print_err(text: str) -> None:
    """A line to stderr."""
    print(escape(text, lines=True), file=sys.stderr)


def print_out(text: str) -> None:
    """A line of results to stdout, as UTF-8 whatever the terminal claims."""
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
