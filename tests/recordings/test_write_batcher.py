"""write_batcher: several responses per transaction."""

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


async def test_on_disk_on_return(tmp_path: Path) -> None:
    """P2: a recording is on disk when `keep` returns; many are written in few transactions."""
    store = open_store(tmp_path / "store")
    writes: list[int] = []
    add_all = store.add_all

    def counted(recordings: list[tuple[Recording, bool]]) -> None:
        writes.append(len(recordings))
        add_all(recordings)

    store.add_all = counted  # type: ignore[method-assign, assignment]
    async with aclosing(WriteBatcher(store)) as batcher:

        async def keep(number: int) -> None:
            await batcher.keep(_recording(number))
            assert store.get(f"{number:064x}") == _recording(number)

        await asyncio.gather(*(keep(number) for number in range(200)))
    assert sum(writes) == 200
    assert len(writes) < 20
    store.close()


async def test_replace(tmp_path: Path) -> None:
    """P5: an existing response is kept unless it is to be replaced; then it is kept as superseded."""
    store = open_store(tmp_path / "store")
    async with aclosing(WriteBatcher(store)) as batcher:
        await batcher.keep(_recording(1, '"old"'))
        await batcher.keep(_recording(1, '"new"'))
        assert store.get(_recording(1).key) == _recording(1, '"old"')
        await batcher.keep(_recording(1, '"new"'), replace=True)
        assert store.get(_recording(1).key) == _recording(1, '"new"')
    assert sum(name.startswith("superseded/") for name in store.names()) == 1
    store.close()


async def test_cancelled_caller(tmp_path: Path) -> None:
    """A paid response is written although its caller was cancelled; closing waits for it."""
    store = open_store(tmp_path / "store")
    async with aclosing(WriteBatcher(store)) as batcher:
        waiting = asyncio.create_task(batcher.keep(_recording(1)))
        await asyncio.sleep(0)
        waiting.cancel()
    assert store.get(_recording(1).key) is not None
    store.close()


async def test_removed_store(tmp_path: Path) -> None:
    """C20: every caller of the same transaction gets the error that the store was removed."""
    store = open_store(tmp_path / "store")
    (tmp_path / "store" / "cache.db").rename(tmp_path / "away")
    async with aclosing(WriteBatcher(store)) as batcher:
        results = await asyncio.gather(*(batcher.keep(_recording(n)) for n in range(3)), return_exceptions=True)
    assert all(isinstance(error, Stop) for error in results)
    with pytest.raises(Stop):
        store.close()


async def test_power_cut(tmp_path: Path) -> None:
    """C06: database and log, copied from disk after each commit, have all recordings up to it."""
    store = open_store(tmp_path / "store")
    async with aclosing(WriteBatcher(store)) as batcher:
        for number in range(5):
            await batcher.keep(_recording(number))
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


async def test_unexpected_error(tmp_path: Path) -> None:
    """An unexpected exception in the writing thread ends every caller of the batch with a message."""
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


async def test_a_writer_that_is_cancelled(tmp_path: Path) -> None:
    """Callers of a writer that is cancelled end with an error; none waits for ever."""
    store = open_store(tmp_path / "store")
    batcher = WriteBatcher(store)
    waiting = [asyncio.create_task(batcher.keep(_recording(number))) for number in range(3)]
    await asyncio.sleep(0)
    assert batcher._writing
    batcher._writing.cancel()
    ended = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 10)
    assert all(isinstance(each, Stop) for each in ended)
    await batcher.aclose()
    store.close()
