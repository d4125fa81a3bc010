"""page, map and timeline: places and dates as precisely as they are known, lists of the others; in a real browser."""

from pathlib import Path

from tests.browser import NARROW, OpenPage
from tests.conftest import TEXT, coding, incident
from tests.report_runs import ScriptedArticle, build_report, scripted_run


def test_an_exact_place_is_a_dot_and_a_vague_one_a_dashed_circle(open_page: OpenPage, demo_page: Path) -> None:
    """An approximate place is a dashed, hatched circle as wide as its uncertainty, and is labelled so."""
    page = open_page(demo_page, "view=where")
    vague, exact = page.locator(".place.vague"), page.locator(".place:not(.vague)")
    assert vague.count() == 2
    assert exact.count() >= 5
    assert "approximate location" in (vague.first.get_attribute("aria-label") or "")
    wide = float(vague.first.locator("circle").get_attribute("r") or 0)
    assert wide >= 2 * float(exact.first.locator("circle").get_attribute("r") or 0)
    dashes = page.evaluate("getComputedStyle(document.querySelector('.place.vague circle')).strokeDasharray")
    assert dashes != "none"


def test_outlines_came_with_the_page(open_page: OpenPage, demo_page: Path) -> None:
    """The map has borders without any request; countries of incidents that are not geocoded are hatched."""
    page = open_page(demo_page, "view=where")
    assert page.locator("path.land").count() > 5
    assert page.locator("path.vague-land").count() == 2
    assert "1 somewhere in Iraq" in page.inner_text(".map .legend")
    assert "Iraq" in page.locator("text.country").all_text_contents()


def test_what_has_no_place_or_no_day_is_listed(open_page: OpenPage, demo_page: Path) -> None:
    """Incidents that are not geocoded or undated are in lists that lead to them."""
    page = open_page(demo_page, "view=where")
    assert page.inner_text(".count") == "17 incidents: 13 geocoded, 12 dated"
    unplaced, undated = page.locator(".lists section").all()
    assert unplaced.locator("li").count() == 4
    assert undated.locator("li").count() == 5
    undated.locator("a").first.click()
    assert page.locator(".incident[open]").count() == 1


def test_a_place_leads_to_its_incidents(open_page: OpenPage, demo_page: Path) -> None:
    """A place on the map leads to its incidents, by keyboard too."""
    page = open_page(demo_page, "view=where")
    place = page.locator(".place", has_text="Ain al-Asad")
    assert place.get_attribute("aria-label") == "Ain al-Asad air base, IQ: 5 incidents, site"
    place.focus()
    page.keyboard.press("Enter")
    assert page.locator(".incident").count() == 5


def test_a_bar_leads_to_its_days(open_page: OpenPage, demo_page: Path) -> None:
    """A bar of the timeline counts the incidents of its month and leads to them."""
    page = open_page(demo_page, "view=where")
    bar = page.locator(".bar[aria-label^='2023-11']")
    assert bar.get_attribute("aria-label") == "2023-11: 4 incidents"
    bar.focus()
    page.keyboard.press("Enter")
    assert page.locator(".incident").count() == 4
    assert "from=2023-11-01&to=2023-11-30" in page.url


def test_zoom(open_page: OpenPage, demo_page: Path) -> None:
    """Buttons zoom and pan the map."""
    page = open_page(demo_page, "view=where")
    before = page.locator(".map svg").get_attribute("viewBox") or ""
    page.click("button[aria-label='Zoom in']")
    page.click("button[aria-label='Pan east']")
    after = page.locator(".map svg").get_attribute("viewBox") or ""
    assert float(after.split()[2]) < float(before.split()[2])


def test_vague_days_are_dashed_lines(open_page: OpenPage, tmp_path: Path) -> None:
    """A date known only to several months is a dashed line over them, in no bar."""
    year = incident(
        date_start="2023-01-01", date_end="2023-12-31", date_precision="year", date_basis="explicit_in_text"
    )
    day = incident(
        id="i2", type="bombing_ied", place_text=None, place_name=None, place_precision="unknown", country=None
    )
    page = open_page(build_report(scripted_run(tmp_path, [ScriptedArticle(TEXT, coding(year, day))])), "view=where")
    assert page.locator(".span").count() == 1
    assert (page.locator(".span").get_attribute("aria-label") or "").startswith("2023-01-01 to 2023-12-31")
    assert page.locator(".bar").count() == 1
    assert page.locator("path.vague-land").count() == 1  # Gao is no name that comes along


def test_nothing_to_draw(open_page: OpenPage, tmp_path: Path) -> None:
    """A run without incidents has neither a map nor a timeline, and the page states it."""
    page = open_page(
        build_report(scripted_run(tmp_path, [ScriptedArticle(TEXT, {**coding(), "incidents": []})])), "view=where"
    )
    assert page.inner_text(".map").startswith("No map:")
    assert page.inner_text(".time").startswith("No timeline:")


def test_narrow(open_page: OpenPage, demo_page: Path) -> None:
    """At 390 pixels nothing is wider than the screen."""
    page = open_page(demo_page, "view=where", size=NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
