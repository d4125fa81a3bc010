"""page, articles: texts with marked quotes, cards with quotes, linked both ways; in a real browser."""

import json
from pathlib import Path

import pytest

from tests.browser import NARROW, OpenPage
from tests.conftest import TEXT, coding, incident
from tests.report_runs import ScriptedArticle, build_report, page_data, scripted_run

ARABIC = "قُتل جنديان في غاو يوم الاثنين، قال الجيش.\n\nTwo soldiers were killed in Gao."
FLAG = "\U0001f1f2\U0001f1f1 Mali. "  # two characters that JavaScript counts as four


@pytest.fixture(scope="module")
def page_of_traps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a page with overlapping, nested, missing and folded quotes, other scripts, and a failed article."""
    overlapping = incident(
        evidence=["Two soldiers were killed in Gao on Monday", "killed in Gao on Monday, the army said"],
        targets=[{"name": "the navy", "kind": "state_military"}],
        place_text="gao",
        casualties=[],
    )
    arabic = incident(
        summary="Two soldiers killed.", targets=[], date_text=None, evidence=["قُتل جنديان في غاو"], place_text="غاو",
        casualties=[],
    )  # fmt: skip
    return build_report(
        scripted_run(
            tmp_path_factory.mktemp("traps"),
            [
                ScriptedArticle(TEXT, coding(overlapping), "overlaps"),
                ScriptedArticle(ARABIC, coding(arabic), "arabic", {"published": "2024-03-05", "language": "ar"}),
                ScriptedArticle(FLAG + TEXT, coding(incident()), "emoji"),
                ScriptedArticle(TEXT + " Refuse.", None, "refused"),
            ],
        )
    )


def test_the_head(open_page: OpenPage, page_of_traps: Path) -> None:
    """The head names the articles, prompt and model, counts the quotes by match, and lists failed articles with their reasons."""
    page = open_page(page_of_traps)
    head = page.inner_text("header")
    assert "3 incidents, 3 reports" in head
    assert "4 articles, published 2024-03-05" in head
    assert "prompt incident, model stub: 3 ok, 1 failed, 0 pending" in head
    assert "1 ⚠ not found" in head
    page.click("details.failures summary")
    assert "refused: failed, refusal" in page.inner_text("details.failures")


def test_partial_article(open_page: OpenPage, tmp_path: Path) -> None:
    """A partial article shows what is left out, and the cards of its valid items with their quotes in the text."""
    reply = coding(incident(), incident(id="i2", type="parade"))
    run = scripted_run(tmp_path / "place", [ScriptedArticle(TEXT, reply)])
    page = open_page(build_report(run), "view=articles")
    assert "0 ok, 1 partial, 0 failed, 0 pending" in page.inner_text("header")
    assert "partial: invalid. Left out: incidents.1." in page.inner_text(".articles .alarm >> nth=0")
    assert page.locator(".card").count() == 2  # the incident and the notes
    assert page.locator(".text mark").count() > 0


def test_quotes_of_a_card_are_highlighted(open_page: OpenPage, demo_page: Path) -> None:
    """Each quote on a card equals the marked segments between its offsets in the text."""
    page = open_page(demo_page, "view=articles&article=001_fcd22a2e951b032d.txt")
    wrong = page.evaluate(
        """() => {
        const wrong = [];
        for (const quote of document.querySelectorAll(".card .quote")) {
          quote.click();
          const found = [...document.querySelectorAll("mark.found")].map((mark) => mark.textContent).join("");
          if (found !== quote.textContent) wrong.push([quote.textContent, found]);
        }
        return wrong;
      }"""
    )
    assert wrong == []
    assert page.locator(".card .quote").count() > 60


def test_text_is_the_text(open_page: OpenPage, demo_page: Path) -> None:
    """The marked text is the article, character for character."""
    import extractor
    from extractor.core.package_data import SEEDS

    for article in extractor.read_inputs(str(SEEDS)).articles:
        page = open_page(demo_page, f"view=articles&article={article.name}")
        assert page.evaluate("document.querySelector('.text').textContent") == article.original


def test_a_card_lights_its_spans_and_a_span_its_cards(open_page: OpenPage, page_of_traps: Path) -> None:
    """Hovering or focusing a card highlights its spans in the text; a span highlights its cards."""
    page = open_page(page_of_traps, "view=articles&article=overlaps")
    page.hover("#card-i1 h3")
    assert "".join(page.locator("mark.lit").all_inner_texts()).startswith("Two soldiers were killed in Gao on Monday")
    page.focus("#card-notes")
    assert page.locator("mark.lit").count() == 0
    page.locator("mark").first.focus()
    assert "lit" in (page.get_attribute("#card-i1", "class") or "")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "card-i1"


def test_overlapping_spans(open_page: OpenPage, page_of_traps: Path) -> None:
    """The shared part of overlapping quotes is one segment that belongs to each of them."""
    page = open_page(page_of_traps, "view=articles&article=overlaps")
    texts = page.locator("mark").all_inner_texts()
    assert "".join(texts) == "Two soldiers were killed in Gao on Monday, the army said"
    assert texts[:2] == ["Two soldiers were ", "killed in "]
    shared = page.locator("mark", has_text="killed in ")
    assert "evidence" in (shared.get_attribute("aria-description") or "")


def test_arrow_keys_walk_the_spans(open_page: OpenPage, demo_page: Path) -> None:
    """Tab reaches one mark; arrows, Home and End move to the others."""
    page = open_page(demo_page, "view=articles")
    assert page.locator("mark[tabindex='0']").count() == 1
    page.locator("mark[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("[...document.querySelectorAll('mark')].indexOf(document.activeElement)") == 2
    page.keyboard.press("End")
    assert page.evaluate("[...document.querySelectorAll('mark')].at(-1) === document.activeElement")


def test_ungrounded_quotes_are_marked(open_page: OpenPage, page_of_traps: Path) -> None:
    """A quote that was not found is listed above the text, flagged on its card, and marked nowhere."""
    page = open_page(page_of_traps, "view=articles&article=overlaps")
    assert "targets.name: the navy ⚠ not found in the article" in page.inner_text(".ungrounded")
    assert "⚠ 1 quote not found in the article" in page.inner_text("#card-i1 h3")
    assert page.locator("#card-i1 .quote", has_text="the navy").count() == 0
    assert "typographic differences" in page.inner_text("#card-i1 dl")


def test_right_to_left(open_page: OpenPage, page_of_traps: Path) -> None:
    """A right-to-left text is shown right to left, with its language; each paragraph has its own direction."""
    page = open_page(page_of_traps, "view=articles&article=arabic")
    text = page.locator(".text")
    assert page.evaluate("getComputedStyle(document.querySelector('.text')).direction") == "rtl"
    assert text.get_attribute("lang") == "ar"
    assert page.evaluate("getComputedStyle(document.querySelector('.text')).unicodeBidi") == "plaintext"
    assert page.locator("mark", has_text="غاو").count() >= 1


def test_offsets_count_code_points(open_page: OpenPage, page_of_traps: Path) -> None:
    """Spans are placed correctly after characters that JavaScript counts as two."""
    page = open_page(page_of_traps, "view=articles&article=emoji")
    assert "".join(page.locator("mark.evidence").all_inner_texts()) == "Two soldiers were killed in Gao on Monday"


def test_a_failed_article_shows_its_reason(open_page: OpenPage, page_of_traps: Path) -> None:
    """A failed article shows its error class, its message and its text."""
    page = open_page(page_of_traps, "view=articles&article=refused")
    assert "⚠ failed: refusal" in page.inner_text(".one")
    assert "Refuse." in page.inner_text(".one .text")


def test_finding_an_article(open_page: OpenPage, demo_page: Path) -> None:
    """Typing narrows the list of articles; an entry, and the address, lead to the article."""
    page = open_page(demo_page, "view=articles")
    page.fill("#article-filter", "003")
    assert page.locator(".names li").count() == 1
    page.click(".names a")
    assert "article=003_2fc57e07c3252072.txt" in page.url
    assert page.inner_text(".one h2") == "003_2fc57e07c3252072.txt"


def test_cite_this(open_page: OpenPage, demo_page: Path) -> None:
    """The citation of a card names the report, its article, prompt, model and the hash of the run; its recordings are listed."""
    page = open_page(demo_page, "view=articles")
    page.click("#card-i1 .citing summary")
    cited = page.input_value("#card-i1 .cite textarea")
    assert cited.startswith("Report 000_eb6aea33ffd65c8d.txt:i1. Islamic Resistance in Iraq claims")
    assert "prompt incident, model reference-reader, run demo (SHA-256 " in cited
    assert "recordings e5ca88040db4" in page.inner_text("#card-i1 .cite")


def test_without_texts(open_page: OpenPage, demo_page: Path) -> None:
    """With --no-text the page holds quotes but no other sentence of an article, and cards still show the quotes."""
    bare = build_report(demo_page.with_suffix(""), "--no-text", name="bare")
    held = json.dumps(page_data(bare), ensure_ascii=False)
    sentence = "echoed his comments"
    assert sentence in json.dumps(page_data(demo_page), ensure_ascii=False)
    assert sentence not in held
    page = open_page(bare, "view=articles&article=001_fcd22a2e951b032d.txt")
    assert page.locator("mark").count() == 0
    assert "This page has no article texts" in page.inner_text(".pair")
    assert "Iraqi sources said the US airstrikes targeted Hezbollah brigades" in page.inner_text("#card-i1")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_narrow(open_page: OpenPage, demo_page: Path, scheme: str) -> None:
    """At 390 pixels nothing is wider than the screen, in both colour schemes."""
    page = open_page(demo_page, "view=articles", size=NARROW, scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator(".card").first.is_visible()
