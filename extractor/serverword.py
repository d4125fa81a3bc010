"""What a server says besides an answer: how long to wait, which error it means."""

from __future__ import annotations

import email.utils
import json
import math
import time
from collections.abc import Mapping
from typing import Any

QUOTA = ("insufficient_quota", "billing_hard_limit_reached")


def is_final(status: int, code: str) -> bool:
    """Whether an error refuses this very request, so that asking again would not change it."""
    return status in (400, 413, 422) and code not in QUOTA


def retry_after(headers: Mapping[str, str], now: float | None = None) -> float:
    """Seconds that a server asks to wait: `retry-after-ms`, `retry-after` in seconds or as a
    date; 0 where it says nothing sensible."""
    for name, scale in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        text = headers.get(name, "")
        try:
            seconds = float(text) * scale
        except ValueError:
            try:
                due = email.utils.parsedate_to_datetime(text)
            except ValueError:
                continue
            seconds = due.timestamp() - (time.time() if now is None else now)
        if math.isfinite(seconds) and seconds > 0:
            return seconds
    return 0.0


def has_choices(body: Mapping[str, Any]) -> bool:
    """Whether a body has the shape of a chat completion."""
    choices = body.get("choices")
    return (
        isinstance(choices, list)
        and bool(choices)
        and isinstance(choices[0], dict)
        and (isinstance(choices[0].get("message"), dict) or choices[0].get("finish_reason") == "content_filter")
    )


def error_of(text: str) -> tuple[str, str]:
    """Code and message of an error body of whatever shape; HTML gives neither."""
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return "", ""
    error = body.get("error", body) if isinstance(body, dict) else {}
    if not isinstance(error, dict):
        return "", str(error)
    return str(error.get("code") or ""), str(error.get("message") or "")
