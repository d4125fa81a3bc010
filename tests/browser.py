"""A real browser for the tests of pages: headless Chromium, which must stay silent and may fetch nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Dialog, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
WIDE, NARROW = (1280, 900), (390, 844)
Open = Callable[..., Page]


def chromium() -> str:
    """The path of the browser. Without one these tests are skipped, unless CHROMIUM_REQUIRED says that it must be there."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        if os.environ.get("CHROMIUM_REQUIRED"):
            pytest.fail("No chromium, and CHROMIUM_REQUIRED is set.")
        pytest.skip("no chromium on this machine (Debian: apt-get install chromium)")
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for the tests of one file: started and stopped with them, so no event loop outlives them."""
    path = chromium()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


def _answered(said: str) -> bool:
    """Whether the browser only notes what the page tells by itself: that a correction was refused, a server is away."""
    return any(words in said for words in ("status of 409", "status of 422", "ERR_CONNECTION"))


@pytest.fixture
def look(browser: Browser) -> Iterator[Open]:
    """Open a page: `look(path or address, hash, size=, scheme=)`. At the end nothing may have been fetched but the page
    itself and what it sends to its own server, nothing said on the console, and no error left uncaught."""
    wrong: list[str] = []
    contexts = []

    def dismissed(dialog: Dialog) -> None:
        wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def opened(what: Path | str, view: str = "", *, size: tuple[int, int] = WIDE, scheme: Any = "light") -> Page:
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8_000)
        address = what if isinstance(what, str) else what.resolve().as_uri()
        home = urlsplit(address)._replace(fragment="")
        page.on(
            "console", lambda message: None if _answered(message.text) else wrong.append(f"console: {message.text}")
        )
        page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
        page.on("dialog", dismissed)
        page.on("popup", lambda popup: wrong.append(f"popup: {popup.url}"))

        def asked(request: Any) -> None:
            parts = urlsplit(request.url)._replace(fragment="")
            ours = parts.geturl().startswith(home.geturl()) or parts.scheme == "blob"
            if not ours:
                wrong.append(f"request: {request.url}")

        page.on("request", asked)
        page.goto(f"{address}#{view}" if view else address)
        page.wait_for_selector("html[data-ready]", state="attached", timeout=20_000)
        return page

    yield opened
    for context in contexts:
        context.close()
    if wrong:
        pytest.fail("\n".join(wrong))
