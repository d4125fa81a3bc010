"""RTF: paragraphs in their code page."""

from __future__ import annotations

from extractor.articles.documents.reading import read_document
from tests.articles.documents.made import MAX, labels_at


def test_rtf() -> None:
    """RTF is read in its own code page."""
    read = read_document("a.rtf", rb"{\rtf1\ansi\ansicpg1251 \'cf\'f0\'e8\par Killed in Gao.\par}", ".rtf", MAX)
    assert read.text == "При\n\nKilled in Gao."
    assert labels_at(read, "Killed") == ["paragraph 2"]
