"""html: the article of a page, with offsets into its source."""

import contextlib
import textwrap
import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.articles.build import make_article
from extractor.articles.original import Media, Original
from extractor.articles.pages import html_view
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
        make_article("a.html", Original(page, Media.HTML), {})
    assert caught.value.error_class == "empty"


def test_a_page_too_long() -> None:
    """I02: the limit applies to the view, not to the markup."""
    page = "<html><body>" + "".join(f"<p>{'word ' * 60}{n}</p>" for n in range(200)) + "</body></html>"
    with pytest.raises(ArticleError) as caught:
        make_article("a.html", Original(page, Media.HTML), {}, 10_000)
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


PARAGRAPHS = [
    "Two soldiers were killed in Gao on Monday when gunmen attacked a checkpoint on the road, the army said.",
    "The attack was the second in a week; nobody claimed it, and an inquiry was announced by the ministry.",
    "Residents said that shops had closed early and that the road to the market stayed blocked until evening.",
]


@pytest.mark.parametrize("form", ["<div>{}</div>", "{}<br><br>", "<div><span>{}</span></div>"])
@pytest.mark.parametrize("wrap", [True, False])
def test_paragraphs_of_any_kind(form: str, wrap: bool) -> None:
    """Paragraphs that are divs, lines or spans are kept, also where the source lines are wrapped."""
    texts = ["\n".join(textwrap.wrap(each, 60)) if wrap else each for each in PARAGRAPHS]
    body = "\n".join(form.format(each) for each in texts)
    page = (
        f"<html><body><div><a href='/'>Home</a></div><div class='article'><h1>Gao attack</h1>{body}</div></body></html>"
    )
    view = " ".join(html_view(page)[0].text.split())
    assert all(paragraph in view for paragraph in PARAGRAPHS)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_composed_and_decomposed_characters(form: Literal["NFC", "NFD"]) -> None:
    """Accents are found whether a page composes them or not."""
    text = (
        unicodedata.normalize(
            form, "Déjà près de la forêt, deux soldats ont été tués lundi, a déclaré l'armée à Évreux. "
        )
        * 3
    )
    view, _ = html_view(f"<html><body><nav>Accueil</nav><article><p>{text}</p></article></body></html>")
    assert text.strip() in view.text


def test_the_title_stands_in_the_view() -> None:
    """Without a main heading the title of the page is in the view, before the text."""
    page = f"<html><head><title>Two soldiers killed in Gao attack</title></head><body><p>{'</p><p>'.join(PARAGRAPHS)}</p></body></html>"
    view, _ = html_view(page)
    assert view.text.startswith("Two soldiers killed in Gao attack\n\n")


def test_what_a_page_says_of_itself() -> None:
    """Date, outlet, author and title are taken from the page; given metadata wins, and a different date is a note."""
    head = (
        '<title>Gao attack</title><meta property="article:published_time" content="2024-03-05T08:00:00Z">'
        '<meta property="og:site_name" content="Example Wire"><meta name="author" content="Ann Lee">'
    )
    page = f"<html><head>{head}</head><body><article><h1>Gao attack</h1><p>{'</p><p>'.join(PARAGRAPHS)}</p></article></body></html>"
    article = make_article("a.html", Original(page, Media.HTML), {})
    assert (str(article.published), article.outlet, article.extra["author"]) == (
        "2024-03-05",
        "Example Wire",
        "Ann Lee",
    )
    assert article.notes[0].startswith("from the page: published, outlet")
    given = make_article("a.html", Original(page, Media.HTML), {"published": "2024-03-07", "outlet": "Mine"})
    assert (str(given.published), given.outlet) == ("2024-03-07", "Mine")
    assert "published 2024-03-07 as given, 2024-03-05 by the page" in given.notes


@pytest.mark.parametrize("opened", ["<a href='x ", '<div x="', "<!-- ", "<script>", "<p title='"])
def test_tags_that_are_never_closed(opened: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Markup that takes quadratic time is given up within a bound, as unreadable; nothing else is raised."""
    monkeypatch.setattr("extractor.articles.html._SECONDS", 0.2)
    page = "<html><body><p>Text.</p>" + opened * 20_000
    with contextlib.suppress(ArticleError):
        assert html_view(page)[0].text
    if opened.startswith("<a"):
        with pytest.raises(ArticleError, match="too long") as caught:
            html_view(page)
        assert caught.value.error_class == "unreadable"
