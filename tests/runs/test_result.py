"""result: the extraction of one article."""

from extractor.core.errors import ErrorClass
from extractor.runs.result import Extraction, failure_rows


def test_rows_of_a_failure() -> None:
    """A failed article has its error class in both rows, and null for an unknown id."""
    extraction = Extraction("x", "failed", kind=ErrorClass.EMPTY, message="x: no text.")
    assert extraction.article_row()["kind"] == failure_rows(extraction.article_row())[0]["kind"] == "empty"
    assert failure_rows(extraction.article_row())[0]["article_id"] is None
    assert extraction.tables() == {}
