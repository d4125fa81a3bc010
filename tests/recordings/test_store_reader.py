"""store_reader: a replay reads the store without a lock and without writing."""

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


def test_reads_recordings(tmp_path: Path) -> None:
    """Recordings are read after a clean close and beside an open writer; notes are not recordings."""
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


def test_read_only_folder(tmp_path: Path) -> None:
    """C10: no file is made or changed beside the database, so a read-only mount is enough."""
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


def test_no_store(tmp_path: Path) -> None:
    """Without a store there is nothing to read, and nothing is created."""
    empty = ReadOnlyStore(tmp_path / "none")
    assert list(empty) == []
    assert empty.get(ONE.key) is None
    assert not (tmp_path / "none").exists()


def test_damage(tmp_path: Path) -> None:
    """C11 to C15: garbage, a truncated or missing file and a tampered row are errors."""
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


def test_store_written_meanwhile(tmp_path: Path) -> None:
    """A reader that was opened first finds recordings that a writer adds later, open or closed."""
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


def test_not_a_folder() -> None:
    """A file or device in place of the store is an error, not an empty store."""
    with pytest.raises(StoreError, match="not a folder"):
        ReadOnlyStore(Path("/dev/null"))
