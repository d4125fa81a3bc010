"""cli cache: look after the recordings."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.recordings.recording import Recording
from extractor.recordings.store import open_store
from tests.conftest import CommandResult

Run = Callable[..., CommandResult]
ONE = Recording("a" * 64, '{"choices":[1]}', parts={"model": "m", "prompt": "p"})


@pytest.fixture(autouse=True)
def _filled() -> None:
    store = open_store(Path("cache/local"))
    store.add(ONE)
    store.set_note("asked/x", {})
    store.close()


def test_stats(extractor: Run) -> None:
    """Recordings by place, model and prompt; notes are not counted."""
    said = extractor("cache", "stats")
    assert "cache/local: 1 recordings" in said.out
    assert "1  m, p" in said.out
    assert "6  reference-reader, incident" in said.out


def test_export_and_import(extractor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is exported is read into another store; a conflict is told and exits 3."""
    assert "1 recordings written" in extractor("cache", "export", "out.jsonl").err
    monkeypatch.setenv("EXTRACTOR_STORE", "other")
    assert "1 recordings added" in extractor("cache", "import", "out.jsonl").err
    changed = json.loads(Path("out.jsonl").read_bytes()) | {"reply": {"choices": [2]}}
    Path("out.jsonl").write_text(json.dumps(changed), encoding="utf-8")
    said = extractor("cache", "import", "out.jsonl")
    assert (said.code, "1 conflicts" in said.err) == (3, True)


def test_export_of_a_run(extractor: Run) -> None:
    """Exactly what a run was derived from: here the bundled file, byte for byte."""
    from extractor.core.package_data import RECORDINGS

    extractor("demo")
    extractor("cache", "export", "out.jsonl", "--run", "runs/demo")
    assert Path("out.jsonl").read_bytes() == (RECORDINGS / "seeds.jsonl").read_bytes()


def test_verify_and_prune(extractor: Run) -> None:
    """A damaged entry is listed with exit 3, shown by prune, and removed only with --yes."""
    assert "2 entries, 0 damaged" in extractor("cache", "verify").err
    with sqlite3.connect("cache/local/cache.db") as db:
        db.execute("UPDATE Cache SET value = zeroblob(50) WHERE key = ?", (ONE.key,))
    db.close()
    said = extractor("cache", "verify")
    assert (said.code, said.out) == (3, f"{ONE.key}\n")
    assert "would be removed" in extractor("cache", "prune", "--damaged").err
    assert "1 entries removed" in extractor("cache", "prune", "--damaged", "--yes").err
    assert extractor("cache", "verify").code == 0


def test_killed_while_pruning(extractor: Run) -> None:
    """A prune that is killed half-way leaves a store that opens: its note was lowered before anything went."""
    store = open_store(Path("cache/local"))
    for n in range(5):
        store.replace(Recording(ONE.key, f'{{"choices":[{n + 5}]}}'))
    names = [name for name in store.names() if name.startswith("superseded/")]
    store.close()
    store = open_store(Path("cache/local"))
    store.lower_row_count(len(store) - len(names))
    store.remove(names[0])
    store.abandon()  # as a kill would leave it: the note is not written again
    assert extractor("cache", "verify").code == 0
    assert f"{len(names) - 1} entries removed" in extractor("cache", "prune", "--yes").err
