"""Shared parts of the export tests: a consolidated folder with difficult values, and single incidents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from extractor.consolidation.folder import consolidated_folder
from extractor.consolidation.fusion import ConsolidatedIncident
from tests.consolidated import FACTS, attributed, casualty, merge, quote

ARABIC = "كتائب حزب الله ‏في العراق"
FOLDER = Path("consolidated")
DENIAL = {
    "type": "denial", "speaker": quote("+Centcom"), "on_behalf_of": None, "about": "i1", "speaker_id": None,
    "on_behalf_of_id": None, "quote": quote("=HYPERLINK(\"http://x\")"),
}  # fmt: skip


def query_duckdb(query: str) -> duckdb.DuckDBPyRelation:
    """Return the result of a query."""
    found = duckdb.sql(query)
    assert found is not None
    return found


def incident(**changes: Any) -> ConsolidatedIncident:
    """Return a consolidated incident of one report with this coding."""
    return merge(attributed("a", **changes))


def folder() -> Path:
    """Write two incidents: one with casualties by two sources and names that are formulas or Arabic; one without place or date."""
    first = [
        attributed("a", casualties=[casualty(1, source="=1+1"), casualty(None, status="injured")], summary="=cmd|' /C calc'!A0",
                 initiators=[("@SUM(A1)", "armed_group"), (ARABIC, "armed_group")], statements=[DENIAL]),
        attributed("b", casualties=[casualty(2)], summary="Line one\nline two, <b>“quoted”</b>\t\u202eevil", initiators=[]),
    ]  # fmt: skip
    second = attributed(
        "c",
        place_name=None,
        place_text=None,
        place_precision="unknown",
        type="diplomatic_act",
        date_text=None,
        date_start=None,
        date_end=None,
        date_precision="unknown",
    )
    with consolidated_folder(FOLDER, FACTS) as out:
        for reports in (first, [second]):
            rows = {each.row["report"]: each.row for each in reports}
            made = merge(*reports)
            out.add(made, [rows[each["report"]] for each in made["reports"]])
    return FOLDER
