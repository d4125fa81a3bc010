"""Screenshots for docs/report.md, of the sample articles: `python -m tests.screenshots docs/screens`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from extractor.core.package_data import SEEDS
from tests.browser import FLAGS, chromium
from tests.report_runs import build_report, demo_run, review_server

STRIKE = "ea296d21d74d"
SHOTS: tuple[tuple[str, str, tuple[int, int], str], ...] = (
    ("incidents", f"incident={STRIKE}", (1280, 860), "light"),
    ("articles", "view=articles&article=001_fcd22a2e951b032d.txt&card=i2", (1280, 860), "light"),
    ("where", "view=where", (1280, 1180), "light"),
    ("compare", "view=compare", (1280, 860), "light"),
    ("articles-dark", "view=articles&article=002_393928cfdeb5277e.txt", (1280, 860), "dark"),
    ("incidents-narrow", "", (390, 844), "light"),
    ("articles-narrow", "view=articles&article=002_393928cfdeb5277e.txt", (390, 844), "dark"),
)


def main(out: Path) -> None:
    """Take all screenshots."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        place = Path(name)
        run = demo_run(place)
        page = build_report(run, "--compare", SEEDS / "gold").as_uri()
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for shot, view, size, scheme in SHOTS:
            _take(browser, f"{page}#{view}", size, scheme, out / f"{shot}.png")
        with review_server(run, place / "gold") as (address, _):
            _take(browser, f"{address}#view=review", (1280, 860), "light", out / "review.png", review=True)
        browser.close()


def _take(browser: Any, address: str, size: tuple[int, int], scheme: Any, path: Path, *, review: bool = False) -> None:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    page: Page = context.new_page()
    page.goto(address)
    page.wait_for_selector("html[data-ready]", state="attached")
    if review:
        page.locator("#card-i1").focus()
        page.keyboard.press("a")
        page.keyboard.press("r")
        page.keyboard.press("k")
    if path.stem == "compare":
        page.click(".compared summary")
        page.evaluate("document.querySelector('.compared').scrollIntoView()")
    page.screenshot(path=path)
    context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
