"""Fetching: a folder that a run takes, and only what is new."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.articles.stream import read_inputs
from extractor.articles.web.fetching import FetchOptions, FetchResult, fetch
from extractor.core.errors import InputError
from tests.articles.web.site import LOOPBACK, Site, page, serve


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


async def _fetch(sources: str | Sequence[str], folder: Path, options: FetchOptions | None = None) -> FetchResult:
    every = [sources] if isinstance(sources, str) else sources
    return await fetch(every, folder, options or FetchOptions(LOOPBACK), lambda _: None)


def _counts(result: FetchResult) -> tuple[int, int, int]:
    return result.new, result.known + result.unchanged, len(result.failed)


async def test_a_feed_becomes_articles(site: Site, tmp_path: Path) -> None:
    """The pages of a feed are articles with their addresses; a link that may not be fetched is no failure."""
    site.links.append("/private/x")
    result = await _fetch(f"{site.url}/feed", tmp_path)
    assert (*_counts(result), len(result.refused)) == (4, 0, 0, 1)
    articles = read_inputs(str(tmp_path)).articles
    assert sorted(article.url or "" for article in articles) == [f"{site.url}/news/{n}" for n in range(1, 5)]
    assert {str(article.published) for article in articles} == {"2024-03-05"}


async def test_only_what_is_new(site: Site, tmp_path: Path) -> None:
    """A second time the feed is not sent again; a new link alone is fetched."""
    await _fetch(f"{site.url}/feed", tmp_path)
    assert _counts(await _fetch(f"{site.url}/feed", tmp_path)) == (0, 0, 0)
    assert site.sent["/feed"] == 1
    site.links.insert(0, "/news/5")
    assert _counts(await _fetch(f"{site.url}/feed", tmp_path)) == (1, 4, 0)
    assert max(site.sent[f"/news/{n}"] for n in range(1, 6)) == 1


async def test_a_limit_leaves_the_rest_for_later(site: Site, tmp_path: Path) -> None:
    """What a limit leaves out is fetched by the next run: the feed is not taken for done."""
    result = await _fetch(f"{site.url}/feed", tmp_path, FetchOptions(LOOPBACK, limit=3))
    assert (result.new, result.left) == (3, 1)
    assert _counts(await _fetch(f"{site.url}/feed", tmp_path)) == (1, 3, 0)


async def test_changed_pages(site: Site, tmp_path: Path) -> None:
    """`again` asks for known pages conditionally, and keeps a changed one beside the earlier."""
    await _fetch(f"{site.url}/news/1", tmp_path)
    again = FetchOptions(LOOPBACK, again=True)
    assert _counts(await _fetch(f"{site.url}/news/1", tmp_path, again))[:2] != (1, 0)
    assert site.sent["/news/1"] == 1
    site.changed["/news/1"] = page("Corrected")
    assert (await _fetch(f"{site.url}/news/1", tmp_path, again)).new == 1
    assert [each.url for each in read_inputs(str(tmp_path)).articles] == [f"{site.url}/news/1"] * 2


async def test_sitemaps_and_lists(site: Site, tmp_path: Path) -> None:
    """A sitemap index leads to its sitemaps, compressed ones too; a file lists addresses."""
    assert _counts(await _fetch(f"{site.url}/index.xml", tmp_path / "a")) == (4, 0, 0)
    (tmp_path / "urls.txt").write_text(f"# mine\n{site.url}/news/1\n{site.url}/photo\n{site.url}/gone\n")
    result = await _fetch(str(tmp_path / "urls.txt"), tmp_path / "b")
    assert _counts(result) == (1, 0, 2)
    (tmp_path / "urls.txt").write_text("news")
    with pytest.raises(InputError, match="'news' is not an address"):
        await _fetch(str(tmp_path / "urls.txt"), tmp_path / "b")


async def test_warc_out_and_in(site: Site, tmp_path: Path) -> None:
    """New pages are in the WARC file too; a run reads it, and it can be fetched from."""
    path = tmp_path / "news.warc.gz"
    await _fetch(f"{site.url}/feed", tmp_path / "a", FetchOptions(LOOPBACK, warc=path))
    archived, kept = read_inputs(str(path)).articles, read_inputs(str(tmp_path / "a")).articles
    assert {each.id for each in archived} == {each.id for each in kept}
    assert archived[0].name.startswith(f"{site.url}/news/1 20")
    assert archived[0].url == f"{site.url}/news/1"
    assert _counts(await _fetch(str(path), tmp_path / "b")) == (4, 0, 0)


async def test_what_people_did_to_the_folder(site: Site, tmp_path: Path) -> None:
    """A corrected row and further columns stay; a page that was removed stays away."""
    await _fetch(f"{site.url}/feed", tmp_path)
    table = tmp_path / "articles.csv"
    rows = list(csv.DictReader(table.read_text().splitlines()))
    (tmp_path / rows[0]["file"]).unlink()
    with table.open("w") as out:
        writer = csv.DictWriter(out, [*rows[0], "published"])
        writer.writeheader()
        writer.writerows({**row, "published": "2024-01-01"} for row in rows)
    await _fetch(f"{site.url}/news/9", tmp_path)
    dates = [str(each.published) for each in read_inputs(str(tmp_path)).articles]
    assert sorted(dates) == ["2024-01-01"] * 3 + ["2024-03-05"]


def test_a_killed_fetch_goes_on(site: Site, tmp_path: Path) -> None:
    """After a kill -9 the next fetch brings the rest, and requests no page that was kept again."""
    site.links = [f"/news/{number}" for number in range(60)]
    command = [sys.executable, "-m", "extractor", "fetch", f"{site.url}/feed", "-o", str(tmp_path / "a")]
    command += ["--allow-address", "127.0.0.1", "--delay", "0.02"]
    process = subprocess.Popen(command)
    deadline = time.monotonic() + 60
    while len(list((tmp_path / "a").glob("*.html"))) < 10 and time.monotonic() < deadline:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    before = len(list((tmp_path / "a").glob("*.html")))
    assert before < 60
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "0 failed" in done.stdout
    assert len(read_inputs(str(tmp_path / "a")).articles) == 60
    # The page that was on its way when the process died may be requested twice.
    assert sum(site.sent[link] for link in site.links) <= 61


async def test_a_damaged_ledger(site: Site, tmp_path: Path) -> None:
    """A ledger whose last line was cut is read; one with another line in it is refused by its number."""
    await _fetch(f"{site.url}/feed", tmp_path)
    ledger = tmp_path / ".fetch.jsonl"
    whole = ledger.read_bytes()
    ledger.write_bytes(whole[:-9])
    assert _counts(await _fetch(f"{site.url}/feed", tmp_path))[2] == 0
    ledger.write_bytes(b"[]\n" + whole)
    with pytest.raises(InputError, match="line 1: not a line of the ledger"):
        await _fetch(f"{site.url}/feed", tmp_path)


async def test_limits_of_a_listing(site: Site, tmp_path: Path) -> None:
    """A feed that is larger than the limit is an error, and nothing of it is fetched."""
    site.links = [f"/news/{number}" for number in range(5_000)]
    small = replace(LOOPBACK, max_bytes=10_000)
    result = await _fetch(f"{site.url}/feed", tmp_path, FetchOptions(small))
    assert _counts(result) == (0, 0, 1)
    assert next(iter(result.failed.values())).error_class == "too_long"
