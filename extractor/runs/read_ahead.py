"""Read an iterator in a thread, a few items ahead: reading a large page takes seconds, and the event loop goes on."""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from collections.abc import AsyncIterable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, Self, TypeVar

T = TypeVar("T")

AHEAD = 16  # items that are read at a time; as many again may be waiting


class AsyncItems(Generic[T]):
    """The items of an asynchronous iterable, for any number of tasks of one event loop: each is read as it is taken."""

    def __init__(self, items: AsyncIterable[T]) -> None:
        self._items = aiter(items)
        self._turn = asyncio.Lock()
        self._ended = False

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> T:
        async with self._turn:
            if self._ended:
                raise StopAsyncIteration
            try:
                return await anext(self._items)
            except BaseException:
                self._ended = True
                raise

    def close(self) -> None:
        """Read no further item."""
        self._ended = True


class ReadAhead(Generic[T]):
    """The items of an iterable, in order, for any number of tasks of one event loop; to be closed.

    An error of the iterable is raised after the items before it, in every task.
    """

    def __init__(self, items: Iterable[T]) -> None:
        self._items = iter(items)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="read-ahead")
        self._batch: deque[T] = deque()
        self._end: Future[None] = Future()
        self._reading: asyncio.Future[list[T]] | None = None
        self._turn = asyncio.Lock()

    def _read(self) -> list[T]:
        batch: list[T] = []
        try:
            batch.extend(itertools.islice(self._items, AHEAD))  # keeps what comes before an error
        except Exception as error:
            self._end.set_exception(error)
        else:
            if len(batch) < AHEAD:
                self._end.set_result(None)
        return batch

    def _start(self) -> asyncio.Future[list[T]]:
        return asyncio.get_running_loop().run_in_executor(self._thread, self._read)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> T:
        async with self._turn:
            while not self._batch:
                if self._reading is None and self._end.done():
                    self._end.result()
                    raise StopAsyncIteration
                self._reading = self._reading or self._start()
                self._batch.extend(await asyncio.shield(self._reading))
                self._reading = None if self._end.done() else self._start()
            return self._batch.popleft()

    def close(self) -> None:
        """Stop reading; what is being read now is not waited for."""
        self._thread.shutdown(wait=False, cancel_futures=True)
