"""Pages as they are read: small ones here, large ones in a process of their own during a run."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import lru_cache

from extractor.articles.html import Page, parse_page
from extractor.articles.view import TextView
from extractor.core.errors import ArticleError, ErrorClass

LARGE = 50_000  # characters of a page; a smaller one is read in less than 50 ms


def html_view(source: str) -> tuple[TextView, tuple[str, ...]]:
    """Make the view of a page; return it with notes; raises as `read_page`."""
    page = read_page(source)
    return page.view, page.notes


class _PageProcess:
    """A process that reads pages one by one; replaced if it dies."""

    def __init__(self) -> None:
        self._executor: ProcessPoolExecutor | None = None

    def read(self, source: str) -> Page:
        """Read a page; raises as `read_page`."""
        if self._executor is None:
            context = multiprocessing.get_context("spawn")  # a fork would share connections and event loops
            self._executor = ProcessPoolExecutor(1, mp_context=context)
        try:
            return self._executor.submit(parse_page, source).result()
        except BrokenProcessPool as error:
            self.close()
            raise ArticleError(
                "The process that read the HTML died.",
                error_class=ErrorClass.UNREADABLE,
                next_step="Save the page again from a browser.",
            ) from error

    def close(self) -> None:
        """Let the process end."""
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
            self._executor = None


_page_process: _PageProcess | None = None


@contextmanager
def large_pages_apart() -> Iterator[None]:
    """Read large pages in a process of their own, while the context is open.

    The libraries below hold the interpreter for seconds on a large page, in a thread too. The process starts with the
    first such page.
    """
    global _page_process  # pages are read deep inside an iterator, by whoever advances it
    before, _page_process = _page_process, _PageProcess()
    try:
        yield
    finally:
        _page_process.close()
        _page_process = before


@lru_cache(maxsize=4)  # an article is made from its page and then checked
def read_page(source: str) -> Page:
    """Read a page.

    Raises:
        ArticleError: `not_text` if the markup cannot be parsed; `unreadable` if that takes too long, or kills the
            process that reads it.
    """
    if _page_process is None or len(source) <= LARGE:
        return parse_page(source)
    return _page_process.read(source)
