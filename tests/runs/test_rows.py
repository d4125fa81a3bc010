"""page: the rows of one article as the bytes of its files."""

import json

from hypothesis import given
from hypothesis import strategies as st

from extractor.runs.result import Extraction
from extractor.runs.rows import ArticleRows, TableLayout, csv_lines, safe_cell
from extractor.schema.codebook import Coding


def test_a_failure_is_a_page_too() -> None:
    """An article that failed has a row of failures, a row of its own, and a line in the manifest."""
    page = TableLayout(Coding).rows(Extraction("bad.txt", "failed", kind="empty", message="no text"))
    assert json.loads(page.files["failures.jsonl"])["kind"] == "empty"
    assert page.article()["state"] == "failed"
    assert json.loads(page.files["manifest.json"])["article"] == "bad.txt"
    assert page.tables() == {}


@given(st.text(), st.sampled_from(["ok", "failed", "pending"]), st.dictionaries(st.text(), st.text(), max_size=3))
def test_there_and_back(name: str, state: str, files: dict[str, str]) -> None:
    """A page that waited on disk is the page that was put there, whatever characters it holds."""
    page = ArticleRows(name, state, "x", files, {"exact": 2}, 1, {"parts": {"a": "b"}, "message": "m"})  # type: ignore[arg-type]
    assert ArticleRows.from_bytes(page.to_bytes()) == page


@given(st.text())
def test_no_cell_is_a_formula(text: str) -> None:
    """X09: whatever a cell holds, a spreadsheet reads it as text; numbers stay numbers."""
    assert not str(safe_cell(text)).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert safe_cell(-3) == -3
    assert csv_lines([[None, "=1+1", 2]]) == ",'=1+1,2\r\n"
