"""Record and replay: a `Complete` in front of the model client, and one in its place."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from typing import Protocol
from weakref import WeakValueDictionary

from extractor.core.deadline import pause_deadline
from extractor.core.errors import Miss
from extractor.core.exchange import Complete, Completion, Request
from extractor.recordings.claims import Claims
from extractor.recordings.recording import Recording


class Keep(Protocol):
    """Writer of recordings to a store."""

    async def __call__(self, recording: Recording, *, replace: bool = False) -> None:
        """Return when the recording is on disk."""
        ...


class Readable(Protocol):
    """A source of recordings."""

    def get(self, key: str) -> Recording | None:
        """Return the recording of a request, or None."""
        ...

    def __iter__(self) -> Iterator[str]:
        """Yield all keys, sorted."""
        ...

    def modes(self) -> set[str]:
        """Return the labels of the output modes, other than `tools`, in which something is recorded."""
        ...


def _nothing() -> None:
    """Do nothing."""


class Layers:
    """Several sources of recordings; the first that has a key wins."""

    def __init__(self, *layers: Readable) -> None:
        self.layers = layers

    def get(self, key: str) -> Recording | None:
        """Return the recording from the first layer that has it."""
        for layer in self.layers:
            if found := layer.get(key):
                return found
        return None

    def modes(self) -> set[str]:
        """Return the output modes of all layers."""
        return set().union(*(layer.modes() for layer in self.layers))

    def __iter__(self) -> Iterator[str]:
        """Yield the keys of all layers, sorted, each once."""
        yield from sorted({key for layer in self.layers for key in layer})


def replay(recordings: Readable, on_replay: Callable[[], None] = _nothing) -> Complete:
    """Return a `Complete` that reads recordings alone; `on_replay` is called for each completion."""

    async def complete(request: Request) -> Completion:
        if found := recordings.get(request.key):
            on_replay()
            return found.completion
        raise Miss(f"No recording for the request {request.key[:16]}.", requests=[request])

    return complete


class Recorder:
    """Return the recorded completion, else send the request and record the response before it is parsed.

    However many callers have the same request, in this process or in others, it is sent once: a caller that waited
    then reads the recording. A process that dies releases its claims.

    Args:
        inner: sends a request.
        recordings: all recordings, the store included.
        keep: writes a recording to the store.
        claims: claims on keys that hold across connections, threads and processes.
        on_replay: called for each completion that was recorded before.
        max_unrecorded: requests that may be in flight or not yet recorded: the most that a crash can cost.
    """

    def __init__(
        self,
        inner: Complete,
        recordings: Readable,
        keep: Keep,
        claims: Claims,
        on_replay: Callable[[], None] = _nothing,
        max_unrecorded: int = 1,
    ) -> None:
        self._inner, self._recordings, self._keep = inner, recordings, keep
        self._claims, self._on_replay = claims, on_replay
        self._slots = asyncio.Semaphore(max_unrecorded)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._refreshed: set[str] = set()  # keys that this run has sent with `fresh`

    async def __call__(self, request: Request) -> Completion:
        """Return the recorded completion, else send the request."""
        return await self._complete(request, fresh=False)

    async def fresh(self, request: Request) -> Completion:
        """Send a request although it is recorded, once in a run; the old recording is kept aside."""
        return await self._complete(request, fresh=True)

    async def _complete(self, request: Request, *, fresh: bool) -> Completion:
        key = request.key
        if found := self._known(key, fresh):
            self._on_replay()
            return found.completion
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with AsyncExitStack() as held:
            with pause_deadline():  # while another caller's request is under way, the article's time stands still
                await held.enter_async_context(lock)
                await held.enter_async_context(self._claims.claimed(key))
            if found := self._known(key, fresh):
                return found.completion
            await self._enter()
            try:
                completion = await self._inner(request)
                if fresh:
                    self._refreshed.add(key)
                with pause_deadline():  # paid: no deadline may cut the writing short
                    await self._keep(
                        Recording(key, completion.reply, completion.status, parts=request.parts), replace=fresh
                    )
            finally:
                self._slots.release()
        await asyncio.sleep(0)  # let the next request go out first: this response can be read while the endpoint works
        return completion

    async def _enter(self) -> None:
        if self._slots.locked():
            with pause_deadline():
                await self._slots.acquire()
        else:
            await self._slots.acquire()

    def _known(self, key: str, fresh: bool) -> Recording | None:
        return None if fresh and key not in self._refreshed else self._recordings.get(key)
