"""readonly: a replay reads the store without a lock and without writing."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from extractor.core.errors import ArticleError, StoreError
from extractor.recordings.recording import Recording
from extractor.recordings.store import open_store
from extractor.recordings.store_reader import ReadOnlyStore

ONE = Recording("a" * 64, "{}")


def test_reads_what_the_store_wrote(tmp_path: Path) -> None:
    """After a clean close and beside an open writer alike; notes are no recordings."""
    store = open_store(tmp_path)
    store.add(ONE)
    store.set_note("asked/x", {})
    with closing(ReadOnlyStore(tmp_path)) as beside:
        assert beside.get(ONE.key) == ONE
    store.close()
    with closing(ReadOnlyStore(tmp_path)) as after:
        assert list(after) == [ONE.key]
        assert after.get(ONE.key) == ONE
        assert after.get("b" * 64) is None


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """C10: no file is made or changed beside the database, so a read-only mount will do."""
    store = open_store(tmp_path / "s")
    store.add(ONE)
    store.close()
    before = {path.name: path.read_bytes() for path in (tmp_path / "s").iterdir()}
    (tmp_path / "s").chmod(0o500)
    try:
        with closing(ReadOnlyStore(tmp_path / "s")) as store_again:
            assert store_again.get(ONE.key) == ONE
    finally:
        (tmp_path / "s").chmod(0o700)
    assert {path.name: path.read_bytes() for path in (tmp_path / "s").iterdir()} == before


def test_no_store_is_an_empty_one(tmp_path: Path) -> None:
    """Where nothing was ever recorded there is nothing to read, and nothing is made."""
    empty = ReadOnlyStore(tmp_path / "none")
    assert list(empty) == []
    assert empty.get(ONE.key) is None
    assert not (tmp_path / "none").exists()


def test_damage(tmp_path: Path) -> None:
    """C11 to C15: garbage, a cut or lost file and a tampered row are errors here too."""
    store = open_store(tmp_path / "s")
    for n in range(20):
        store.add(Recording(f"{n:064x}", "x" * 5_000))
    store.close()
    shutil.copytree(tmp_path / "s", tmp_path / "cut")
    os.truncate(tmp_path / "cut" / "cache.db", (tmp_path / "s" / "cache.db").stat().st_size // 2)
    shutil.copytree(tmp_path / "s", tmp_path / "lost")
    (tmp_path / "lost" / "cache.db").unlink()
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "cache.db").write_bytes(b"garbage" * 1_000)
    for name in ("cut", "lost", "bad"):
        with pytest.raises(StoreError):
            ReadOnlyStore(tmp_path / name)
    with sqlite3.connect(tmp_path / "s" / "cache.db") as db:
        db.execute("UPDATE Cache SET mode = 4")
    db.close()
    with closing(ReadOnlyStore(tmp_path / "s")) as tampered, pytest.raises(ArticleError):
        tampered.get(f"{0:064x}")


def test_what_a_live_run_adds_meanwhile(tmp_path: Path) -> None:
    """A replay that was opened first finds what a run beside it records later, open or closed."""
    store = open_store(tmp_path)
    store.add(ONE)
    store.close()
    with closing(ReadOnlyStore(tmp_path)) as reader:
        assert reader.get(ONE.key) == ONE
        store = open_store(tmp_path)
        for n in range(600):
            store.add(Recording(f"{n:064x}", "x" * 500))
        assert reader.get(f"{1:064x}") is not None
        store.close()
        assert all(reader.get(f"{n:064x}") for n in range(600))


def test_a_store_that_is_no_folder() -> None:
    """A file or a device where the store should be is refused, not taken for an empty store."""
    with pytest.raises(StoreError, match="not a folder"):
        ReadOnlyStore(Path("/dev/null"))
