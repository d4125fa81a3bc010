"""page, accessibility: no serious axe violations, every view works by keyboard, colour is never the only sign."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser import NARROW, WIDE, OpenPage
from tests.conftest import TEXT, coding, incident
from tests.report_runs import ScriptedArticle, build_report, run_extractor, scripted_run


@pytest.fixture(scope="module")
def page_of_everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a page with failures, conflicts, ungrounded quotes and a comparison."""
    place = tmp_path_factory.mktemp("all")
    wrong = incident(targets=[{"name": "the navy", "kind": "state_military"}])
    other = incident(
        id="i2", type="bombing_ied", place_text=None, place_name=None, place_precision="unknown", country=None
    )
    scripted_run(
        place, [ScriptedArticle(TEXT, coding(wrong, other)), ScriptedArticle(TEXT + " Refuse.", None, "refused")], "a"
    )
    scripted_run(
        place, [ScriptedArticle(TEXT, coding(incident())), ScriptedArticle(TEXT + " Refuse.", None, "refused")], "b"
    )
    return build_report(place / "a", "--compare", place / "b")


@pytest.fixture(scope="module")
def page_of_review(demo_page: Path) -> Path:
    """Write the review page of the sample articles to a file."""
    out = demo_page.with_name("review.html")
    result = run_extractor("review", demo_page.with_suffix(""), "-o", out, "--no-gazetteer", cwd=out.parent)
    assert result.returncode == 0, result.stderr
    return out


def _serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for each in found
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"][:3]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", ["incidents", "articles", "articles&article=refused", "where", "compare"])
def test_axe(open_page: OpenPage, page_of_everything: Path, view: str, scheme: str) -> None:
    """axe finds no serious violation in any view, every disclosure open, in both colour schemes."""
    page = open_page(page_of_everything, f"view={view}", scheme=scheme)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for _ in range(2):  # what opens may hold more that opens
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        page.evaluate("new Promise((resolve) => setTimeout(resolve, 50))")  # a browser tells of it a moment later
    assert _serious(page) == []


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_axe_review(open_page: OpenPage, page_of_review: Path, size: tuple[int, int]) -> None:
    """axe finds no serious violation in the review with a form open, on a wide and a narrow screen."""
    page = open_page(page_of_review, size=size)
    page.locator("#card-i1").focus()
    page.keyboard.press("e")
    assert page.locator("form.edit").count() == 1
    assert _serious(page) == []


def test_by_keyboard_alone(open_page: OpenPage, demo_page: Path) -> None:
    """Tab and Enter suffice to go from the head to an incident, to its report, and to a quote in the text."""
    page = open_page(demo_page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    _tab_to(page, "document.activeElement.matches('.incident > summary')")
    page.keyboard.press("Enter")
    _tab_to(page, "document.activeElement.matches('.body a[href*=card]')")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('.card')")
    _tab_to(page, "document.activeElement.matches('.quote')")
    words = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('mark')")
    assert words.startswith(page.evaluate("document.activeElement.textContent"))


def _tab_to(page: Page, wanted: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(wanted):
            return
    raise AssertionError(f"not reached by Tab: {wanted}")


def test_focus_can_be_seen(open_page: OpenPage, demo_page: Path) -> None:
    """The focused element has an outline."""
    page = open_page(demo_page)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_colour_is_never_the_only_sign(open_page: OpenPage, page_of_everything: Path, page_of_review: Path) -> None:
    """Conflicts, failures, missing quotes, highlights and evidence each have a sign or a line besides colour."""
    page = open_page(page_of_everything, "view=articles&article=gao.txt")
    page.hover("#card-i1 h3")
    styles = page.evaluate(
        """() => ["mark.evidence:not(.lit)", "mark.value:not(.lit)", "mark.lit"].map((each) => {
          const node = document.querySelector(each);
          return node ? getComputedStyle(node).borderBottom.replace(/rgb.*/, "") : null;
        })"""
    )
    shown = [style for style in styles if style]
    assert len(set(shown)) == len(shown)
    assert "⚠" in page.inner_text(".ungrounded")
    review = open_page(page_of_review)
    review.locator("#card-i1").focus()
    review.keyboard.press("r")
    assert "✗ rejected" in review.inner_text("#card-i1")
    assert "○ undecided" in review.inner_text("#card-i2")


def test_changes_are_announced(open_page: OpenPage, demo_page: Path) -> None:
    """Screen readers announce the count that a filter leaves and what a button did."""
    page = open_page(demo_page)
    assert page.get_attribute(".count", "role") == "status"
    assert page.get_attribute("#announcement", "aria-live") == "polite"
    page.click(".incident summary")
    page.click(".body > .citing summary")
    page.click(".body > .citing button")
    page.wait_for_selector("#announcement:has-text('cop')", state="attached")
