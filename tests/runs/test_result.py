"""result: what comes out of one article."""

from extractor.runs.result import Extraction


def test_every_end_has_a_row() -> None:
    """A failed article has its class in its summary and its failure row, and an empty identity is spelt out."""
    extraction = Extraction("x", "failed", kind="empty", message="x: no text.")
    assert extraction.article_row()["kind"] == extraction.failure_row()["kind"] == "empty"
    assert extraction.failure_row()["article_id"] is None
    assert extraction.tables() == {}
