"""What the tests of exports share: a consolidated folder with the traps in it, and incidents to order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from extractor.consolidation.folder import consolidated_folder
from extractor.consolidation.reports import report_of
from tests.consolidated import account, casualty, merge, quote

ARABIC = "كتائب حزب الله ‏في العراق"
FOLDER = Path("consolidated")
SAID = {
    "type": "denial", "speaker": quote("+Centcom"), "on_behalf_of": None, "about": "i1", "speaker_id": None,
    "on_behalf_of_id": None, "quote": quote("=HYPERLINK(\"http://x\")"),
}  # fmt: skip


def asked(query: str) -> duckdb.DuckDBPyRelation:
    """What DuckDB finds."""
    found = duckdb.sql(query)
    assert found is not None
    return found


def incident(**changes: Any) -> dict[str, Any]:
    """A consolidated incident of one report with this coding."""
    return merge(account("a", **changes))


def folder() -> Path:
    """Two incidents: one with a toll by two sources and names that are formulas or Arabic, one without place or day."""
    first = [
        account("a", casualties=[casualty(1, source="=1+1"), casualty(None, status="injured")], summary="=cmd|' /C calc'!A0",
                 initiators=[("@SUM(A1)", "armed_group"), (ARABIC, "armed_group")], statements=[SAID]),
        account("b", casualties=[casualty(2)], summary="Line one\nline two, <b>“quoted”</b>\t\u202eevil", initiators=[]),
    ]  # fmt: skip
    second = account(
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
    with consolidated_folder(FOLDER, {"runs": []}) as out:
        for accounts in (first, [second]):
            rows = {report_of(each.row).id: each.row for each in accounts}
            made = merge(*accounts)
            out.add(made, [rows[each["report"]] for each in made["reports"]])
    return FOLDER
