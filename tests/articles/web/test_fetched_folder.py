"""The fetched folder: file names, and contents that several addresses have."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from extractor.articles.web.downloads import Download
from extractor.articles.web.fetched_folder import FetchedFolder, file_stem


@given(st.text(max_size=300))
def test_file_names(path: str) -> None:
    """Any address gives a short name that is safe in every file system, and another address another."""
    name = file_stem(f"https://example.org/{path}")
    assert re.fullmatch(r"[a-z0-9-]{1,90}", name)
    assert name != file_stem(f"https://example.org/{path}?page=2")


def test_one_content_under_two_addresses(tmp_path: Path) -> None:
    """The same bytes are one file."""
    page = Download("http://h/a", 200, {}, b"<p>Two killed.</p>", "text/html")
    with FetchedFolder(tmp_path) as folder:
        assert folder.add_page("http://h/a", page)
        assert not folder.add_page("http://h/b", page)
    assert len(list(tmp_path.glob("*.html"))) == 1
