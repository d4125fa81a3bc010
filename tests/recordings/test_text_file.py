"""text_file: recordings as text."""

from pathlib import Path

import pytest

from extractor.core.errors import ArticleError, InputError
from extractor.core.package_data import RECORDINGS
from extractor.recordings.recording import Recording
from extractor.recordings.store import open_store
from extractor.recordings.text_file import TextRecordings, export, intact, merge, nearest
from extractor.runs.manifest import keys_of_run

A = Recording("a" * 64, '{"choices": [1]}', parts={"step": "first", "model": "m", "article": "x", "rules": "r1"})
B = Recording("b" * 64, '{"choices": [2]}', parts={"step": "first", "model": "n", "article": "y", "rules": "r1"})


def test_bundled_recordings_are_canonical() -> None:
    """Each line is as an export writes it, in order, so that a diff shows responses only."""
    for path in RECORDINGS.glob("*.jsonl"):
        lines = path.read_bytes().splitlines(keepends=True)
        assert lines == sorted(lines)
        assert all(Recording.from_line(line).to_line() == line for line in lines)


def test_export(tmp_path: Path) -> None:
    """C21: an export has everything that another store needs."""
    store = open_store(tmp_path / "one")
    store.add(B)
    store.add(A)
    assert export(store, store, tmp_path / "out.jsonl") == 2
    store.close()
    text = TextRecordings(tmp_path / "out.jsonl")
    assert list(text) == [A.key, B.key]
    assert text.get(A.key) == Recording(A.key, '{"choices":[1]}', 200, A.parts)


def test_merge(tmp_path: Path) -> None:
    """Known responses are counted; a different one is a conflict and not added."""
    store = open_store(tmp_path / "store")
    other = Recording(A.key, '{"choices": [9]}')
    first = merge([A, B], store)
    again = merge([other, B], store)
    assert (first.added, again.known, again.conflicts) == (2, 1, [A.key])
    found = store.get(A.key)
    assert found is not None
    assert found.reply == A.reply
    store.close()


@pytest.mark.parametrize("line", ["{", "[]", '{"key": "x"}'])
def test_broken_line(tmp_path: Path, line: str) -> None:
    """A line that is not a recording is an error with file and number."""
    (tmp_path / "x.jsonl").write_bytes(A.to_line() + line.encode() + b"\n")
    with pytest.raises(InputError, match=r"x\.jsonl, line 2"):
        TextRecordings(tmp_path / "x.jsonl")


def test_line_broken_after_its_key(tmp_path: Path) -> None:
    """C14: a line that is broken after its key is an error when it is read; the others are unaffected."""
    (tmp_path / "x.jsonl").write_bytes(A.to_line() + B.to_line()[:90] + b"\n")
    text = TextRecordings(tmp_path / "x.jsonl")
    assert text.get(A.key) is not None
    with pytest.raises(ArticleError, match="line 2"):
        text.get(B.key)
    assert [found.key for found in intact(text)] == [A.key]


def test_nearest(tmp_path: Path) -> None:
    """C29: a missing request is compared with a recording of the same article and step."""
    (tmp_path / "x.jsonl").write_bytes(A.to_line() + B.to_line())
    wanted = {"one": {**A.parts, "rules": "r2"}, "two": {**A.parts, "step": "second look"}}
    found = nearest(wanted, TextRecordings(tmp_path / "x.jsonl"))
    assert found["one"].differs == {"rules": ("r2", "r1")}
    assert str(found["one"]) == "recorded, but differs in rules (now r2, recorded r1)"
    assert "two" not in found


def test_keys_without_a_run(tmp_path: Path) -> None:
    """A folder without a manifest has no keys of a run."""
    with pytest.raises(InputError, match=r"manifest\.json"):
        keys_of_run(tmp_path)
