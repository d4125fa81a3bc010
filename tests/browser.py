"""Headless Chromium for the tests of pages: no console message, no error, no request to elsewhere."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Request, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
WIDE, NARROW = (1280, 900), (390, 844)
OpenPage = Callable[..., Page]
# Console messages of the browser itself about responses that the page handles: conflicts, invalid codings, no server.
EXPECTED = ("status of 409", "status of 422", "ERR_CONNECTION")


def chromium() -> str:
    """Return the path of the browser. Without one, skip the test, or fail if CHROMIUM_REQUIRED is set."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        if os.environ.get("CHROMIUM_REQUIRED"):
            pytest.fail("chromium is missing, and CHROMIUM_REQUIRED is set.")
        pytest.skip("no chromium on this machine (Debian: apt-get install chromium)")
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start one browser for the tests of a file; stopping it with them leaves no event loop behind."""
    path = chromium()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open a page: `open_page(path or address, hash, size=, scheme=)`.

    The test fails at its end if a page requested anything but itself and its own server, wrote to the console, left
    an error uncaught, or opened a dialog or a window.
    """
    problems: list[str] = []
    contexts: list[BrowserContext] = []

    def opened(target: Path | str, view: str = "", *, size: tuple[int, int] = WIDE, scheme: Any = "light") -> Page:
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8_000)
        address = target if isinstance(target, str) else target.resolve().as_uri()
        _record_problems(page, address, problems)
        page.goto(f"{address}#{view}" if view else address)
        page.wait_for_selector("html[data-ready]", state="attached", timeout=20_000)
        return page

    yield opened
    for context in contexts:
        context.close()
    if problems:
        pytest.fail("\n".join(problems))


def _record_problems(page: Page, address: str, problems: list[str]) -> None:
    """Record what a page must not do."""
    own = urlsplit(address)._replace(fragment="").geturl()

    def on_console(message: ConsoleMessage) -> None:
        if not any(text in message.text for text in EXPECTED):
            problems.append(f"console: {message.text}")

    def on_dialog(dialog: Dialog) -> None:
        problems.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def on_request(request: Request) -> None:
        parts = urlsplit(request.url)._replace(fragment="")
        if not parts.geturl().startswith(own) and parts.scheme != "blob":
            problems.append(f"request: {request.url}")

    page.on("console", on_console)
    page.on("dialog", on_dialog)
    page.on("request", on_request)
    page.on("pageerror", lambda error: problems.append(f"error: {error}"))
    page.on("popup", lambda popup: problems.append(f"popup: {popup.url}"))
