"""folder: writing a run folder; each file whole or absent."""

import csv
import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from extractor.articles.build import make_article
from extractor.core.errors import ErrorClass, Stop, UsageError
from extractor.runs.folder import RunFolder, unfinished_folder
from extractor.runs.manifest import is_finished
from extractor.runs.result import Extraction
from extractor.runs.rows import TableLayout, safe_cell
from extractor.schema.codebook import Coding
from tests.conftest import TEXT, coding

ARTICLE = make_article("gao.txt", TEXT, {"published": "2024-03-05"})


def _placed(value: Any) -> Any:
    """Return a coding with its quotes as objects with offsets."""
    from extractor.grounding.grounding import Grounding

    parsed = Coding.model_validate_json(json.dumps(value))
    return Grounding.of(parsed, ARTICLE).dump(parsed)


TABLES = ("operations", "incidents", "statements", "aggregates")
OK = Extraction(
    "gao.txt",
    "ok",
    ARTICLE,
    coding=_placed(coding()),
    table_names=TABLES,
    quotes={"exact": 8},
    keys=("k",),
    models=("m",),
)


def _changed(**changes: Any) -> dict[str, Any]:
    """Return the coding with other values in its incident."""
    placed = _placed(coding())
    return {**placed, "incidents": [{**placed["incidents"][0], **changes}]}


FAILED = Extraction("bad.txt", "failed", kind=ErrorClass.EMPTY, message="bad.txt: no text.")


def _write(folder: Path, *extractions: Extraction) -> None:
    with RunFolder(folder, TableLayout(Coding), {"model": "m"}) as files:
        for extraction in extractions:
            files.add(TableLayout(Coding).rows(extraction))


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_files_of_a_run(tmp_path: Path) -> None:
    """A run has JSONL and CSV of each table and of failures, articles, texts, and a manifest with hashes."""
    _write(tmp_path / "run", OK, FAILED)
    names = {path.name for path in (tmp_path / "run").iterdir()}
    tables = [
        f"{t}.{e}"
        for t in ("operations", "incidents", "statements", "aggregates", "failures")
        for e in ("jsonl", "csv")
    ]
    assert names == {*tables, "articles.jsonl", "texts.jsonl", "manifest.json"}
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_bytes())
    assert manifest["counts"] == {"ok": 1, "partial": 0, "failed": 1, "pending": 0}
    assert [line["recordings"] for line in manifest["articles"]] == [["k"], []]
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((tmp_path / "run" / name).read_bytes()).hexdigest() == digest
    (row,) = _csv(tmp_path / "run" / "incidents.csv")
    assert (row["place_text"], row["casualties.low"], row["casualties.source"]) == ("Gao", "2", "the army")
    assert _csv(tmp_path / "run" / "failures.csv")[0]["kind"] == "empty"
    nested = json.loads((tmp_path / "run" / "incidents.jsonl").read_bytes())
    span = nested["place_text"]
    assert ARTICLE.original[span["start"] : span["end"]] == "Gao"


def test_columns_of_an_empty_table(tmp_path: Path) -> None:
    """A table without rows has the same columns as a full one."""
    _write(tmp_path / "full", OK)
    _write(tmp_path / "none", FAILED)
    heads = [(tmp_path / run / "incidents.csv").read_bytes().split(b"\r\n")[0] for run in ("full", "none")]
    assert heads[0] == heads[1]
    assert b"casualties.source" in heads[0]


@pytest.mark.parametrize("text", ["=cmd|'/c calc'!A1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1"])
def test_no_cell_is_a_formula(tmp_path: Path, text: str) -> None:
    """X09: text that a spreadsheet would take for a formula is prefixed, in every column; numbers are not."""
    assert safe_cell(text) == f"'{text}"
    assert (safe_cell(-3), safe_cell(None), safe_cell("plain")) == (-3, "", "plain")
    hostile = _changed(summary=text)
    _write(tmp_path / "run", Extraction(text, "ok", ARTICLE, coding=hostile, table_names=TABLES))
    (row,) = _csv(tmp_path / "run" / "incidents.csv")
    assert row["summary"] == row["article"] == f"'{text}"


def test_error_while_writing(tmp_path: Path) -> None:
    """P15: an error while writing leaves the files of the run before unchanged, and nothing else."""
    _write(tmp_path / "run", OK)
    before = {path.name: path.read_bytes() for path in (tmp_path / "run").iterdir()}

    def broken() -> None:
        with RunFolder(tmp_path / "run", TableLayout(Coding), {}) as files:
            files.add(TableLayout(Coding).rows(FAILED))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken()
    assert {path.name: path.read_bytes() for path in (tmp_path / "run").iterdir()} == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full is Linux's")
def test_full_disk(tmp_path: Path) -> None:
    """C08: a failed write stops the run with the reason."""

    def fill() -> None:
        with RunFolder(tmp_path / "run", TableLayout(Coding), {}) as files:
            files._files["incidents.jsonl"].close()
            files._files["incidents.jsonl"] = open("/dev/full", "wb", buffering=0)  # noqa: SIM115
            files.add(TableLayout(Coding).rows(OK))

    with pytest.raises(Stop, match="No space left on device"):
        fill()


def test_file_in_place_of_the_folder(tmp_path: Path) -> None:
    """A file in place of the run folder is a usage error."""
    (tmp_path / "run").write_text("a file", encoding="utf-8")
    with pytest.raises(UsageError, match="is a file"):
        _write(tmp_path / "run", OK)


