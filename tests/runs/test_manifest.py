"""manifest: the manifest of a run folder, read."""

import json
from pathlib import Path

import pytest

from extractor.core.errors import ErrorClass, InputError
from extractor.runs.folder import RunFolder
from extractor.runs.manifest import files_of, is_finished, keys_of_run, manifest_articles, manifest_head
from extractor.runs.result import Extraction
from extractor.runs.rows import TableLayout
from extractor.schema.codebook import Coding


def _run(folder: Path, count: int = 2) -> Path:
    with RunFolder(folder, TableLayout(Coding), {"schema": "s:M", "tools": ["t"], "model": "m"}) as files:
        for number in range(count):
            files.add(
                TableLayout(Coding).rows(Extraction(f"{number}", "failed", keys=(f"k{number}",), kind=ErrorClass.EMPTY))
            )
    return folder


def test_head_and_articles(tmp_path: Path) -> None:
    """Head, articles and keys are those that the run wrote; a manifest is JSON as a whole."""
    run = _run(tmp_path / "run")
    head = manifest_head(run)
    assert head is not None
    assert (head["schema"], head["model"], head["counts"]) == (
        "s:M",
        "m",
        {"ok": 0, "partial": 0, "failed": 2, "pending": 0},
    )
    assert [line["article"] for line in manifest_articles(run)] == ["0", "1"]
    assert keys_of_run(run) == ["t", "k0", "k1"]
    assert json.loads((run / "manifest.json").read_bytes())["files"] == files_of(run)


def test_no_articles(tmp_path: Path) -> None:
    """A run of an empty input has a head and no articles, and is finished."""
    run = _run(tmp_path / "run", 0)
    assert list(manifest_articles(run)) == []
    assert is_finished(run)


@pytest.mark.parametrize("text", ["", "[]", '{"files": []}', "{" * 9_999])
def test_no_manifest_of_a_run(tmp_path: Path, text: str) -> None:
    """A missing file, and JSON of another kind, are not the manifest of a run."""
    if text:
        (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    assert manifest_head(tmp_path) is None
    assert (files_of(tmp_path), is_finished(tmp_path)) == ({}, False)
    with pytest.raises(InputError, match=r"manifest\.json: cannot be read: .* Give the folder of a run"):
        keys_of_run(tmp_path)


def test_damaged_fields(tmp_path: Path) -> None:
    """Fields of the wrong type are unknown, 0 or empty; files that are not tables are left out."""
    head = {"counts": {"ok": "x"}, "files": {"../x.csv": "h", "a.csv": 1, "b.csv": "h"}, "prompt": [], "tools": None}
    (tmp_path / "manifest.json").write_text(json.dumps(head)[:-1] + ',\n"articles":[\n\n]}\n', encoding="utf-8")
    found = manifest_head(tmp_path)
    assert found is not None
    assert (found["counts"]["ok"], found["prompt"]["name"], found["model"], found["tools"]) == (
        0,
        "unknown",
        "unknown",
        [],
    )
    assert found["files"] == {"b.csv": "h"}
