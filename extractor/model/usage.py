"""Tokens and cost of an attempt, and its outcome."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from extractor.core.exchange import Completion


def about(text: bytes) -> int:
    """Estimate the tokens of UTF-8 text as a quarter of its bytes.

    English prose and JSON come to 4 to 4.5 bytes a token in the vocabularies of current models;
    other scripts have more bytes and more tokens alike. Recorded usage is exact where there is any.
    """
    return -(-len(text) // 4)


def at_most(text: bytes) -> int:
    """Return an upper estimate of the tokens of UTF-8 text: a third of its bytes."""
    return -(-len(text) // 3)


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens, as a server counts them.

    Attributes:
        input_tokens: of the request, cached ones included.
        cached_tokens: of those, how many the provider had in its own prompt cache.
        output_tokens: of the response, reasoning included.
        cost: US dollars, where the server itself states them.
        cache_written_tokens: of the request, those that the provider put into its prompt cache at a higher price.
    """

    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = None
    cache_written_tokens: int = 0

    @classmethod
    def of(cls, completion: Completion) -> Usage | None:
        """Read the usage that a response reports; None if it reports none."""
        return cls.of_body(completion.body)

    @classmethod
    def of_body(cls, body: Any) -> Usage | None:
        """Read the same from a response that is already parsed.

        Servers differ: cached tokens have four names, and reasoning is inside `completion_tokens`, beside it (xAI)
        or in `total_tokens` alone (Google). What the total has beyond the prompt was written, whatever it is called.
        """
        usage = body.get("usage") if isinstance(body, Mapping) else None
        if not isinstance(usage, Mapping):
            return None
        cached = max(_count(found) for found in _cached(usage))
        read = _count(usage.get("prompt_tokens")) or _count(usage.get("input_tokens"))
        written = _count(usage.get("completion_tokens")) or _count(usage.get("output_tokens"))
        total = _count(usage.get("total_tokens"))
        reasoning = _count(_part(usage, "completion_tokens_details").get("reasoning_tokens"))
        if cached > read or (cached and total == read + cached + written):  # counted beside the others
            read += cached
        if reasoning > written:
            written += reasoning
        written = max(written, total - read)
        if not read and not written:
            return None
        stored = _count(_part(usage, "prompt_tokens_details").get("cache_write_tokens"))
        return cls(read, min(cached, read), written, cost=_cost(usage), cache_written_tokens=min(stored, read))

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.input_tokens + other.input_tokens,
            self.cached_tokens + other.cached_tokens,
            self.output_tokens + other.output_tokens,
        )

    @property
    def total(self) -> int:
        """Return input and output tokens together."""
        return self.input_tokens + self.output_tokens


def _part(usage: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = usage.get(name)
    return part if isinstance(part, Mapping) else {}


def _cached(usage: Mapping[str, Any]) -> list[Any]:
    """Return the counts of cached tokens under the names that servers have for them."""
    details = [_part(usage, "prompt_tokens_details"), _part(usage, "input_tokens_details")]
    inside = [part.get(name) for part in details for name in ("cached_tokens", "cached_content_tokens")]
    return inside + [
        usage.get(name) for name in ("prompt_cache_hit_tokens", "cached_tokens", "cache_read_input_tokens")
    ]


TICKS = 1e10  # of xAI's `cost_in_usd_ticks`, in a dollar


def _cost(usage: Mapping[str, Any]) -> float | None:
    """Return the US dollars that a server states; with a key of one's own the upstream provider's are added."""
    given = usage.get("cost")
    if isinstance(given, Mapping):
        given = given.get("total_cost")
    stated = _dollars(given)
    stated = _dollars(usage.get("estimated_cost")) if stated is None else stated
    if ticks := _dollars(usage.get("cost_in_usd_ticks")):
        stated = ticks / TICKS
    if stated is not None and usage.get("is_byok"):
        stated += _dollars(_part(usage, "cost_details").get("upstream_inference_cost")) or 0.0
    return stated if stated is None or stated < 1_000 else None


def _dollars(value: Any) -> float | None:
    try:
        number = float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else -1.0
    except ValueError:
        return None
    return number if 0 <= number < math.inf else None


def _count(value: Any) -> int:
    """Return a token count; 0 for a value that is none, since a server may send anything."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9 else 0


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request that was sent, and its outcome.

    Attributes:
        key: the key of the request.
        article: id of its article; empty if the request has none.
        step: first, repair 1, second look.
        number: 1 for the first attempt of a request.
        status: HTTP status; 0 without a response.
        outcome: `answered`, an error class, `stop` or `cancelled`.
        seconds: from sending to the end.
        usage: tokens that the response reports; None if it reports none.
        cost: in US dollars; None where no price is known.
        possibly_billed: whether a fault came so late that the server may have finished and charged.
        model, host: where it was sent.
    """

    key: str
    article: str
    step: str
    number: int
    status: int
    outcome: str
    seconds: float
    usage: Usage | None = None
    cost: float | None = None
    possibly_billed: bool = False
    model: str = ""
    host: str = ""


Listener = Callable[[Attempt], None]