KILLED = """
import sys, time
from pathlib import Path
from extractor.schema.codebook import Coding
from extractor.runs.folder import RunFolder
from extractor.runs.result import Extraction
from extractor.runs.rows import TableLayout
with RunFolder(Path(sys.argv[1]), TableLayout(Coding), {}) as files:
    for n in range(10**6):
        files.add(TableLayout(Coding).rows(Extraction(str(n), "failed", kind="empty")))
        if n == 1000: print("writing", flush=True)
"""


def test_killed_while_writing(tmp_path: Path) -> None:
    """C03: kill -9 during a run leaves the old files whole, and the next run removes the partial ones."""
    _write(tmp_path / "run", OK)
    before = (tmp_path / "run" / "incidents.jsonl").read_bytes()
    with subprocess.Popen([sys.executable, "-c", KILLED, tmp_path / "run"], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        writer.kill()
    assert (tmp_path / "run" / "incidents.jsonl").read_bytes() == before
    _write(tmp_path / "run", OK)
    assert not [path for path in (tmp_path / "run").iterdir() if path.name.endswith(".partial")]


def test_right_to_left_text(tmp_path: Path) -> None:
    """Arabic text and line breaks are unchanged in the CSV."""
    article = make_article("a.txt", "قتل جنديان\nفي غاو", {})
    rows = _changed(summary="قتل جنديان\nفي غاو")
    _write(tmp_path / "run", Extraction("a.txt", "ok", article, coding=rows, table_names=TABLES))
    assert _csv(tmp_path / "run" / "incidents.csv")[0]["summary"] == "قتل جنديان\nفي غاو"


def test_killed_while_publishing(tmp_path: Path) -> None:
    """P3: a kill between renames leaves some files and no manifest; the next run completes the folder."""
    _write(tmp_path / "run", OK)
    before = {path.name: path.read_bytes() for path in (tmp_path / "run").iterdir()}
    (tmp_path / "run" / "manifest.json").unlink()
    (tmp_path / "run" / "statements.csv").rename(tmp_path / "run" / ".statements.csv.partial")
    _write(tmp_path / "run", OK)
    assert {path.name: path.read_bytes() for path in (tmp_path / "run").iterdir()} == before


def test_folder_of_other_files(tmp_path: Path) -> None:
    """A folder with files that are not of a run is refused and not changed."""
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match=r"notes\.txt"):
        _write(tmp_path, OK)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
    (tmp_path / "manifest.json").write_text('{"name": "an app", "files": ["notes.txt"]}', encoding="utf-8")
    with pytest.raises(UsageError):
        _write(tmp_path, OK)
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_tables_of_an_earlier_schema(tmp_path: Path) -> None:
    """A run removes the tables of an earlier run with another schema."""

    class Item(BaseModel):
        word: str

    class Words(BaseModel):
        words: list[Item]

    _write(tmp_path / "run", FAILED)
    with RunFolder(tmp_path / "run", TableLayout(Words), {}) as files:
        files.add(TableLayout(Words).rows(FAILED))
    names = {path.name for path in (tmp_path / "run").iterdir()}
    assert "words.csv" in names
    assert "incidents.csv" not in names


PENDING = Extraction("late.txt", "pending", kind=ErrorClass.STOPPED, message="stopped")


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("limited", [False, True])
def test_unfinished_run_beside_a_finished_one(tmp_path: Path, limited: bool) -> None:
    """A run that stopped, or was limited, goes beside the finished run, whose bytes are unchanged."""
    folder = tmp_path / "run"
    _write(folder, OK, FAILED)
    before = _bytes(folder)
    with RunFolder(folder, TableLayout(Coding), {"model": "m"}) as files:
        files.add(TableLayout(Coding).rows(OK if limited else PENDING))
        files.limited = limited
    assert files.published == unfinished_folder(folder)
    assert _bytes(folder) == before
    assert not is_finished(unfinished_folder(folder))


def test_unfinished_run_is_replaced(tmp_path: Path) -> None:
    """An unfinished run is replaced by the next one; a finished run also removes the unfinished one beside it."""
    folder = tmp_path / "run"
    _write(folder, PENDING)
    assert (not is_finished(folder), unfinished_folder(folder).exists()) == (True, False)
    _write(folder, OK)
    _write(folder, PENDING)
    assert unfinished_folder(folder).exists()
    _write(folder, OK, FAILED)
    assert (is_finished(folder), unfinished_folder(folder).exists()) == (True, False)


def test_a_run_without_any_result_replaces_none_that_has_some(tmp_path: Path) -> None:
    """A run in which every article failed does not replace a finished run."""
    folder = tmp_path / "run"
    _write(folder, OK)
    before = _bytes(folder)
    _write(folder, FAILED)
    assert _bytes(folder) == before
    _write(folder, OK, FAILED)
    assert _bytes(folder) != before


def test_the_folder_of_an_unfinished_run_is_not_taken_from_another(tmp_path: Path) -> None:
    """A finished run, or other files, that happen to have its name stay as they are."""
    folder = tmp_path / "run"
    _write(folder, OK)
    _write(unfinished_folder(folder), OK)
    before = _bytes(unfinished_folder(folder))
    _write(folder, PENDING)
    assert _bytes(unfinished_folder(folder)) == before
    assert (tmp_path / "run.unfinished-2" / "manifest.json").exists()
