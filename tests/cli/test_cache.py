"""cli cache: inspect and maintain the recordings."""

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
    """Recordings are counted by place, model and prompt; other entries are not."""
    result = extractor("cache", "stats")
    assert "cache/local: 1 recordings" in result.out
    assert "1  m, p" in result.out
    assert "6  reference-reader, incident" in result.out


def test_export_and_import(extractor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """An export can be imported into another store; a conflict is reported with exit 3."""
    assert "1 recordings written" in extractor("cache", "export", "out.jsonl").err
    monkeypatch.setenv("EXTRACTOR_STORE", "other")
    assert "1 recordings added" in extractor("cache", "import", "out.jsonl").err
    changed = json.loads(Path("out.jsonl").read_bytes()) | {"reply": {"choices": [2]}}
    Path("out.jsonl").write_text(json.dumps(changed), encoding="utf-8")
    result = extractor("cache", "import", "out.jsonl")
    assert (result.code, "1 conflicts" in result.err) == (3, True)


def test_export_of_a_run(extractor: Run) -> None:
    """The export of a run holds its recordings only: for the demo, the bundled file byte for byte."""
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
    result = extractor("cache", "verify")
    assert (result.code, result.out) == (3, f"{ONE.key}\n")
    assert "would be removed" in extractor("cache", "prune", "--damaged").err
    assert "1 entries removed" in extractor("cache", "prune", "--damaged", "--yes").err
    assert extractor("cache", "verify").code == 0


def test_killed_while_pruning(extractor: Run) -> None:
    """A prune that is killed half-way leaves a store that opens: its row count is lowered before entries are removed."""
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
