"""exports.parquet: Parquet, as DuckDB reads it."""

from datetime import date
from pathlib import Path

from extractor.consolidation.exports.formats import export
from extractor.consolidation.exports.tables import Table, tables_of, typed_columns
from tests.exported import ARABIC, folder, query_duckdb


def test_read_by_duckdb() -> None:
    """Dates, booleans and numbers are typed, and texts are unchanged."""
    export(Path("i.parquet"), [tables_of(folder())["incidents"]])
    rows = query_duckdb(
        "select date_start, killed_open, killed_high, lat, initiators, reports from 'i.parquet'"
    ).fetchall()
    assert rows[0] == (date(2024, 1, 24), False, 2, 32.8661, f"@SUM(A1) | {ARABIC}", 2)
    assert rows[1][:4] == (None, None, None, None)
    types = query_duckdb("select date_start, killed_open, killed_high, lat, summary from 'i.parquet'").types
    assert [str(each) for each in types] == ["DATE", "BOOLEAN", "BIGINT", "DOUBLE", "VARCHAR"]


def test_more_rows_than_a_batch() -> None:
    """A table of several batches is read back whole; an empty one has its columns."""
    many = Table("n", typed_columns(["sources"]), lambda: ({"sources": n} for n in range(25_000)))
    export(Path("n.parquet"), [many])
    assert query_duckdb("select count(*), sum(sources) from 'n.parquet'").fetchall() == [(25_000, 25_000 * 24_999 // 2)]
    export(Path("none.parquet"), [Table("n", typed_columns(["sources"]), lambda: iter(()))])
    assert query_duckdb("select * from 'none.parquet'").columns == ["sources"]
