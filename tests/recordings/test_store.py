"""store: committed rows are kept unchanged; damage is an error."""

import os
import pickle
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import diskcache
import pytest

from extractor.core.errors import ArticleError, Stop, StoreError
from extractor.recordings.recording import Recording
from extractor.recordings.sqlite import PlainDisk, rebuild_index
from extractor.recordings.store import damaged_keys, open_store
from extractor.recordings.store_reader import ReadOnlyStore
from extractor.recordings.text_file import TextRecordings

KEY = "a" * 64
ONE = Recording(KEY, '{"choices": [1]}', parts={"model": "m"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store"


def _filled(folder: Path, *recordings: Recording) -> None:
    store = open_store(folder)
    for recording in recordings or (ONE,):
        store.add(recording)
    store.close()


def _sql(folder: Path, statement: str, *values: Any) -> None:
    with sqlite3.connect(folder / "cache.db") as db:
        db.execute(statement, values)
    db.close()


def test_add(folder: Path) -> None:
    """P5: a second response for a key changes nothing."""
    store = open_store(folder)
    assert store.add(ONE)
    assert not store.add(Recording(KEY, "other"))
    store.close()
    again = open_store(folder)
    assert again.get(KEY) == ONE
    assert again.get("b" * 64) is None
    again.close()


def test_replace(folder: Path) -> None:
    """`--refresh` keeps the old response as superseded: no run reads it, and it can be pruned."""
    store = open_store(folder)
    store.add(ONE)
    store.replace(Recording(KEY, "new"))
    store.replace(Recording(KEY, "new"))
    found = store.get(KEY)
    assert found is not None
    assert found.reply == "new"
    assert list(store) == [KEY]
    assert [name for name in store.names() if name.startswith("superseded/")] != []
    store.close()


def test_permissions(folder: Path) -> None:
    """X24: the folder is 0700 and every file in it 0600."""
    store = open_store(folder)
    store.add(ONE)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir() if path.is_file()} == {0o600}
    store.close()


def test_settings(folder: Path) -> None:
    """P5: no eviction, no culling, full durability; settings of another program are not kept."""
    _filled(folder)
    stranger = diskcache.Cache(str(folder), eviction_policy="least-recently-stored", cull_limit=10, size_limit=1_000)
    stranger.close()
    store = open_store(folder)
    assert (store._cache.eviction_policy, store._cache.cull_limit) == ("none", 0)
    assert store._cache._sql("PRAGMA synchronous").fetchone() == (2,)
    store.close()


def test_nothing_is_evicted(folder: Path) -> None:
    """C16: all recordings are kept beyond the size at which diskcache would evict."""
    store = open_store(folder)
    stranger = diskcache.Cache(str(folder), size_limit=1_000)  # as if the file had such a limit
    stranger.close()
    store.close()
    store = open_store(folder)
    for n in range(300):
        store.add(Recording(f"{n:064x}", "x" * 50_000))
    assert len(list(store)) == 300
    store.close()


def test_tampered_rows(folder: Path, tmp_path: Path) -> None:
    """C15: a pickled value, a pickled key and a row that names a file are refused; nothing is run, read or removed."""
    _filled(folder)
    canary, victim = tmp_path / "canary", tmp_path / "victim.txt"
    victim.write_text("still here", encoding="utf-8")

    class Evil:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.system, (f"touch {canary}",)

    for change, values in [
        ("UPDATE Cache SET mode = 4, value = ?", (pickle.dumps(Evil()),)),
        ("UPDATE Cache SET mode = 2, filename = ?, value = NULL", ("../victim.txt",)),
        ("UPDATE Cache SET mode = 1, filename = ?", ("../victim.txt",)),
    ]:
        _sql(folder, change, *values)
        store = open_store(folder)
        with pytest.raises(ArticleError) as caught:
            store.get(KEY)
        assert caught.value.error_class == "damaged_recording"
        store.remove(KEY)
        store.add(ONE)
        store.close()
    _sql(folder, "UPDATE Cache SET key = ?, raw = 0", pickle.dumps(Evil()))
    store = open_store(folder)
    (foreign,) = damaged_keys(store)
    assert foreign.startswith("foreign/")
    assert list(store) == []
    store.remove(foreign)
    assert damaged_keys(store) == []
    store.close()
    assert not canary.exists()
    assert victim.read_text(encoding="utf-8") == "still here"


def test_changed_bytes(folder: Path) -> None:
    """C14: an entry with a changed byte is never returned; the others are unaffected."""
    _filled(folder, *(Recording(f"{n:064x}", f"reply {n}") for n in range(20)))
    db = sqlite3.connect(folder / "cache.db")
    for n in range(0, 20, 2):
        (value,) = db.execute("SELECT value FROM Cache WHERE key = ?", (f"{n:064x}",)).fetchone()
        changed = bytearray(value)
        changed[(n * 7) % len(changed)] ^= 1
        db.execute("UPDATE Cache SET value = ? WHERE key = ?", (bytes(changed), f"{n:064x}"))
    db.commit()
    db.close()
    store = open_store(folder)
    assert damaged_keys(store) == [f"{n:064x}" for n in range(0, 20, 2)]
    found = store.get(f"{1:064x}")
    assert found is not None
    assert found.reply == "reply 1"
    store.close()


def test_value_under_another_key(folder: Path) -> None:
    """P4: the digest covers the key, so a response cannot be moved to another request."""
    _filled(folder)
    _sql(folder, "UPDATE Cache SET key = ?", "b" * 64)
    store = open_store(folder)
    with pytest.raises(ArticleError):
        store.get("b" * 64)
    store.close()


@pytest.mark.parametrize("content", [b"garbage" * 1_000, None])
def test_damaged_database(folder: Path, content: bytes | None) -> None:
    """C11, C12: a foreign header or a truncated file is refused with the next step, and not deleted."""
    _filled(folder, *(Recording(f"{n:064x}", "x" * 5_000) for n in range(20)))
    database = folder / "cache.db"
    left = content or database.read_bytes()[: database.stat().st_size // 2]
    database.write_bytes(left)
    with pytest.raises(StoreError, match="restore the folder"):
        open_store(folder)
    assert database.read_bytes() == left


@pytest.mark.parametrize("gone", [True, False])
def test_missing_database(folder: Path, gone: bool) -> None:
    """C13: a database that had rows and was deleted or emptied is refused, unless `new_if_missing`."""
    _filled(folder)
    (folder / "cache.db").unlink()
    if not gone:
        (folder / "cache.db").touch()
    with pytest.raises(StoreError, match="--new-store-if-missing"):
        open_store(folder)
    open_store(folder, new_if_missing=True).close()


def test_replaced_database(folder: Path, tmp_path: Path) -> None:
    """C13: an empty database in place of one with rows is refused, and `store.json` is unchanged."""
    _filled(folder)
    (folder / "cache.db").unlink()
    diskcache.Cache(str(folder)).close()
    with pytest.raises(StoreError, match="had 1 entries and now has 0"):
        open_store(folder)
    assert '"rows": 1' in (folder / "store.json").read_text(encoding="utf-8")


def test_replace_damaged(folder: Path) -> None:
    """C14: a new response replaces a damaged one, which is not kept."""
    _filled(folder)
    _sql(folder, "UPDATE Cache SET value = zeroblob(50)")
    store = open_store(folder)
    store.replace(Recording(KEY, "new"))
    found = store.get(KEY)
    assert found is not None
    assert found.reply == "new"
    store.close()


def test_another_format(folder: Path) -> None:
    """C23: a store of another version is refused with its number."""
    _filled(folder)
    (folder / "store.json").write_text('{"format": 7, "rows": 1}', encoding="utf-8")
    for new_if_missing in (False, True):
        with pytest.raises(StoreError, match="format 7"):
            open_store(folder, new_if_missing=new_if_missing)


def test_locked_database(folder: Path) -> None:
    """C19: opening and writing a locked database end with a message; neither hangs."""
    _filled(folder)
    script = (
        "import sqlite3, sys, time; db = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "db.execute('BEGIN EXCLUSIVE'); print('held', flush=True); time.sleep(60)"
    )
    store = open_store(folder)
    with subprocess.Popen([sys.executable, "-c", script, folder / "cache.db"], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        try:
            with pytest.raises(Stop, match="locked"):
                store.add(Recording("b" * 64, "x"))
            with pytest.raises(StoreError, match="Another process has locked it"):
                open_store(folder)
        finally:
            holder.kill()
    store.close()


def test_full_disk(folder: Path) -> None:
    """C07: a full disk stops the run; committed rows are kept."""
    store = open_store(folder)
    store.add(ONE)
    store._cache._sql("PRAGMA max_page_count = 40").fetchone()

    def fill() -> None:
        for n in range(1_000):
            store.add(Recording(f"{n:064x}", "x" * 5_000))

    with pytest.raises(Stop, match="free space"):
        fill()
    assert store.get(KEY) == ONE
    store.close()


@pytest.mark.parametrize("replaced", [True, False])
def test_folder_removed_during_a_run(folder: Path, replaced: bool) -> None:
    """C20: the next write detects it, even if there is another database."""
    import shutil

    store = open_store(folder)
    store.add(ONE)
    shutil.rmtree(folder)
    if replaced:
        _filled(folder)
    with pytest.raises(Stop):
        store.add(Recording("b" * 64, "x"))
    with pytest.raises(Stop):
        store.close()


def test_killed_while_writing(folder: Path) -> None:
    """C01: after kill -9 every committed recording is there, whole."""
    script = (
        "import sys; from pathlib import Path; from extractor.recordings.store import open_store;"
        "from extractor.recordings.recording import Recording; store = open_store(Path(sys.argv[1]))\n"
        "for n in range(10**6):\n"
        "    store.add(Recording(f'{n:064x}', 'x' * 2000)); print(n, flush=True)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, folder], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        for _ in range(50):
            writer.stdout.readline()
        writer.kill()
        acknowledged = 50 + len(writer.stdout.readlines())
    store = open_store(folder)
    assert damaged_keys(store) == []
    assert all(store.get(f"{n:064x}") for n in range(acknowledged - 1))
    store.close()


def test_only_text_and_bytes(folder: Path) -> None:
    """A key or value that would be pickled or written to a file is refused."""
    store = open_store(folder)
    for key, value in [(1, b"x"), (("a",), b"x"), ("a", "text"), ("a", {"x": 1})]:
        with pytest.raises(TypeError):
            store._cache.set(key, value)
    with pytest.raises(TypeError):
        PlainDisk(str(folder)).filename()
    store.close()


def test_notes(folder: Path) -> None:
    """A note is stored beside the recordings and is not one of them."""
    store = open_store(folder)
    store.set_note("asked/x", {"model": "m"})
    assert store.get_note("asked/x") == {"model": "m"}
    assert store.get_note("asked/y") == {}
    assert list(store) == []
    store.close()


def test_output_modes_are_noted(tmp_path: Path) -> None:
    """A store knows in which output modes something is recorded; the note is not taken for a recording."""
    with closing(open_store(tmp_path / "store")) as store:
        assert store.modes() == set()
        store.add(Recording("a" * 64, "{}", parts={"mode": "json_schema"}))
        store.add_all([(Recording("b" * 64, "{}", parts={"mode": "text"}), False), (Recording("c" * 64, "{}"), False)])
        assert store.modes() == {"json_schema", "text"}
        assert list(store) == ["a" * 64, "b" * 64, "c" * 64]
    with closing(ReadOnlyStore(tmp_path / "store")) as reader:
        assert (reader.modes(), len(list(reader))) == ({"json_schema", "text"}, 3)
    (tmp_path / "a.jsonl").write_bytes(Recording("a" * 64, '{"parts":{"mode":"x"}}', parts={"mode": "text"}).to_line())
    assert TextRecordings(tmp_path / "a.jsonl").modes() == {"text"}


def _zero(path: Path, start: int = 0) -> None:
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(start)
        file.write(b"\0" * (size - start))


DAMAGE: dict[str, Callable[[Path], object]] = {
    "emptied": lambda folder: os.truncate(folder / "cache.db", 0),
    "cut": lambda folder: os.truncate(folder / "cache.db", 4096),
    "zeroed": lambda folder: _zero(folder / "cache.db"),
    "zeroed pages": lambda folder: _zero(folder / "cache.db", 4096),
    "zeroed log": lambda folder: _zero(folder / "cache.db-wal"),
    "overwritten": lambda folder: (folder / "cache.db").write_bytes(b"x" * 4096),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_during_a_run(folder: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that is cut, zeroed or overwritten while it is open is noticed by the next commit, not at the end."""
    monkeypatch.setattr("extractor.recordings.store.CHECK_SECONDS", 0.0)
    store = open_store(folder)
    for number in range(40):
        store.add_all([(Recording(f"{number:064}", "x" * 3_000, parts={}), False)])
    DAMAGE[kind](folder)
    with pytest.raises(Stop, match="store"):
        store.add_all([(ONE, False)])
    store.abandon()


def test_damaged_index(folder: Path) -> None:
    """Rows that their key does not find are an error, also in a replay; nothing is taken for not recorded."""
    _filled(folder, ONE, Recording("b" * 64, "{}", parts={}))
    with closing(sqlite3.connect(folder / "cache.db")) as db, db:
        db.execute("PRAGMA writable_schema = 1")
        (sql,) = db.execute("SELECT sql FROM sqlite_master WHERE name = 'Cache_key_raw'").fetchone()
        db.execute("DELETE FROM sqlite_master WHERE name = 'Cache_key_raw'")
        db.execute("PRAGMA writable_schema = 0")
    with (
        closing(sqlite3.connect(folder / "cache.db")) as db,
        db,
    ):  # an index over one row, under the name of the whole one
        db.execute("DELETE FROM Cache WHERE key = ?", ("b" * 64,))
        db.execute(sql)
        db.execute("PRAGMA writable_schema = 1")
        root = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'Cache_key_raw'").fetchone()[0]
        db.execute("DELETE FROM sqlite_master WHERE name = 'Cache_key_raw'")
        db.execute("PRAGMA writable_schema = 0")
    with closing(sqlite3.connect(folder / "cache.db")) as db, db:
        row = "INSERT INTO Cache (key, raw, mode, value) SELECT ?, 1, 1, value FROM Cache LIMIT 1"
        db.execute(row, ("b" * 64,))
        db.execute("PRAGMA writable_schema = 1")
        db.execute(
            "INSERT INTO sqlite_master VALUES ('index', 'Cache_key_raw', 'Cache', ?, ?)",
            (root, sql),
        )
        db.execute("PRAGMA writable_schema = 0")
    for opened in (lambda: open_store(folder), lambda: ReadOnlyStore(folder)):
        with pytest.raises(StoreError, match="1 recordings are not found by their key") as error:
            opened()
        assert "--reindex" in error.value.next_step
    with closing(open_store(folder, index=False)):
        rebuild_index(folder)
    with closing(open_store(folder)) as store:
        assert len(list(store)) == 2


def test_names_with_a_prefix(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names come sorted and each once, however many pages they take; with a prefix, only those that begin with it."""
    monkeypatch.setattr("extractor.recordings.sqlite._NAMES", 3)
    with closing(open_store(folder)) as store:
        for number in range(10):
            store.set_note(f"batch/{number}", {})
            store.set_note(f"pending/{number}", {})
        assert list(store.names()) == [f"{kind}/{number}" for kind in ("batch", "pending") for number in range(10)]
        assert list(store.names("pending/")) == [f"pending/{number}" for number in range(10)]
        assert list(store.names("other/")) == []
