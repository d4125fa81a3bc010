"""Many articles at once: concurrency, output in input order, errors kept per article."""

from __future__ import annotations

import asyncio
import itertools
import os
import tempfile
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable, Iterable
from contextlib import aclosing, closing
from dataclasses import dataclass
from types import TracebackType
from typing import BinaryIO, Generic, Self, TypeVar

from extractor.articles.article import Article, Unusable
from extractor.core.errors import ErrorClass, Stop
from extractor.runs.read_ahead import AsyncItems, ReadAhead
from extractor.runs.result import Extraction

T = TypeVar("T")


class SpillBuffer(Generic[T]):
    """Values by number: the first few in memory, the rest in an unnamed temporary file.

    Args:
        pack, unpack: to bytes and back; without them everything stays in memory.
        in_memory: number of values in memory.
    """

    def __init__(
        self,
        pack: Callable[[T], bytes] | None = None,
        unpack: Callable[[bytes], T] | None = None,
        in_memory: int = 256,
    ) -> None:
        self._pack, self._unpack = pack, unpack
        self._limit = in_memory
        self._values: dict[int, T] = {}
        self._ranges: dict[int, tuple[int, int]] = {}  # offset and length in the file
        self._file: BinaryIO | None = None

    def __len__(self) -> int:
        return len(self._values) + len(self._ranges)

    def __contains__(self, number: int) -> bool:
        return number in self._values or number in self._ranges

    def put(self, number: int, value: T) -> None:
        """Keep a value until it is taken.

        Raises:
            Stop: the temporary folder cannot be written.
        """
        if len(self._values) < self._limit or self._pack is None:
            self._values[number] = value
            return
        data = self._pack(value)
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile()  # noqa: SIM115  # closed in __exit__
            if not self._ranges:  # all that was written has been taken
                self._file.truncate(0)
            self._ranges[number] = (self._file.seek(0, os.SEEK_END), len(data))
            self._file.write(data)
            self._file.flush()
        except OSError as error:
            raise Stop(
                f"The temporary folder cannot be written: {error.strerror}.",
                next_step="Free space or set TMPDIR, then run again: responses are recorded.",
            ) from error

    def take(self, number: int) -> T:
        """Remove a value and return it."""
        if number in self._values:
            return self._values.pop(number)
        assert self._file is not None
        assert self._unpack is not None
        offset, length = self._ranges.pop(number)
        self._file.seek(offset)
        return self._unpack(self._file.read(length))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()


E = TypeVar("E")
Item = Article | Unusable
Extract = Callable[[Item], Awaitable[Extraction]]


@dataclass
class Halt:
    """Early end of a run: with a reason set, no further article is started."""

    reason: Stop | None = None

    def now(self, reason: Stop) -> None:
        """Start no further articles; those in flight finish. The first reason is kept."""
        self.reason = self.reason or reason


async def extract_one(extract: Callable[[Item], Awaitable[E]], item: Item, halt: Halt) -> E | Extraction:
    """Extract one article; pending if the run is halted, or stops here. Raises nothing for an article."""
    if halt.reason is None:
        try:
            return await extract(item)
        except Stop as stop:
            halt.now(stop)
    assert halt.reason is not None
    article = item if isinstance(item, Article) else None
    return Extraction(item.name, "pending", article, kind=ErrorClass.STOPPED, message=halt.reason.message)


def unchanged(extraction: Extraction) -> Extraction:
    """Return an extraction as it is: a `render` for `extract_all`."""
    return extraction


async def extract_all(
    extract: Callable[[Item], Awaitable[E]],
    items: Iterable[Item] | AsyncIterable[Item],
    render: Callable[[E | Extraction], T],
    *,
    slots: int,
    halt: Halt,
    buffer: SpillBuffer[T] | None = None,
) -> AsyncGenerator[T]:
    """Extract articles, and yield the rendered results in input order.

    Args:
        extract: extracts one article.
        items: articles, read as they are needed; asynchronous ones need a buffer.
        render: converts an extraction to what is yielded.
        slots: articles at work at once.
        halt: ends the run early; articles that were not started are pending.
        buffer: for results that finish before their turn; not used with one slot.
    """
    if isinstance(items, Iterable) and (slots == 1 or buffer is None):
        for number, item in enumerate(items):
            yield render(await extract_one(extract, item, halt))
            if number % 16 == 0:  # a replay never waits, so Ctrl-C would not be handled
                await asyncio.sleep(0)
        return
    assert buffer is not None
    queue, numbers = _ReorderQueue(buffer), itertools.count()
    ahead: ReadAhead[Item] | AsyncItems[Item] = ReadAhead(items) if isinstance(items, Iterable) else AsyncItems(items)

    async def slot() -> None:
        async for item in ahead:
            number = next(numbers)  # no other task has a turn between an item and its number
            buffer.put(number, render(await extract_one(extract, item, halt)))
            queue.progress.set()
            await asyncio.sleep(0)  # recorded articles never wait, so sockets and Ctrl-C would not be handled
            while queue.is_full(slots):
                queue.taken.clear()
                await queue.taken.wait()

    with closing(ahead):
        async with aclosing(queue.in_order([asyncio.create_task(slot()) for _ in range(slots)])) as results:
            async for result in results:
                yield result


class _ReorderQueue(Generic[T]):
    """Results that several slots put as they finish, and one reader takes in order."""

    def __init__(self, buffer: SpillBuffer[T]) -> None:
        self.buffer = buffer
        self.next = self.active = 0
        self.progress, self.taken = asyncio.Event(), asyncio.Event()
        self.failed: asyncio.Task[None] | None = None

    def is_full(self, slots: int) -> bool:
        """Return True if the reader is behind. A slow article at the front is no reason to wait: the buffer spills."""
        return self.next in self.buffer and len(self.buffer) > 2 * slots

    def _on_slot_done(self, slot: asyncio.Task[None]) -> None:
        self.active -= 1
        if not slot.cancelled() and slot.exception():
            self.failed = self.failed or slot
        self.progress.set()

    async def in_order(self, slots: list[asyncio.Task[None]]) -> AsyncGenerator[T]:
        """Yield results in order until every slot has ended; raise what a slot raised."""
        self.active = len(slots)
        for slot in slots:
            slot.add_done_callback(self._on_slot_done)
        try:
            while True:
                self.progress.clear()
                while self.next in self.buffer:
                    result = self.buffer.take(self.next)
                    self.next += 1
                    self.taken.set()
                    yield result
                if self.failed:
                    self.failed.result()
                if not self.active and self.next not in self.buffer:
                    return
                await self.progress.wait()
        finally:
            for slot in slots:
                slot.cancel()
            await asyncio.gather(*slots, return_exceptions=True)
