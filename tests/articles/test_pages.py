"""Pages: read here or in another process, with the same result."""

from __future__ import annotations

import os
from typing import Any

import pytest

from extractor.articles import pages
from extractor.articles.html import parse_page
from extractor.core.errors import ArticleError


def test_a_large_page_is_read_apart() -> None:
    """While a run sends requests a large page is read in another process, with the same result and the same errors."""
    page = "<html><body><article>" + "".join(f"<p>Paragraph {n} of a long page.</p>" for n in range(2_000))
    here = parse_page(page)
    with pages.large_pages_apart():
        apart = pages.read_page(page)
        assert pages._page_process
        assert pages._page_process._executor, "it was read here"
    assert (apart.view.text, apart.notes, apart.metadata) == (here.view.text, here.notes, here.metadata)
    assert apart.view.pieces == here.view.pieces


def test_a_page_that_kills_its_process() -> None:
    """The page is unreadable, and the next one is read by a new process."""
    process = pages._PageProcess()
    with pytest.raises(ArticleError, match="died") as caught:
        process.read(_Deadly())  # type: ignore[arg-type]
    assert caught.value.error_class == "unreadable"
    assert process.read("<p>Text</p>").view.text == "Text"
    process.close()


class _Deadly:
    """Ends the process that receives it."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os._exit, (1,)
