"""deadline: time limit of an article."""

import asyncio

import pytest

from extractor.core.deadline import deadline, pause_deadline


async def test_cut() -> None:
    """A body that takes longer is cancelled; None is no limit."""
    with pytest.raises(TimeoutError):
        async with deadline(0.01):
            await asyncio.sleep(10)
    async with deadline(None):
        with pause_deadline():
            await asyncio.sleep(0.01)


async def test_waiting_for_leave_does_not_count() -> None:
    """A pause does not count; the time left before it remains the limit."""
    async with deadline(0.05):
        with pause_deadline():
            await asyncio.sleep(0.15)
        await asyncio.sleep(0)
    with pytest.raises(TimeoutError):
        await _hurried_after_a_wait()


async def _hurried_after_a_wait() -> None:
    async with deadline(0.05):
        with pause_deadline():
            await asyncio.sleep(0.1)
        await asyncio.sleep(10)
