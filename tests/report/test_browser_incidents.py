"""page, incidents: consolidated incidents, casualty figures by source, conflicts; in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import NARROW, OpenPage
from tests.report_runs import build_report, run_extractor

STRIKE = "ea296d21d74d"  # al-Qaim, 2024-01-24


def _ids(page: Page) -> list[str]:
    found: list[str] = page.evaluate("[...document.querySelectorAll('.incident')].map((each) => each.dataset.incident)")
    return found


def test_every_figure_beside_its_source(open_page: OpenPage, demo_page: Path) -> None:
    """Conflicting casualties are shown figure by figure: source, quote, report, and a note that sources disagree."""
    page = open_page(demo_page, f"incident={STRIKE}")
    line = page.inner_text(f"[data-incident='{STRIKE}'] > summary")
    assert "1–2 killed; 2 injured" in line
    assert "≠ killed" in line
    assert "3 reports, 2 sources" in line
    rows = [" ".join(row.inner_text().split()) for row in page.locator(".body table").first.locator("tbody tr").all()]
    assert rows[0].startswith("1 killed The Hashed newspaper –")
    assert "one person was killed" in rows[0]
    assert "001_fcd22a2e951b032d.txt:i2" in rows[0]
    assert rows[0].endswith("≠ sources disagree")
    assert [row.split(" ")[0] for row in rows if row.endswith("superseded")] == ["2", "2"]


def test_reasons_and_reports(open_page: OpenPage, demo_page: Path) -> None:
    """Each link has the reason why its reports were joined; each report leads to its card."""
    page = open_page(demo_page, f"incident={STRIKE}")
    body = page.locator(".body")
    assert "both air or drone strike; on 2024-01-24; both at al-Qaim; initiators: United States" in body.inner_text()
    body.locator("li a", has_text="002_393928cfdeb5277e.txt:i2").last.click()
    assert page.inner_text(".one h2") == "002_393928cfdeb5277e.txt"
    assert page.evaluate("document.activeElement.id") == "card-i2"
    page.go_back()
    assert page.locator(f"[data-incident='{STRIKE}'][open]").count() == 1


def test_filters_stand_in_the_address(open_page: OpenPage, demo_page: Path) -> None:
    """Filters select incidents, are kept in the address, and are restored from it."""
    page = open_page(demo_page)
    assert len(_ids(page)) == 17
    page.select_option("select[name=type]", "missile_rocket_artillery")
    kinds = page.locator(".incident .what").all_inner_texts()
    assert kinds
    assert all(kind.startswith("missile, rocket or artillery fire") for kind in kinds)
    page.select_option("select[name=place]", "Ain al-Asad air base, IQ")
    left = _ids(page)
    assert 0 < len(left) < len(kinds)
    again = open_page(demo_page, page.url.partition("#")[2])
    assert _ids(again) == left
    assert again.input_value("select[name=place]") == "Ain al-Asad air base, IQ"
    again.click("text=Clear")
    assert len(_ids(again)) == 17


@pytest.mark.parametrize(
    ("name", "value", "count"),
    [
        ("actor", "Kataib Hezbollah", 2),
        ("status", "attempted_or_foiled", 0),
        ("grade", "acknowledged", 10),
    ],
)
def test_further_filters(open_page: OpenPage, demo_page: Path, name: str, value: str, count: int) -> None:
    """Filters by actor, status and grade select incidents; a value that no incident has selects none."""
    page = open_page(demo_page, f"{name}={value}")
    assert len(_ids(page)) == count
    assert page.inner_text(".count").startswith(f"{count} of 17 incidents, ")


def test_days_and_conflicts(open_page: OpenPage, demo_page: Path) -> None:
    """From and to select incidents that may lie between them, never undated ones; conflicts only selects conflicts."""
    page = open_page(demo_page, "from=2023-11-01&to=2023-12-31")
    assert page.locator(".incident .when").all_inner_texts() == ["2023-11-20", "2023-11-21", "2023-11-21", "2023-11-22"]
    page = open_page(demo_page, "conflict=1")
    assert 0 < len(_ids(page)) < 17
    assert all("≠" in text for text in page.locator(".incident > summary").all_inner_texts())


def test_search(open_page: OpenPage, demo_page: Path) -> None:
    """Search matches all words in names, places, sources and articles, and keeps the focus."""
    page = open_page(demo_page)
    page.click("input[name=q]")
    page.keyboard.type("hashed newspaper")
    assert _ids(page) == [STRIKE]
    assert page.evaluate("document.activeElement.name") == "q"
    assert "q=hashed+newspaper" in page.url
    page.keyboard.press("Control+A")
    page.keyboard.type("<script>")
    assert _ids(page) == []


def test_sorting(open_page: OpenPage, demo_page: Path) -> None:
    """Incidents are sorted by date, by reports and by killed."""
    page = open_page(demo_page, "sort=latest")
    days = [text for text in page.locator(".incident .when").all_inner_texts() if text[0] == "2"]
    assert days == sorted(days, reverse=True)
    page.select_option("select[name=sort]", "reports")
    assert "3 reports" in page.locator(".incident").first.inner_text()
    page.select_option("select[name=sort]", "killed")
    assert "8+ killed" in page.locator(".incident").first.inner_text()


def test_cite_an_incident(open_page: OpenPage, demo_page: Path) -> None:
    """An incident's citation names its place, date, grade, each report with its article, and the run."""
    page = open_page(demo_page, f"incident={STRIKE}")
    page.click(".body > .citing summary")
    cited = page.input_value(".body > .citing textarea")
    assert cited.startswith(f"Incident {STRIKE}: air or drone strike, al-Qaim, IQ, 2024-01-24. acknowledged by")
    for name in ("000_eb6aea33ffd65c8d.txt", "001_fcd22a2e951b032d.txt", "002_393928cfdeb5277e.txt"):
        assert name in cited
    assert "run demo (SHA-256 " in cited


def test_incidents_that_were_made_before(open_page: OpenPage, demo_page: Path) -> None:
    """--in shows a folder of consolidated incidents; a folder without them is an error with the next step."""
    place = demo_page.parent
    page = open_page(
        build_report(place / "demo", "--incidents", place / "demo-consolidated", name="given"), f"incident={STRIKE}"
    )
    assert page.locator("[open] .body").count() == 1
    assert run_extractor("run", "demo", "--offline", "-m", "none", "-o", "other", cwd=place).returncode == 2
    (place / "empty").mkdir()
    result = run_extractor("report", place / "demo", "--incidents", place / "empty", cwd=place)
    assert result.returncode == 2
    assert "extractor consolidate" in result.stderr


def test_print(open_page: OpenPage, demo_page: Path) -> None:
    """Print hides filters and navigation and opens every incident."""
    page = open_page(demo_page)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("nav").is_hidden()
    assert page.locator(".filters").is_hidden()
    assert page.locator(".incident .body").count() == 17


def test_narrow(open_page: OpenPage, demo_page: Path) -> None:
    """At 390 pixels nothing is wider than the screen, with an incident open."""
    page = open_page(demo_page, f"incident={STRIKE}", size=NARROW, scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
