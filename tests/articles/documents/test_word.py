"""Word: paragraphs and rows of tables."""

from __future__ import annotations

from extractor.articles.documents.reading import read_document
from tests.articles.documents.made import MAX, labels_at, word_document


def test_a_word_document() -> None:
    """Insertions that are tracked, tables and text boxes are read, deletions are not."""
    read = read_document("a.docx", word_document(), ".docx", MAX)
    assert "Two soldiers were killed in Gao\n" in read.text
    assert "Kidal" not in read.text
    assert "Place | Killed\nGao | 2" in read.text
    assert read.text.count("Boxed words.") == 1
    assert labels_at(read, "killed", "Gao | 2", "JNIM") == ["paragraph 2", "table row 2", "paragraph 3"]
