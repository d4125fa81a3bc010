"""html: the article of a page, with offsets into its source."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.articles.article import Media
from extractor.articles.build import make_article
from extractor.articles.html import html_view
from extractor.core.errors import ArticleError
from extractor.core.span import Span
from extractor.grounding.locate import QuoteLocator

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
    """Navigation, scripts and footer are not in the view; a note gives the number of blocks left out."""
    view, notes = html_view(PAGE)
    assert "Home" not in view.text
    assert "newsletter" not in view.text
    assert "var x" not in view.text
    assert view.text.startswith("Strike kills two in al‑Qaim\n\nTwo people were killed in a drone strike on Tuesday")
    assert "left out" in notes[0]


def test_offsets_point_into_the_source() -> None:
    """A quote across tags, entities and line breaks maps to its range of the source."""
    view, _ = html_view(PAGE)
    found = QuoteLocator(view.text).find("killed in a drone strike on Tuesday, officials said — the second")
    assert found.span is not None
    back = view.original(found.span)
    source = PAGE[back.start : back.end]
    assert source.startswith("killed in a <b>drone\n")
    assert source.endswith("&mdash; the second")


def test_a_page_without_an_article_is_kept_whole() -> None:
    """If no boilerplate can be recognized nothing is left out, and a note reports it."""
    view, notes = html_view("<p>Short.</p>")
    assert view.text == "Short."
    assert notes


@given(st.text(alphabet=st.sampled_from("ab<>&;#x1 p/\n\"'\u200b"), max_size=80))
def test_any_source_maps_back(source: str) -> None:
    """For any markup, each character maps into the source, in order."""
    view, _ = html_view("<html><body>" + source + "</body></html>")
    last = 0
    for at in range(len(view.text)):
        back = view.original(Span(at, at + 1))
        assert last <= back.start <= back.end <= len(source) + 26
        last = back.start


@pytest.mark.parametrize("page", ["<html></html>", "<p>\u200b</p>"])
def test_a_page_without_text(page: str) -> None:
    """I01: a page without text is refused as empty, before any request."""
    with pytest.raises(ArticleError) as caught:
        make_article("a.html", page, {}, media=Media.HTML)
    assert caught.value.error_class == "empty"


def test_a_page_too_long() -> None:
    """I02: the limit applies to the view, not to the markup."""
    page = "<html><body>" + "".join(f"<p>{'word ' * 60}{n}</p>" for n in range(200)) + "</body></html>"
    with pytest.raises(ArticleError) as caught:
        make_article("a.html", page, {}, 10_000, media=Media.HTML)
    assert caught.value.error_class == "too_long"


def test_omitted_end_tags() -> None:
    """A head without an end tag hides nothing; a short block does not match inside a sentence."""
    page = "<!doctype html><html><head><title>x</title><body><ul><li>Iraq</li></ul>" + PAGE[
        PAGE.index("<article>") :
    ].replace("on Tuesday", "in Iraq on Tuesday")
    view, _ = html_view(page)
    assert "Two people were killed" in view.text
    assert not view.text.startswith("Iraq")


LONG = "<p>" + "A long sentence about the events of the day in the town. " * 6 + "</p>"


@pytest.mark.parametrize(
    ("markup", "kept"),
    [
        ("<p>The army <img src=x> said that five people died near the town on Tuesday night.</p>", "five people died"),
        ("<p>The it&shy;em was seized by the army at the border crossing on Tuesday.</p>", "seized"),
        ("<p>The <u>army</u> said <ins>today</ins> that <big>five</big> were killed near the town.</p>", "were killed"),
        ("<ul><li>Five killed in Rafah</li><li>Two in Gaza</li></ul>", "Five killed in Rafah"),
        ("<table><tr><th>Town</th><th>Killed</th></tr><tr><td>Rafah</td><td>12</td></tr></table>", "12"),
    ],
)
def test_what_trafilatura_keeps_is_kept(markup: str, kept: str) -> None:
    """A paragraph with images, soft hyphens or inline tags, a list and a table are kept."""
    page = (
        f"<html><body><nav>Home</nav><article>{LONG * 2}{markup}{LONG * 2}</article><footer>(c)</footer></body></html>"
    )
    view, _ = html_view(page)
    assert kept in view.text
    assert "Home" not in view.text


@pytest.mark.parametrize("opened", ["<svg><path d='x'>", "<noscript>", "<title>News"])
def test_missing_end_tags(opened: str) -> None:
    """An element without an end tag does not hide the article."""
    view, _ = html_view(f"<html><body>{opened}<article>{LONG}{LONG}</article></body></html>")
    assert "events of the day" in view.text
