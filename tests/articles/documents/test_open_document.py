"""OpenDocument: paragraphs."""

from __future__ import annotations

import io

import odfdo

from extractor.articles.documents.reading import read_document
from tests.articles.documents.made import MAX, labels_at


def _open_document() -> bytes:
    document = odfdo.Document("text")
    document.body.clear()
    document.body.append(odfdo.Header(1, "Attack in Gao"))
    document.body.append(odfdo.Paragraph("Two  soldiers were killed\nin Gao."))
    document.body.append(odfdo.List(["The army blamed JNIM.", "Nobody claimed it."]))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_an_open_document() -> None:
    """Headings, paragraphs with spaces and line ends, and lists are read."""
    read = read_document("a.odt", _open_document(), ".odt", MAX)
    assert read.text.split("\n\n") == [
        "Attack in Gao", "Two  soldiers were killed\nin Gao.", "The army blamed JNIM.", "Nobody claimed it.",
    ]  # fmt: skip
    assert labels_at(read, "killed", "Nobody") == ["paragraph 2", "paragraph 4"]
