"""cli look: what the model will read of an article."""

from collections.abc import Callable
from pathlib import Path

from extractor.core.package_data import SEEDS
from tests.conftest import CommandResult

STORY = "Two soldiers were killed in Gao on Monday when gunmen attacked a checkpoint on the road, the army said."
PAGE = (
    '<html><head><title>Gao</title><meta property="article:published_time" content="2024-03-05"></head><body>'
    f"<nav><a href='/'>Home and more</a></nav><article><h1>Gao attack</h1><p>{STORY}</p><p>{STORY[4:]}</p></article></body></html>"
)


def test_a_page(extractor: Callable[..., CommandResult]) -> None:
    """Text, metadata with their origin, and what was left out of a page are shown; nothing is sent."""
    Path("a.html").write_text(PAGE, encoding="utf-8")
    result = extractor("look", "a.html", "--left-out")
    assert result.code == 0
    assert "a.html  2024-03-05" in result.out
    assert "from the page: published" in result.out
    assert STORY in result.out
    assert "- Home and more" in result.err


def test_several_articles(extractor: Callable[..., CommandResult]) -> None:
    """Several articles have a line each; one that cannot be used has its reason, and the exit code is 3."""
    assert len(extractor("look", SEEDS).out.splitlines()) == 5
    Path("in").mkdir()
    Path("in/a.html").write_text(PAGE, encoding="utf-8")
    Path("in/b.html").write_text("<html><body><p>404 page not found</p></body></html>", encoding="utf-8")
    result = extractor("look", "in")
    assert result.code == 3
    assert "b.html  held back: b.html: an error page" in result.out
