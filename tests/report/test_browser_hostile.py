"""page, hostile articles: an article, its name, its metadata and a response are shown as text only."""

from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser import OpenPage
from tests.conftest import coding, incident
from tests.report_runs import ScriptedArticle, build_report, demo_run, page_data, scripted_run

BLOWS = (
    "<script>window.hit = 1</script>",
    "</script><script>window.hit = 2</script>",
    "<img src=x onerror='window.hit = 3'>",
    '"><svg/onload=window.hit=4>',
    "' onmouseover='window.hit=5' x='",
    "javascript:window.hit=6",
    "{{ 7 * 7 }}{% for x in y %}",
    "<!--<script>",
    "]]><style>*{display:none}</style>",
    "<iframe srcdoc='<script>parent.hit=7</script>'></iframe>",
    "\u202edesrever\u202c \u2066isolated",
    "nul\x01 \u200bhidden",
    "=cmd|' /C calc'!A0",
)
TEXT = "Two soldiers were killed in Gao on Monday. " + " ".join(BLOWS)
NAME = "</title><script>window.hit = 8</script>"


def _hostile() -> Iterator[ScriptedArticle]:
    for number, blow in enumerate(BLOWS):
        seen = (
            blow.replace("\u202e", "")
            .replace("\u202c", "")
            .replace("\u2066", "")
            .replace("\x01", "")
            .replace("\u200b", "")
        )
        made = incident(
            summary=seen,
            initiators=[{"name": blow, "kind": "armed_group"}],
            targets=[{"name": "not there " + seen, "kind": "unknown"}],
            place_name=seen,
            place_text=blow,
            admin1=seen,
            claimed_by=blow,
            casualties=[],
            date_text=None,
            evidence=[blow],
        )
        meta = {"published": "2024-03-05", "outlet": blow, "url": blow, "language": blow[:40], blow[:20]: blow}
        yield ScriptedArticle(
            f"{TEXT} {number}.", coding(made), f"{NAME}{number}", {k: v for k, v in meta.items() if "\x01" not in v}
        )
    yield ScriptedArticle(f"{TEXT} Refuse.", None, "<b>refused</b>")


class _Markup(HTMLParser):
    """Parser that collects every element of a page with the names of its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(name for name, _ in attrs)))


def _markup(page: Path) -> list[tuple[str, tuple[str, ...]]]:
    parser = _Markup()
    parser.feed(page.read_text(encoding="utf-8"))
    return parser.found


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a page whose articles, names, metadata and values are hostile."""
    return build_report(scripted_run(tmp_path_factory.mktemp("hostile"), list(_hostile())))


def _fired(page: Page) -> Any:
    return page.evaluate("window.hit ?? null")


def test_the_file_has_no_markup_from_data(hostile: Path, demo_page: Path) -> None:
    """X07: a hostile page has the elements and attributes of any page, and the list of failures."""
    alike = [each for each in _markup(hostile) if each not in _markup(demo_page)]
    assert set(alike) <= {("details", ("class",)), ("li", ()), ("ul", ()), ("li", ("class",))}
    assert sum(tag == "script" for tag, _ in _markup(hostile)) == 2


def test_no_address_in_the_file(hostile: Path) -> None:
    """X08: the page refers to no address to load from, and its policy allows no request."""
    policy = unescape(hostile.read_text(encoding="utf-8").partition("<style>")[0])
    assert "content=\"default-src 'none'; style-src 'sha256-" in policy
    assert "unsafe" not in policy
    assert "connect-src" not in policy
    for tag, names in _markup(hostile):
        assert not {"src", "srcset", "action", "background", "poster", "ping"} & set(names), tag


@pytest.mark.parametrize("view", ["incidents", "articles", "where"])
def test_nothing_runs(open_page: OpenPage, hostile: Path, view: str) -> None:
    """In every view, with everything opened and hovered, nothing runs and no element comes from data."""
    page = open_page(hostile, f"view={view}")
    for details in page.locator("details > summary").all()[:60]:
        details.dispatch_event("click")
    for part in page.locator("mark, .card, .incident, .place").all()[:80]:
        part.dispatch_event("mouseover")
        part.dispatch_event("pointerenter")
    assert _fired(page) is None
    odd = page.evaluate(
        """() => [...document.querySelectorAll("main *")].filter((node) =>
          ["SCRIPT", "IMG", "IFRAME", "STYLE", "OBJECT", "EMBED", "LINK", "BASE", "META"].includes(node.nodeName)
          || [...node.attributes].some((each) => each.name.startsWith("on") || (/href|src|action/.test(each.name) && !/^(#|https?:)/.test(each.value)))
        ).map((node) => node.outerHTML)"""
    )
    assert odd == []


def test_every_article_shows_its_blows_as_text(open_page: OpenPage, hostile: Path) -> None:
    """Each article can be opened by its name; its text shows the payloads, invisible characters by their numbers."""
    page = open_page(hostile, "view=articles")
    for number, link in enumerate(page.locator(".names a").all()):
        link.click()
        text = page.inner_text(".one .text")
        assert "<script>window.hit = 1</script>" in text
        assert "⟨U+202E⟩desrever" in text
        assert "\u202e" not in page.inner_text("body")
        assert NAME in page.inner_text(".one h2") or number == len(BLOWS)
    assert _fired(page) is None


def test_a_javascript_address_is_no_link(open_page: OpenPage, hostile: Path) -> None:
    """An article's URL that is not http(s) stays text."""
    page = open_page(hostile, "view=articles")
    assert page.locator("main a[target=_blank]").count() == 0
    links = page.evaluate("[...document.querySelectorAll('main a')].map((link) => link.getAttribute('href')[0])")
    assert set(links) == {"#"}


def test_hostile_addresses(open_page: OpenPage, hostile: Path) -> None:
    """Values in the address are text, and an unknown view falls back to the first one."""
    page = open_page(hostile, "view=constructor&q=%3Cimg%20src%3Dx%20onerror%3Dwindow.hit%3D9%3E&article=__proto__")
    assert page.locator(".incidents").count() == 1
    assert _fired(page) is None


def test_comparison(open_page: OpenPage, hostile: Path, tmp_path: Path) -> None:
    """The comparison shows hostile values of both sides as text."""
    run = hostile.with_suffix("")
    page = open_page(build_report(run, "--compare", run, name="twice"), "view=compare")
    page.uncheck("#only-changed")
    for details in page.locator(".compared summary").all():
        details.click()
    assert _fired(page) is None


def test_half_a_character(open_page: OpenPage, tmp_path: Path) -> None:
    """A lone surrogate in a response breaks neither the making nor the opening of the page."""
    page = open_page(
        build_report(
            scripted_run(
                tmp_path,
                [
                    ScriptedArticle(
                        "Two soldiers were killed in Gao on Monday.",
                        coding(incident(claimed_by="\ud83d", casualties=[], targets=[])),
                    )
                ],
            )
        )
    )
    assert "incident" in page.inner_text("h1") or "article" in page.inner_text("header")


def test_same_bytes(tmp_path: Path) -> None:
    """The same run gives the same bytes, without a path of the machine."""
    run = demo_run(tmp_path)
    first = build_report(run).read_bytes()
    assert build_report(run, name="again").read_bytes() == first
    assert str(tmp_path).encode() not in first
    assert str(tmp_path) not in str(page_data(run.with_suffix(".html")))
