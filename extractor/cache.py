"""Record and replay: the seam in front of the provider, and in its place."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Protocol
from weakref import WeakValueDictionary

from extractor.completion import Complete, Completion, Request
from extractor.errors import Miss
from extractor.locks import claimed
from extractor.recording import Recording
from extractor.store import Store


class Readable(Protocol):
    """What recordings can be read from."""

    def get(self, key: str) -> Recording | None:
        """The recording of a request, or None."""
        ...

    def __iter__(self) -> Iterator[str]:
        """All keys, sorted."""
        ...


class Layers:
    """Several places of recordings, looked through in order."""

    def __init__(self, *layers: Readable) -> None:
        self.layers = layers

    def get(self, key: str) -> Recording | None:
        """The first layer's recording that there is."""
        for layer in self.layers:
            if found := layer.get(key):
                return found
        return None

    def __iter__(self) -> Iterator[str]:
        """All keys of all layers, sorted, each once."""
        yield from sorted({key for layer in self.layers for key in layer})


def replay(recordings: Readable) -> Complete:
    """Answer from recordings alone."""

    async def complete(request: Request) -> Completion:
        if found := recordings.get(request.key):
            return found.completion
        raise Miss(f"No recording for the request {request.key[:16]}.", request=request)

    return complete


def record(inner: Complete, recordings: Readable, store: Store, *, refresh: bool = False) -> Complete:
    """Answer from recordings, else ask and record before anybody looks at the answer.

    However many ask for one key, in this process or in others, one request is sent: a waiting
    asker looks again when the first is done. A process that dies releases its claim.
    """
    waiting: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
    asked: set[str] = set()

    def known(key: str) -> Recording | None:
        return None if refresh and key not in asked else recordings.get(key)

    async def complete(request: Request) -> Completion:
        key = request.key
        if found := known(key):
            return found.completion
        lock = waiting.setdefault(key, asyncio.Lock())
        async with lock, claimed(store.folder / "asking", key):
            if found := known(key):
                return found.completion
            completion = await inner(request)
            asked.add(key)
            recording = Recording(key, completion.reply, completion.status, request.parts)
            (store.replace if refresh else store.add)(recording)
            return completion

    return complete
