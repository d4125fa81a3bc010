"""Downloads: robots.txt, redirects, limits, pauses, over loopback."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest

from extractor.articles.web.downloads import Download, Downloader, DownloadLimits, suffix_of
from extractor.core.errors import ArticleError
from tests.articles.web.site import LOOPBACK, Site, serve


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


async def _get(url: str, limits: DownloadLimits = LOOPBACK, **conditions: str) -> Download:
    async with Downloader(limits) as downloader:
        return await downloader.get(url, **conditions)


async def test_a_page(site: Site) -> None:
    """A page comes with its address after redirects, its charset and its tag; with the tag it comes once."""
    found = await _get(f"{site.url}/latin")
    assert (found.content_type, found.charset, "Café".encode("latin-1") in found.body) == (
        "text/html",
        "iso-8859-1",
        True,
    )
    assert (await _get(f"{site.url}/moved")).url == f"{site.url}/news/1"
    assert (await _get(f"{site.url}/latin", etag=found.headers["etag"])).status == 304


@pytest.mark.parametrize(
    ("path", "error_class", "words"),
    [
        ("/private/x", "refused", "robots.txt does not allow it"),
        ("/inside", "refused", "a private address"),
        ("/file", "refused", "not an http"),
        ("/circle", "refused", "redirects"),
        ("/busy", "transport", "status 429, Retry-After 3600"),
        ("/gone", "transport", "status 410"),
        ("/large", "too_long", "more than 100,000 bytes"),
        ("/bomb", "too_long", "more than 100,000 bytes"),
    ],
)
async def test_what_is_not_fetched(site: Site, path: str, error_class: str, words: str) -> None:
    """What may not be fetched, or is too large when decompressed, is an error that names the address."""
    with pytest.raises(ArticleError) as caught:
        await _get(site.url + path)
    assert caught.value.error_class == error_class
    assert words in caught.value.message
    assert caught.value.message.startswith("http") or path == "/file"


async def test_private_by_default(site: Site) -> None:
    """Loopback is refused without permission, by number and by name."""
    for url in (site.url, site.url.replace("127.0.0.1", "localhost")):
        with pytest.raises(ArticleError, match="a private address"):
            await _get(f"{url}/news/1", DownloadLimits())
    assert not site.hits


async def test_a_busy_host_is_left_alone(site: Site) -> None:
    """After a 429 nothing more is requested of the host."""
    async with Downloader(LOOPBACK) as downloader:
        for path in ("/busy", "/news/1"):
            with pytest.raises(ArticleError, match="429"):
                await downloader.get(site.url + path)
    assert site.hits["/news/1"] == 0


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (500, False)])
async def test_robots_that_fail(site: Site, status: int, allowed: bool) -> None:
    """Without a robots.txt everything may be fetched; with one that fails, nothing."""
    site.robots = (status, "")
    if allowed:
        assert (await _get(f"{site.url}/private/x")).status == 200
    else:
        with pytest.raises(ArticleError, match=r"robots\.txt cannot be read"):
            await _get(f"{site.url}/news/1")
        assert not site.hits


async def test_a_pause_between_requests(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each request to a host waits for the pause; a longer Crawl-delay is kept to, up to a minute."""
    site.robots = (200, "User-agent: *\nCrawl-delay: 86400")
    waited: list[float] = []
    sleep = asyncio.sleep

    async def record(seconds: float, *_: object) -> None:
        waited.append(seconds)
        await sleep(0)

    monkeypatch.setattr("extractor.articles.web.downloads.asyncio.sleep", record)
    async with Downloader(replace(LOOPBACK, delay=2)) as downloader:
        await downloader.get(f"{site.url}/news/1")
        await downloader.get(f"{site.url}/news/2")
    long = [round(each) for each in waited if each > 1]
    assert long == [2, 60]


def test_formats() -> None:
    """The media type decides the suffix; a file without one keeps its own; an image is no article."""
    assert suffix_of(Download("http://h/a", 200, {}, b"", "application/pdf")) == ".pdf"
    assert suffix_of(Download("http://h/a.docx", 200, {}, b"", "application/octet-stream")) == ".docx"
    with pytest.raises(ArticleError, match="image/png, which is no article"):
        suffix_of(Download("http://h/a.html", 200, {}, b"", "image/png"))
