"""`fetch`: what it prints, and its exit codes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.articles.web.site import serve
from tests.conftest import CommandResult

OPTIONS = ("--allow-address", "127.0.0.1", "--delay", "0")


def test_fetch_and_look(extractor: Callable[..., CommandResult], tmp_path: Path) -> None:
    """A feed is fetched with its counts and the next command; a failure is named and exits 3; then nothing is new."""
    with serve() as site:
        site.links += ["/photo", "/private/x"]
        first = extractor("fetch", f"{site.url}/feed", "-o", "in", *OPTIONS)
        assert first.out.startswith("4 new pages, 0 known, 1 failed, 1 not allowed. In in; next: extractor run in")
        assert "image/png, which is no article" in first.err
        assert "robots.txt does not allow it" in first.err
        assert first.code == 3
        site.links = site.links[:4]
        again = extractor("fetch", f"{site.url}/feed", "-o", "in", *OPTIONS)
        assert (again.code, again.out[:28]) == (0, "0 new pages, 4 known, 0 fail")
    assert extractor("look", "in").out.count("2024-03-05") == 4


def test_bad_sources(extractor: Callable[..., CommandResult]) -> None:
    """A missing file, and a private address without permission, are told apart."""
    missing = extractor("fetch", "news.txt", "-o", "in")
    assert (missing.code, "news.txt: no such file" in missing.err) == (2, True)
    private = extractor("fetch", "http://127.0.0.1:9/", "-o", "in")
    assert (private.code, "a private address" in private.err) == (3, True)
