"""result: the extraction of one article."""

from extractor.core.errors import ErrorClass
from extractor.runs.result import Extraction


def test_rows_of_a_failure() -> None:
    """A failed article has its error class in both rows, and null for an unknown id."""
    extraction = Extraction("x", "failed", kind=ErrorClass.EMPTY, message="x: no text.")
    assert extraction.article_row()["kind"] == extraction.failure_row()["kind"] == "empty"
    assert extraction.failure_row()["article_id"] is None
    assert extraction.tables() == {}
