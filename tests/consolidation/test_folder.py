"""consolidation.folder: writing and reading a folder; each file whole or absent."""

import csv
from pathlib import Path
from typing import Any

import pytest

from extractor.consolidation.clustering import Link
from extractor.consolidation.folder import FILES, consolidated_folder, read_incidents, read_manifest, read_reports
from extractor.core.errors import InputError, UsageError
from tests.consolidated import FACTS, attributed, casualty, merge

OUT = Path("out")


def _write(*, fail: bool = False, **changes: Any) -> None:
    report = attributed("a", casualties=[casualty(2)], **changes)
    with consolidated_folder(OUT, FACTS) as folder:
        folder.add(merge(report), [report.row])
        folder.add_near_miss(Link("a", "b", "near", "a day apart"), "a.txt:i1 and b.txt:i1")
        if fail:
            raise KeyboardInterrupt


def _cells(name: str) -> list[dict[str, str]]:
    with open(OUT / name, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_files() -> None:
    """A folder has incidents, reports, figures, near misses, incidents not geocoded, and a manifest of hashes."""
    _write()
    assert {path.name for path in OUT.iterdir()} == {*FILES, "manifest.json"}
    assert set(read_manifest(OUT)["files"]) == set(FILES)
    (incident,) = read_incidents(OUT)
    (report,) = read_reports(OUT)
    assert report["incident"] == incident["incident"] == _cells("incidents.csv")[0]["incident"]
    assert _cells("figures.csv")[0]["low"] == "2"
    assert _cells("near_misses.csv") == [
        {"decision": "", "a": "a", "b": "b", "note": "a.txt:i1 and b.txt:i1: a day apart"}
    ]
    assert _cells("unplaced.csv") == []


def test_not_geocoded() -> None:
    """An incident without coordinates is in incidents.csv and in unplaced.csv."""
    _write(place_name="Umm Nowhere", place_text="Umm Nowhere")
    assert [each["place"] for each in _cells("unplaced.csv")] == ["Umm Nowhere"]
    assert len(_cells("incidents.csv")) == 1


def test_whole_or_absent() -> None:
    """An interruption leaves the earlier files unchanged."""
    _write()
    before = {path.name: path.read_bytes() for path in OUT.iterdir()}
    with pytest.raises(KeyboardInterrupt):
        _write(summary="Another.", fail=True)
    assert {path.name: path.read_bytes() for path in OUT.iterdir()} == before


def test_formulas_are_escaped() -> None:
    """X09: a summary or a name that begins like a formula is text in every table; right-to-left text is unchanged."""
    _write(summary="=1+1", initiators=[("@cmd", "unknown"), ("كتائب حزب الله", "armed_group")])
    assert _cells("incidents.csv")[0]["summary"] == "'=1+1"
    assert _cells("reports.csv")[0]["initiators.name"] == "'@cmd | كتائب حزب الله"


def test_other_files() -> None:
    """A folder with other files, or with a run, is never overwritten."""
    OUT.mkdir()
    (OUT / "thesis.docx").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match="holds files of another kind"):
        _write()
    (OUT / "thesis.docx").unlink()
    (OUT / "manifest.json").write_text('{"schema": "x"}', encoding="utf-8")
    with pytest.raises(UsageError, match="holds files of another kind"):
        _write()


def test_reading_back() -> None:
    """A folder without incidents, and a changed file, raise an error with the next step."""
    with pytest.raises(InputError, match="extractor consolidate RUN"):
        read_manifest(OUT)
    _write()
    (OUT / "incidents.csv").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match=r"incidents\.csv: missing, or changed since it was written"):
        read_manifest(OUT)
