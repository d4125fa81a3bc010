"""The parts of a document: from quotes to rows, and back from a run."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from extractor.articles.build import make_article
from extractor.articles.documents.reading import read_document
from extractor.grounding.grounding import Grounding
from extractor.runs.reader import article_of, coded_article
from extractor.runs.result import Extraction
from extractor.schema.quote import Quote
from tests.articles.documents.made import MAX, pdf


class _Claim(BaseModel):
    quote: Quote


def test_a_quote_knows_its_page() -> None:
    """Rows name the part of a quote, and the article of a run has its parts again."""
    read = read_document("a.pdf", pdf(["Two soldiers were killed.", "The army blamed JNIM."]), ".pdf", MAX)
    article = make_article("a.pdf", read, {})
    claim = _Claim(quote=Quote("blamed JNIM"))
    row: Any = Grounding.of(claim, article).dump(claim)
    assert row["quote"]["part"] == "page 2"
    done = Extraction("a.pdf", "ok", article, coding={})
    assert done.text_row()["parts"] == [("page 1", 0), ("page 2", 27)]  # type: ignore[index]
    assert article_of(coded_article(done)).parts == article.parts
