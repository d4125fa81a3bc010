"""page, incidents: consolidated incidents, every figure beside its source, conflicts at a glance; in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import NARROW, Open
from tests.report_runs import build_report, run_extractor

STRIKE = "ea296d21d74d"  # al-Qaim, 2024-01-24


def _ids(page: Page) -> list[str]:
    found: list[str] = page.evaluate("[...document.querySelectorAll('.incident')].map((each) => each.dataset.incident)")
    return found


def test_every_figure_beside_its_source(look: Open, demo_page: Path) -> None:
    """An incident with conflicting tolls shows each figure, who gives it, the words, the report, and that they differ."""
    page = look(demo_page, f"incident={STRIKE}")
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


def test_reasons_and_reports(look: Open, demo_page: Path) -> None:
    """Why reports were joined is said for each link; each report leads to its article, at its card."""
    page = look(demo_page, f"incident={STRIKE}")
    body = page.locator(".body")
    assert "both air_drone_strike; on 2024-01-24; both at al-Qaim; initiators: United States" in body.inner_text()
    body.locator("li a", has_text="002_393928cfdeb5277e.txt:i2").last.click()
    assert page.inner_text(".one h2") == "002_393928cfdeb5277e.txt"
    assert page.evaluate("document.activeElement.id") == "card-i2"
    page.go_back()
    assert page.locator(f"[data-incident='{STRIKE}'][open]").count() == 1


def test_filters_stand_in_the_address(look: Open, demo_page: Path) -> None:
    """Each filter leaves what it should, is kept in the address, and the address brings it back."""
    page = look(demo_page)
    assert len(_ids(page)) == 17
    page.select_option("select[name=type]", "missile_rocket_artillery")
    kinds = page.locator(".incident .what").all_inner_texts()
    assert kinds
    assert all(kind.startswith("missile, rocket or artillery fire") for kind in kinds)
    page.select_option("select[name=place]", "Ain al-Asad air base, IQ")
    left = _ids(page)
    assert 0 < len(left) < len(kinds)
    again = look(demo_page, page.url.partition("#")[2])
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
def test_further_filters(look: Open, demo_page: Path, name: str, value: str, count: int) -> None:
    """By actor, status and grading; one that nothing has leaves nothing, and says so."""
    page = look(demo_page, f"{name}={value}")
    assert len(_ids(page)) == count
    assert page.inner_text(".count").startswith(f"{count} of 17 incidents, ")


def test_days_and_conflicts(look: Open, demo_page: Path) -> None:
    """From and to leave what may have happened then; what has no day is left out; conflicts alone can be asked for."""
    page = look(demo_page, "from=2023-11-01&to=2023-12-31")
    assert page.locator(".incident .when").all_inner_texts() == ["2023-11-20", "2023-11-21", "2023-11-21", "2023-11-22"]
    page = look(demo_page, "conflict=1")
    assert 0 < len(_ids(page)) < 17
    assert all("≠" in text for text in page.locator(".incident > summary").all_inner_texts())


def test_search(look: Open, demo_page: Path) -> None:
    """Search looks through names, places, sources and articles, all words of it, and keeps the cursor where it is."""
    page = look(demo_page)
    page.click("input[name=q]")
    page.keyboard.type("hashed newspaper")
    assert _ids(page) == [STRIKE]
    assert page.evaluate("document.activeElement.name") == "q"
    assert "q=hashed+newspaper" in page.url
    page.keyboard.press("Control+A")
    page.keyboard.type("<script>")
    assert _ids(page) == []


def test_sorting(look: Open, demo_page: Path) -> None:
    """By day, last to first; by reports; by those killed; undated ones stay last."""
    page = look(demo_page, "sort=latest")
    days = [text for text in page.locator(".incident .when").all_inner_texts() if text[0] == "2"]
    assert days == sorted(days, reverse=True)
    page.select_option("select[name=sort]", "reports")
    assert "3 reports" in page.locator(".incident").first.inner_text()
    page.select_option("select[name=sort]", "killed")
    assert "8+ killed" in page.locator(".incident").first.inner_text()


def test_cite_an_incident(look: Open, demo_page: Path) -> None:
    """An incident's citation names its place, day, grading, each report with its article, and the run."""
    page = look(demo_page, f"incident={STRIKE}")
    page.click(".body > .citing summary")
    cited = page.input_value(".body > .citing textarea")
    assert cited.startswith(f"Incident {STRIKE}: air or drone strike, al-Qaim, IQ, 2024-01-24. acknowledged by")
    for name in ("000_eb6aea33ffd65c8d.txt", "001_fcd22a2e951b032d.txt", "002_393928cfdeb5277e.txt"):
        assert name in cited
    assert "run demo (SHA-256 " in cited


def test_incidents_that_were_made_before(look: Open, demo_page: Path) -> None:
    """--in shows a folder of consolidated incidents; one of another run is refused with the next step."""
    place = demo_page.parent
    page = look(
        build_report(place / "demo", "--incidents", place / "demo-consolidated", name="given"), f"incident={STRIKE}"
    )
    assert page.locator("[open] .body").count() == 1
    assert run_extractor("run", "demo", "--offline", "-m", "none", "-o", "other", cwd=place).returncode == 2
    (place / "empty").mkdir()
    said = run_extractor("report", place / "demo", "--incidents", place / "empty", cwd=place)
    assert said.returncode == 2
    assert "extractor consolidate" in said.stderr


def test_print(look: Open, demo_page: Path) -> None:
    """On paper the filters and links are gone and every incident is open."""
    page = look(demo_page)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("nav").is_hidden()
    assert page.locator(".filters").is_hidden()
    assert page.locator(".incident .body").count() == 17


def test_narrow(look: Open, demo_page: Path) -> None:
    """At 390 pixels nothing is wider than the screen, with an incident open."""
    page = look(demo_page, f"incident={STRIKE}", size=NARROW, scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
