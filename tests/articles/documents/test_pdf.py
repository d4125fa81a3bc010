"""PDF: pages."""

from __future__ import annotations

from extractor.articles.documents.reading import read_document
from tests.articles.documents.made import MAX, labels_at, pdf


def test_the_pages_of_a_pdf() -> None:
    """Offsets lead to a page; a line-end hyphen stays; pages without text are named; the title is of the document."""
    read = read_document(
        "a.pdf", pdf(["Two soldiers were kil-\nled in Gao.", "", "The army blamed JNIM."], "Gao"), ".pdf", MAX
    )
    assert labels_at(read, "Two", "Gao", "JNIM") == ["page 1", "page 1", "page 3"]
    assert read.metadata == {"title": "Gao"}
    assert read.notes == ("PDF, 3 pages", "no text on page 2: scanned or empty")
