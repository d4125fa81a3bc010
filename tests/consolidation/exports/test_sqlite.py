"""exports.sqlite: all tables in one SQLite file."""

import sqlite3
from contextlib import closing
from pathlib import Path

from extractor.consolidation.exports.formats import export
from extractor.consolidation.exports.tables import tables_of
from tests.exported import ARABIC, folder

FILE = Path("strikes.sqlite")


def test_query() -> None:
    """Figures are joined to their incidents by the index; texts are unchanged."""
    export(FILE, list(tables_of(folder()).values()))
    with closing(sqlite3.connect(FILE)) as database:
        query = "select i.initiators, f.low, f.source from incidents i join figures f using (incident) where f.status = 'killed' order by f.low"
        assert database.execute(query).fetchall() == [
            (f"@SUM(A1) | {ARABIC}", 1, "=1+1"),
            (f"@SUM(A1) | {ARABIC}", 2, "the ministry"),
        ]
        plan = database.execute("explain query plan select * from figures where incident = 'x'").fetchall()
        assert "figures_incident" in plan[0][3]
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
        assert database.execute(
            "select typeof(lat), typeof(killed_open), typeof(date_start) from incidents"
        ).fetchall() == [("real", "integer", "text"), ("null", "null", "null")]


def test_reserved_table_name() -> None:
    """The table `values`, a keyword of SQL, can be queried."""
    export(FILE, list(tables_of(folder()).values()))
    with closing(sqlite3.connect(FILE)) as database:
        rows = database.execute("select field, value from \"values\" where field = 'weapon'").fetchall()
    assert rows[0] == ("weapon", "aircraft_munition")
