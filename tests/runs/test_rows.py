"""rows: the rows of one article as the bytes of its files."""

import json

from hypothesis import given
from hypothesis import strategies as st

from extractor.core.errors import ErrorClass
from extractor.runs.result import Extraction
from extractor.runs.rows import ArticleRows, TableLayout, csv_lines, safe_cell
from extractor.schema.codebook import Coding


def test_rows_of_a_failure() -> None:
    """A failed article has a row in failures, a row in articles, and a line in the manifest."""
    rows = TableLayout(Coding).rows(Extraction("bad.txt", "failed", kind=ErrorClass.EMPTY, message="no text"))
    assert json.loads(rows.files["failures.jsonl"])["kind"] == "empty"
    assert rows.article()["state"] == "failed"
    assert json.loads(rows.files["manifest.json"])["article"] == "bad.txt"
    assert rows.tables() == {}


@given(st.text(), st.sampled_from(["ok", "failed", "pending"]), st.dictionaries(st.text(), st.text(), max_size=3))
def test_round_trip(name: str, state: str, files: dict[str, str]) -> None:
    """Rows are the same after `to_bytes` and `from_bytes`, whatever characters they have."""
    rows = ArticleRows(name, state, "x", files, {"exact": 2}, 1, {"parts": {"a": "b"}, "message": "m"})  # type: ignore[arg-type]
    assert ArticleRows.from_bytes(rows.to_bytes()) == rows


@given(st.text())
def test_no_cell_is_a_formula(text: str) -> None:
    """X09: a spreadsheet reads every string as text; numbers are unchanged."""
    assert not str(safe_cell(text)).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert safe_cell(-3) == -3
    assert csv_lines([[None, "=1+1", 2]]) == ",'=1+1,2\r\n"
