"""commits: answers into the store, many in one transaction."""

import asyncio
import shutil
from contextlib import aclosing
from pathlib import Path

import pytest

from extractor.core.errors import Stop
from extractor.recordings.recording import Recording
from extractor.recordings.store import open_store
from extractor.recordings.write_batcher import WriteBatcher


def _recording(number: int, reply: str = "{}") -> Recording:
    return Recording(f"{number:064x}", reply)


async def test_on_disk_when_told(tmp_path: Path) -> None:
    """P2: who is told that an answer is kept finds it; many come in few transactions."""
    store = open_store(tmp_path / "store")
    writes: list[int] = []
    add_all = store.add_all

    def counted(recordings: list[tuple[Recording, bool]]) -> None:
        writes.append(len(recordings))
        add_all(recordings)

    store.add_all = counted  # type: ignore[method-assign, assignment]
    async with aclosing(WriteBatcher(store)) as commits:

        async def keep(number: int) -> None:
            await commits.keep(_recording(number))
            assert store.get(f"{number:064x}") == _recording(number)

        await asyncio.gather(*(keep(number) for number in range(200)))
    assert sum(writes) == 200
    assert len(writes) < 20
    store.close()


async def test_nobody_overwrites(tmp_path: Path) -> None:
    """P5: an answer that is there stays, unless it is to be replaced; then the old one is put aside."""
    store = open_store(tmp_path / "store")
    async with aclosing(WriteBatcher(store)) as commits:
        await commits.keep(_recording(1, '"old"'))
        await commits.keep(_recording(1, '"new"'))
        assert store.get(_recording(1).key) == _recording(1, '"old"')
        await commits.keep(_recording(1, '"new"'), replace=True)
        assert store.get(_recording(1).key) == _recording(1, '"new"')
    assert sum(name.startswith("superseded/") for name in store.names()) == 1
    store.close()


async def test_a_cancelled_asker_loses_nothing(tmp_path: Path) -> None:
    """A paid answer is written although nobody waits for it any more; closing waits for it."""
    store = open_store(tmp_path / "store")
    async with aclosing(WriteBatcher(store)) as commits:
        waiting = asyncio.create_task(commits.keep(_recording(1)))
        await asyncio.sleep(0)
        waiting.cancel()
    assert store.get(_recording(1).key) is not None
    store.close()


async def test_a_store_that_is_gone(tmp_path: Path) -> None:
    """C20: everybody who waits for the same transaction hears that the store was removed."""
    store = open_store(tmp_path / "store")
    (tmp_path / "store" / "cache.db").rename(tmp_path / "away")
    async with aclosing(WriteBatcher(store)) as commits:
        told = await asyncio.gather(*(commits.keep(_recording(n)) for n in range(3)), return_exceptions=True)
    assert all(isinstance(error, Stop) for error in told)
    with pytest.raises(Stop):
        store.close()


async def test_a_power_cut_after_each_answer(tmp_path: Path) -> None:
    """C06: the database and its log, copied as they stand on disk after each acknowledged answer, hold all of them."""
    store = open_store(tmp_path / "store")
    async with aclosing(WriteBatcher(store)) as commits:
        for number in range(5):
            await commits.keep(_recording(number))
            copy = tmp_path / f"copy-{number}"
            copy.mkdir(mode=0o700)
            for name in ("cache.db", "cache.db-wal"):
                shutil.copyfile(tmp_path / "store" / name, copy / name)
            found = open_store(copy)
            assert [found.get(_recording(n).key) for n in range(number + 1)] == [
                _recording(n) for n in range(number + 1)
            ]
            found.close()
    store.close()


async def test_a_foreign_error_reaches_every_waiter(tmp_path: Path) -> None:
    """An exception that is not ours, in the thread that writes, ends every caller of the batch with a sentence."""
    store = open_store(tmp_path / "store")

    def broken(recordings: object) -> None:
        raise TypeError("no such thing")

    add_all, store.add_all = store.add_all, broken  # type: ignore[method-assign]
    async with aclosing(WriteBatcher(store)) as batcher, asyncio.timeout(5):
        ends = await asyncio.gather(*(batcher.keep(_recording(n)) for n in range(3)), return_exceptions=True)
        assert [type(end) for end in ends] == [Stop] * 3
        assert "TypeError: no such thing" in str(ends[0])
        store.add_all = add_all  # type: ignore[method-assign]
        await batcher.keep(_recording(9))
    assert store.get(_recording(9).key) == _recording(9)
    store.close()
