"""Record and replay: the seam in front of the provider, and in its place."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Protocol
from weakref import WeakValueDictionary

from extractor.core.deadline import pause_deadline
from extractor.core.errors import Miss
from extractor.core.exchange import Complete, Completion, Request
from extractor.recordings.claims import Claims
from extractor.recordings.recording import Recording


class Keep(Protocol):
    """What makes an answer last."""

    async def __call__(self, recording: Recording, *, replace: bool = False) -> None:
        """Return when the recording is on disk."""
        ...


class Readable(Protocol):
    """What recordings can be read from."""

    def get(self, key: str) -> Recording | None:
        """The recording of a request, or None."""
        ...

    def __iter__(self) -> Iterator[str]:
        """All keys, sorted."""
        ...


def _nobody() -> None:
    """Hears of an answer that nobody wants to hear of."""


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


def replay(recordings: Readable, told: Callable[[], None] = _nobody) -> Complete:
    """Answer from recordings alone; `told` hears of every answer."""

    async def complete(request: Request) -> Completion:
        if found := recordings.get(request.key):
            told()
            return found.completion
        raise Miss(f"No recording for the request {request.key[:16]}.", requests=[request])

    return complete


class Recorder:
    """Answer from recordings, else ask and record before anybody looks at the answer.

    However many ask for one key, in this process or in others, one request is sent: a waiting
    asker looks again when the first is done. A process that dies releases its claim.

    Args:
        inner: what is asked.
        recordings: everything that is recorded, the store included.
        keep: writes an answer to the store.
        claims: claims that hold across processes.
        told: hears of every answer that was recorded before.
        most: requests that may be out and not yet recorded: what a crash can cost at most.
    """

    def __init__(
        self,
        inner: Complete,
        recordings: Readable,
        keep: Keep,
        claims: Claims,
        told: Callable[[], None] = _nobody,
        most: int = 1,
    ) -> None:
        self._inner, self._recordings, self._keep = inner, recordings, keep
        self._claims, self._told = claims, told
        self._slots = asyncio.Semaphore(most)
        self._asking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._asked: set[str] = set()  # by this run, with `fresh`

    async def __call__(self, request: Request) -> Completion:
        """Answer from recordings, else ask."""
        return await self._answer(request, fresh=False)

    async def fresh(self, request: Request) -> Completion:
        """Ask although there is an answer, which is put aside; once in a run for each request."""
        return await self._answer(request, fresh=True)

    def recorded(self, request: Request) -> bool:
        """Whether a request has an answer."""
        return self._recordings.get(request.key) is not None

    async def _answer(self, request: Request, *, fresh: bool) -> Completion:
        key = request.key
        if found := self._known(key, fresh):
            self._told()
            return found.completion
        lock = self._asking.setdefault(key, asyncio.Lock())
        async with lock, self._claims.claimed(key):
            if found := self._known(key, fresh):
                return found.completion
            await self._enter()
            try:
                completion = await self._inner(request)
                if fresh:
                    self._asked.add(key)
                with pause_deadline():  # paid: no deadline may cut what is left to do
                    await self._keep(
                        Recording(key, completion.reply, completion.status, parts=request.parts), replace=fresh
                    )
            finally:
                self._slots.release()
        await asyncio.sleep(0)  # who waits to send goes first: the reply can be read while the endpoint works
        return completion

    async def _enter(self) -> None:
        if self._slots.locked():
            with pause_deadline():
                await self._slots.acquire()
        else:
            await self._slots.acquire()

    def _known(self, key: str, fresh: bool) -> Recording | None:
        return None if fresh and key not in self._asked else self._recordings.get(key)
