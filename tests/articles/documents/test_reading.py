"""Documents as inputs of a run."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from extractor.articles.documents.reading import read_document
from extractor.articles.stream import read_inputs
from extractor.core.errors import ArticleError
from tests.articles.documents.made import MAX, mail, pdf


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its library a document fails alone, and the message names the extra."""
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(ArticleError) as caught:
        read_document("a.docx", b"", ".docx", MAX)
    assert caught.value.next_step == "pip install 'incident-extractor[documents]'"


def test_a_folder_of_documents(tmp_path: Path) -> None:
    """A folder's documents are articles; one that is damaged fails alone."""
    for name, data in {"a.pdf": pdf(["Killed in Gao."]), "b.docx": b"PK", "c.eml": bytes(mail())}.items():
        (tmp_path / name).write_bytes(data)
    inputs = read_inputs(str(tmp_path))
    assert [article.name for article in inputs.articles] == ["a.pdf", "c.eml"]
    assert [item.name for item in inputs.unusable.first] == ["b.docx"]
