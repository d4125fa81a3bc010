"""read_ahead: an iterator is read in a thread, in order, and its error comes after its items."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from extractor.core.errors import InputError
from extractor.runs.read_ahead import AHEAD, ReadAhead


async def _taken_by(tasks: int, ahead: ReadAhead[int]) -> list[int]:
    taken: list[int] = []

    async def take() -> None:
        async for item in ahead:
            taken.append(item)
            await asyncio.sleep(0)

    await asyncio.gather(*(take() for _ in range(tasks)))
    return taken


@pytest.mark.parametrize("count", [0, 1, AHEAD - 1, AHEAD, AHEAD + 1, 5 * AHEAD])
@pytest.mark.parametrize("tasks", [1, 7])
async def test_every_item_once_and_in_order(count: int, tasks: int) -> None:
    """Whatever the number of items and of tasks, each item is taken once, in order."""
    with closing(ReadAhead(range(count))) as ahead:
        assert await _taken_by(tasks, ahead) == list(range(count))


async def test_an_error_comes_after_the_items_before_it() -> None:
    """No item before an error is lost, and the error is raised in the reader."""

    def items() -> Iterator[int]:
        yield from range(AHEAD + 3)
        raise InputError("line 20 is malformed")

    with closing(ReadAhead(items())) as ahead:
        assert [await anext(ahead) for _ in range(AHEAD + 3)] == list(range(AHEAD + 3))
        with pytest.raises(InputError, match="line 20"):
            await anext(ahead)


async def test_a_slow_iterator_does_not_hold_the_loop() -> None:
    """While an item is being read, other tasks run."""
    free = threading.Event()

    def items() -> Iterator[int]:
        assert free.wait(10)
        yield 1

    async def release() -> None:
        free.set()

    with closing(ReadAhead(items())) as ahead:
        taken, _ = await asyncio.gather(_taken_by(1, ahead), release())
    assert taken == [1]
