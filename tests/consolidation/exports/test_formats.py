"""exports.formats: formats by ending; CSV and JSON lines."""

import builtins
import csv
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from extractor.consolidation.exports.formats import FORMATS, export
from extractor.consolidation.exports.tables import tables_of
from extractor.core.errors import UsageError
from tests.exported import ARABIC, folder, query_duckdb


def test_csv_is_read_back() -> None:
    """Python's reader gets each row whole, after a byte order mark: formulas as text, Arabic unchanged."""
    export(Path("i.csv"), [tables_of(folder())["incidents"]])
    assert Path("i.csv").read_bytes().startswith(b"\xef\xbb\xbfincident,")
    with open("i.csv", encoding="utf-8-sig", newline="") as file:
        first, second = csv.DictReader(file)
    assert first["summary"] == "'=cmd|' /C calc'!A0"
    assert first["initiators"] == f"'@SUM(A1) | {ARABIC}"
    assert (second["lat"], second["date_start"]) == ("", "")


def test_csv_is_read_by_duckdb() -> None:
    """DuckDB detects the columns and their types."""
    export(Path("i.csv"), [tables_of(folder())["incidents"]])
    (row,) = query_duckdb(
        "select date_start, lat, killed_low + killed_high from 'i.csv' where lat is not null"
    ).fetchall()
    assert (row[0].isoformat(), row[1], row[2]) == ("2024-01-24", 32.8661, 3)


def test_json_lines() -> None:
    """Each row is one line, whatever line breaks a text has; texts are unchanged."""
    export(Path("r.jsonl"), [tables_of(folder())["reports"]])
    rows = [json.loads(line) for line in Path("r.jsonl").read_bytes().split(b"\n") if line]
    assert len(rows) == 3
    assert rows[1]["summary"] == "Line one\nline two, <b>“quoted”</b>\t\u202eevil"


def test_an_unknown_ending() -> None:
    """The error lists the known endings; a format of one table rejects several."""
    tables = list(tables_of(folder()).values())
    with pytest.raises(UsageError, match=r"\.csv, \.jsonl, \.geojson, \.parquet, \.xlsx, \.sqlite"):
        export(Path("x.pdf"), tables)
    with pytest.raises(UsageError, match="this format holds one table"):
        export(Path("x.csv"), tables)
    assert not Path("x.csv").exists()


def test_a_missing_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the library the error names it and the extra; an existing file is kept."""
    real = builtins.__import__

    def missing(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.split(".")[0] == "xlsxwriter":
            raise ImportError(name, name="xlsxwriter")
        return real(name, *args, **kwargs)

    Path("x.xlsx").write_text("before", encoding="utf-8")
    monkeypatch.delitem(sys.modules, "extractor.consolidation.exports.xlsx", raising=False)
    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(UsageError, match=r"xlsxwriter must be installed.*incident-extractor\[export\]"):
        export(Path("x.xlsx"), list(tables_of(folder()).values()))
    assert Path("x.xlsx").read_text(encoding="utf-8") == "before"


@pytest.mark.parametrize("ending", FORMATS)
def test_the_same_bytes(ending: str) -> None:
    """The same folder gives the same bytes in every format."""
    made = []
    for name in ("one", "two"):
        found = tables_of(folder())
        tables = list(found.values()) if FORMATS[ending][1] else [found["incidents"]]
        export(Path(name + ending), tables)
        made.append(Path(name + ending).read_bytes())
    assert made[0] == made[1]
