"""html: the article of a page, with offsets into the page's source."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.entry import make_article
from extractor.errors import ArticleError
from extractor.evidence import Ground, Span
from extractor.html import html_view

PAGE = """<!doctype html><html><head><title>Strike &amp; counter-strike</title>
<script>var x = "<p>no</p>";</script></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>
<article><h1>Strike kills two in al&#8209;Qaim</h1>
<p>Two people were killed in a <b>drone
   strike</b> on Tuesday, officials said &mdash; the second in a week &ltthis&gt;.</p>
<p>The ministry&nbsp;said it would respond, and the army announced an inquiry into what it called a grave
incident.</p></article>
<footer>Copyright 2024. Subscribe to our newsletter for more stories like this one.</footer></body></html>"""


def test_boilerplate_is_left_out() -> None:
    """Navigation, scripts and footer are not in the view; a note says how much was left out."""
    view, notes = html_view(PAGE)
    assert "Home" not in view.text
    assert "newsletter" not in view.text
    assert "var x" not in view.text
    assert view.text.startswith("Strike kills two in al‑Qaim\n\nTwo people were killed in a drone strike on Tuesday")
    assert "left out" in notes[0]


def test_offsets_point_into_the_source() -> None:
    """A quote across tags, entities and line breaks has the range of the source that shows it."""
    view, _ = html_view(PAGE)
    found = Ground(view.text).find("killed in a drone strike on Tuesday, officials said — the second")
    assert found.span is not None
    back = view.original(found.span)
    source = PAGE[back.start : back.end]
    assert source.startswith("killed in a <b>drone\n")
    assert source.endswith("&mdash; the second")


def test_a_page_without_an_article_is_kept_whole() -> None:
    """Where boilerplate cannot be told from text nothing is dropped, and the note says so."""
    view, notes = html_view("<p>Short.</p>")
    assert view.text == "Short."
    assert notes


@given(st.text(alphabet=st.sampled_from("ab<>&;#x1 p/\n\"'\u200b"), max_size=80))
def test_any_source_maps_back(source: str) -> None:
    """Whatever the markup, each shown character lies within the source, in order."""
    view, _ = html_view("<html><body>" + source + "</body></html>")
    last = 0
    for at in range(len(view.text)):
        back = view.original(Span(at, at + 1))
        assert last <= back.start <= back.end <= len(source) + 26
        last = back.start


@pytest.mark.parametrize("page", ["<html></html>", "<p>\u200b</p>"])
def test_a_page_without_text_is_no_article(page: str) -> None:
    """I01: refused as empty, before any request."""
    with pytest.raises(ArticleError) as caught:
        make_article("a.html", page, {}, page=True)
    assert caught.value.kind == "empty"


def test_a_page_that_is_too_long() -> None:
    """I02: what counts is the text that would be sent."""
    page = "<html><body>" + "".join(f"<p>{'word ' * 60}{n}</p>" for n in range(200)) + "</body></html>"
    with pytest.raises(ArticleError) as caught:
        make_article("a.html", page, {}, 10_000, page=True)
    assert caught.value.kind == "too_long"


def test_omitted_end_tags() -> None:
    """A head that is never closed hides nothing; a short block is not found inside a sentence."""
    page = "<!doctype html><html><head><title>x</title><body><ul><li>Iraq</li></ul>" + PAGE[
        PAGE.index("<article>") :
    ].replace("on Tuesday", "in Iraq on Tuesday")
    view, _ = html_view(page)
    assert "Two people were killed" in view.text
    assert not view.text.startswith("Iraq")
