"""markdown: the view of a Markdown text, and what its front matter says of it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.articles.build import make_article
from extractor.articles.markdown import markdown_view
from extractor.articles.original import Media, Original
from extractor.grounding.locate import QuoteLocator

SOURCE = """---
title: "Two killed in Gao"
date: 2024-03-05
---

Two **soldiers** were *killed* in [Gao](https://x.y/gao_(city)) on Monday, [the *ministry*][1] said\\*.

![A photo of Gao](p.jpg "x") <!-- note -->They were hit by `a drone` &amp; a mine.

> “We **struck** them,”
> said the group.

| place | killed |
|---|---|
| Gao | 2 |

<div class="x">Three <b>others</b> fled.</div>

[1]: https://m.in
"""


@pytest.mark.parametrize(
    ("quote", "written"),
    [
        ("Two soldiers were killed in Gao on Monday", "Two **soldiers** were *killed* in [Gao](https://x.y/gao_(city)) on Monday"),
        ("the ministry said*", "the *ministry*][1] said\\*"),
        ("hit by a drone & a mine", "hit by `a drone` &amp; a mine"),
        ("“We struck them,” said the group", "“We **struck** them,”\n> said the group"),
        ("Two killed in Gao", "Two killed in Gao"),
        ("Three others fled", "Three <b>others</b> fled"),
    ],
)  # fmt: skip
def test_a_quote_across_markup(quote: str, written: str) -> None:
    """A quote is found although markup stands in it; its range is that of the source, markup included."""
    article = make_article("a.md", Original(SOURCE, Media.MARKDOWN), {})
    found = QuoteLocator(article.text).find(quote)
    assert found.span, article.text
    original = article.view.original(found.span)
    assert SOURCE[original.start : original.end] == written


def test_front_matter() -> None:
    """Date and title are taken from the front matter, with a note; what is given wins; a date that is none is left."""
    article = make_article("a.md", Original(SOURCE, Media.MARKDOWN), {})
    assert article.published == date(2024, 3, 5)
    assert "from the front matter: published, title" in article.notes
    assert article.text.startswith("Two killed in Gao\n\nTwo soldiers")
    given = make_article("a.md", Original(SOURCE, Media.MARKDOWN), {"published": "2024-03-06"})
    assert given.published == date(2024, 3, 6)
    assert "published 2024-03-06 as given, 2024-03-05 by the front matter" in given.notes
    assert make_article("a.md", Original("---\ndate: soon\n---\nText.", Media.MARKDOWN), {}).published is None


@given(
    st.lists(
        st.sampled_from(["word", "**bold**", "*it*", "`code`", "[a link](http://x.y/z)", "\\*", "&amp;", "<b>", "</b>", "~~s~~",
                         "\n", "\n\n", "> ", "- ", "# ", "1. ", "|", "![i](p.png)", "<!-- c -->", "  ", "é", "“q”", "```\n", "_",
                         "<div>", "</div>", "[x][1]", "http://bare.url", "\t"]),
        max_size=25,
    )
)  # fmt: skip
def test_every_character_is_of_the_source(parts: list[str]) -> None:
    """Whatever the markup, a piece of the view is its range of the source, or an entity or a space; no word is lost."""
    source = "".join(parts)
    view, _ = markdown_view(source)
    for piece in view.pieces:
        assert source[piece.start : piece.end] == piece.text or piece.text in ("*", "&", " ", "\n", "\n\n"), piece
    assert view.text.count("word") == source.count("word")
    assert [piece.start for piece in view.pieces] == sorted(piece.start for piece in view.pieces)
