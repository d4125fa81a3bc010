"""Batches as the store remembers them, and requests in files that a provider takes."""

from __future__ import annotations

import json
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

from extractor.core.exchange import Request
from extractor.model.batch_files import request_line
from extractor.model.usage import Usage


@dataclass(frozen=True)
class Limits:
    """What a provider takes in one file; OpenAI's limits, with room."""

    requests: int = 50_000
    size: int = 190_000_000


@dataclass
class Job:
    """One batch as the store remembers it.

    Attributes:
        mark: digest of its requests; stands in the batch's metadata.
        batch: the provider's name for it; empty while nobody knows whether it was taken.
        host, model: where, and what is asked.
        requests: how many.
        state: the provider's word when it was last looked at; `collected` when nothing is left to fetch.
        done, failed: requests that have ended, as the provider counts them.
        since: when it was about to be sent, seconds since 1970.
    """

    mark: str
    host: str
    model: str
    requests: int
    batch: str = ""
    state: str = "submitting"
    done: int = 0
    failed: int = 0
    since: int = 0

    def note(self) -> dict[str, str]:
        """As it stands in the store."""
        return {name: str(value) for name, value in vars(self).items()}

    @classmethod
    def of(cls, note: dict[str, str]) -> Job:
        """Read that."""
        numbers = {name: int(note[name]) for name in ("requests", "done", "failed", "since")}
        return cls(**{**note, **numbers})  # type: ignore[arg-type]  # the numbers are


@dataclass
class Part:
    """One file of requests: where it is, and what each request in it was made of, by its key."""

    path: Path
    keys: dict[str, dict[str, str]]


async def parts_of(requests: AsyncIterable[Request], folder: Path, limits: Limits) -> AsyncIterator[Part]:
    """Requests in files that keep to the limits, each request once."""
    path, size = folder / "requests.jsonl", 0
    keys: dict[str, dict[str, str]] = {}
    seen: set[str] = set()
    out = path.open("wb")
    try:
        async for request in requests:
            if request.key in seen:
                continue
            seen.add(request.key)
            line = request_line(request)
            if keys and (len(keys) >= limits.requests or size + len(line) > limits.size):
                out.close()
                yield Part(path, keys)
                out, keys, size = path.open("wb"), {}, 0
            out.write(line)
            keys[request.key] = dict(request.parts)
            size += len(line)
        out.close()
        if keys:
            yield Part(path, keys)
    finally:
        out.close()


def usage_in(path: Path) -> Usage:
    """What the answers in a file cost."""
    total = Usage()
    for reply in _replies(path):
        total += reply
    return total


def _replies(path: Path) -> Iterator[Usage]:
    with path.open("rb") as file:
        for line in file:
            try:
                body = json.loads(line)["response"]["body"]
            except (ValueError, TypeError, KeyError, RecursionError):
                continue
            if usage := Usage.of_body(body):
                yield usage
