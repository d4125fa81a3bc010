"""Many articles: slots, order kept, failures kept."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from types import TracebackType
from typing import BinaryIO, Generic, Self, TypeVar

from extractor.articles.article import Article, Unusable
from extractor.core.errors import ErrorClass, Stop
from extractor.runs.result import Extraction

T = TypeVar("T")


class SpillBuffer(Generic[T]):
    """Things by number. The first few stay in memory, the rest in a temporary file without a name.

    Args:
        pack, unpack: to bytes and back; without them everything stays in memory.
        in_memory: how many are the first few.
    """

    def __init__(
        self,
        pack: Callable[[T], bytes] | None = None,
        unpack: Callable[[bytes], T] | None = None,
        in_memory: int = 256,
    ) -> None:
        self._pack, self._unpack = pack, unpack
        self._most = in_memory
        self._here: dict[int, T] = {}
        self._places: dict[int, tuple[int, int]] = {}
        self._file: BinaryIO | None = None

    def __len__(self) -> int:
        return len(self._here) + len(self._places)

    def __contains__(self, number: int) -> bool:
        return number in self._here or number in self._places

    def put(self, number: int, thing: T) -> None:
        """Keep a thing until it is taken.

        Raises:
            Stop: the temporary folder cannot be written.
        """
        if len(self._here) < self._most or self._pack is None:
            self._here[number] = thing
            return
        data = self._pack(thing)
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile()  # noqa: SIM115  # closed in __exit__
            if not self._places:  # all that was written has been taken: begin anew
                self._file.truncate(0)
            self._places[number] = (self._file.seek(0, os.SEEK_END), len(data))
            self._file.write(data)
            self._file.flush()
        except OSError as error:
            raise Stop(
                f"The temporary folder cannot be written: {error.strerror}.",
                next_step="Free space or set TMPDIR, then run again: what is recorded is kept.",
            ) from error

    def take(self, number: int) -> T:
        """Hand a thing over."""
        if number in self._here:
            return self._here.pop(number)
        assert self._file is not None
        assert self._unpack is not None
        at, length = self._places.pop(number)
        self._file.seek(at)
        return self._unpack(self._file.read(length))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()


Item = Article | Unusable
Extract = Callable[[Item], Awaitable[Extraction]]


@dataclass
class Halt:
    """Whether new articles may still be started; the reason once they may not."""

    reason: Stop | None = None

    def now(self, reason: Stop) -> None:
        """Start no more articles; those in flight finish. The first reason stays."""
        self.reason = self.reason or reason


async def extract_one(extract: Extract, item: Item, halt: Halt) -> Extraction:
    """How one article ends; never raises for an article: one that could not be asked is pending."""
    if halt.reason is None:
        try:
            return await extract(item)
        except Stop as stop:
            halt.now(stop)
    assert halt.reason is not None
    article = item if isinstance(item, Article) else None
    return Extraction(item.name, "pending", article, kind=ErrorClass.STOPPED, message=halt.reason.message)


def unchanged(extraction: Extraction) -> Extraction:
    """The rendering that leaves an extraction as it is."""
    return extraction


async def extract_all(
    extract: Extract,
    items: Iterable[Item],
    render: Callable[[Extraction], T],
    *,
    slots: int,
    halt: Halt,
    shelf: SpillBuffer[T] | None = None,
) -> AsyncGenerator[T]:
    """Yield what becomes of every article, in input order, whatever order they finish in.

    Args:
        extract: brings one article to its end.
        items: articles, read as they are needed.
        render: makes of an article that has ended what is yielded.
        slots: articles at work at once.
        halt: ends the run early; what was not started is pending.
        shelf: where those wait that finish before their turn; with one slot none does.
    """
    if slots == 1 or shelf is None:
        for number, item in enumerate(items):
            yield render(await extract_one(extract, item, halt))
            if number % 16 == 0:  # a replay never waits, and Ctrl-C must be heard all the same
                await asyncio.sleep(0)
        return
    line = _ReorderQueue(shelf, enumerate(items))

    async def slot() -> None:
        for number, item in line.items:
            shelf.put(number, render(await extract_one(extract, item, halt)))
            line.moved.set()
            await asyncio.sleep(0)  # what is recorded never waits; sockets and Ctrl-C must be heard between two of it
            while line.crowded(slots):
                line.taken.clear()
                await line.taken.wait()

    async with aclosing(line.in_order([asyncio.create_task(slot()) for _ in range(slots)])) as things:
        async for thing in things:
            yield thing


class _ReorderQueue(Generic[T]):
    """Things waiting in line: slots put them down as they finish, one reader takes them in order."""

    def __init__(self, shelf: SpillBuffer[T], items: Iterator[tuple[int, Item]]) -> None:
        self.shelf, self.items = shelf, items
        self.next = self.at_work = 0
        self.moved, self.taken = asyncio.Event(), asyncio.Event()
        self.broken: asyncio.Task[None] | None = None

    def crowded(self, slots: int) -> bool:
        """Whether the reader is behind. A slow article in front is no reason to wait: the shelf is large."""
        return self.next in self.shelf and len(self.shelf) > 2 * slots

    def _ended(self, slot: asyncio.Task[None]) -> None:
        self.at_work -= 1
        if not slot.cancelled() and slot.exception():
            self.broken = self.broken or slot
        self.moved.set()

    async def in_order(self, slots: list[asyncio.Task[None]]) -> AsyncGenerator[T]:
        """Take things in order until every slot has ended; raise what a slot raised."""
        self.at_work = len(slots)
        for slot in slots:
            slot.add_done_callback(self._ended)
        try:
            while True:
                self.moved.clear()
                while self.next in self.shelf:
                    thing = self.shelf.take(self.next)
                    self.next += 1
                    self.taken.set()
                    yield thing
                if self.broken:
                    self.broken.result()
                if not self.at_work and self.next not in self.shelf:
                    return
                await self.moved.wait()
        finally:
            for slot in slots:
                slot.cancel()
            await asyncio.gather(*slots, return_exceptions=True)
