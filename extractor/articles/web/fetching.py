"""Fetch pages into a folder: addresses, feeds, sitemaps, lists of addresses and WARC files; only what is new."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from extractor.articles.web.downloads import Download, Downloader, DownloadLimits
from extractor.articles.web.fetched_folder import FetchedFolder, conditions
from extractor.articles.web.listings import read_listing
from extractor.articles.web.warc import WarcWriter, is_warc, read_warc
from extractor.core.errors import ArticleError, ErrorClass, ExtractorError, InputError
from extractor.core.files import decode, read_bytes
from extractor.core.folder_lock import exclusive_lock

HOSTS = 8  # worked on at once
MAX_SITEMAPS = 100  # that one source may lead to


@dataclass(frozen=True)
class FetchOptions:
    """Options of a fetch.

    Attributes:
        limits: of downloads.
        limit: maximum number of new pages; None for all.
        again: request known pages, too; one that has changed is kept beside the earlier.
        warc: file that each page is appended to as well.
    """

    limits: DownloadLimits = field(default_factory=DownloadLimits)
    limit: int | None = None
    again: bool = False
    warc: Path | None = None


@dataclass
class FetchResult:
    """Counts of a fetch.

    Attributes:
        new: pages written.
        known: addresses that were fetched before.
        unchanged: pages whose content was there already.
        left: addresses that the limit left out.
        refused: links that robots.txt, or a private address, does not allow to fetch, with the error.
        failed: errors by address.
        notes: a sentence on each feed, sitemap and file.
    """

    new: int = 0
    known: int = 0
    unchanged: int = 0
    left: int = 0
    refused: dict[str, ArticleError] = field(default_factory=dict)
    failed: dict[str, ArticleError] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


async def fetch(
    sources: Sequence[str], folder: Path, options: FetchOptions, on_page: Callable[[FetchResult], None]
) -> FetchResult:
    """Fetch sources into a folder.

    Args:
        sources: addresses of pages, feeds or sitemaps; text files with an address a line; WARC files.
        folder: to write; what it has already is not fetched again.
        options: for all of them.
        on_page: called after each page with the counts so far.

    Raises:
        UsageError: the folder cannot be written, or another process writes it.
        InputError: a file that is missing or not of its kind.
    """
    with ExitStack() as stack:
        stack.enter_context(exclusive_lock(folder))
        into = stack.enter_context(FetchedFolder(folder))
        warc = stack.enter_context(WarcWriter(options.warc)) if options.warc else None
        async with Downloader(options.limits) as downloader:
            fetching = _Fetching(downloader, into, warc, options=options, on_page=on_page)
            await fetching.run(sources)
    return fetching.result


class _Fetching:
    """One fetch under way."""

    def __init__(
        self,
        downloader: Downloader,
        folder: FetchedFolder,
        warc: WarcWriter | None,
        *,
        options: FetchOptions,
        on_page: Callable[[FetchResult], None],
    ) -> None:
        self._downloader, self._folder, self._warc = downloader, folder, warc
        self._options, self._on_page = options, on_page
        self._started: set[str] = set()
        self._under_way = 0
        self.result = FetchResult()

    async def run(self, sources: Sequence[str]) -> Self:
        """Fetch the sources, one after the other; the pages of one from several hosts at once."""
        for source in sources:
            if is_warc(source) and not _is_address(source):
                self._from_warc(Path(source))
            elif _is_address(source):
                await self._from_address(source)
            else:
                await self._pages(_addresses(Path(source)))
        return self

    def _from_warc(self, path: Path) -> None:
        for archived in read_warc(path, self._options.limits.max_bytes):
            if self._folder.known(archived.download.url) and not self._options.again:
                self.result.known += 1
            elif self._is_over():
                self.result.left += 1
            else:
                self._store(archived.download.url, archived.download)

    async def _from_address(self, source: str) -> None:
        """Fetch an address and, if it is a feed or sitemap, what it lists."""
        sitemaps, seen = [source], 0
        while sitemaps and seen < MAX_SITEMAPS:
            address, seen = sitemaps.pop(0), seen + 1
            known = self._folder.known(address)
            if known and "file" in known and not self._options.again:
                self.result.known += 1
                continue
            download = await self._get(address, conditions(known))
            if download is None:
                continue
            if download.status == HTTPStatus.NOT_MODIFIED:
                self.result.notes.append(f"{address}: unchanged.")
                continue
            listing = read_listing(download, self._options.limits.max_bytes)
            if listing is None:
                self._store(address, download)
            elif listing.kind == "sitemap index":
                sitemaps += listing.links
                self.result.notes.append(f"{address}: sitemap index, {len(listing.links)} sitemaps.")
            else:
                self.result.notes.append(f"{address}: {listing.kind}, {len(listing.links)} links.")
                if await self._pages(listing.links):
                    self._folder.add_listing(address, download)
        if sitemaps:
            self.result.notes.append(f"{source}: {len(sitemaps)} more sitemaps were left out.")

    async def _pages(self, links: Sequence[str]) -> bool:
        """Fetch pages; return whether all of them are there now."""
        by_host: dict[str, list[str]] = defaultdict(list)
        for link in links:
            by_host[urlsplit(link).netloc].append(link)
        slots = asyncio.Semaphore(HOSTS)

        async def of_host(own: Sequence[str]) -> bool:
            async with slots:
                return all([await self._page(link) for link in own])

        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(of_host(own)) for own in by_host.values()]
        except* ExtractorError as errors:
            raise errors.exceptions[0] from None  # the folder cannot be written; all tasks have ended
        return all(task.result() for task in tasks)

    async def _page(self, url: str) -> bool:
        """Fetch a page, unless it is known; return whether it is there."""
        known = self._folder.known(url)
        if url in self._started or (known and not self._options.again):
            self.result.known += 1
            return True
        if self._is_over():
            self.result.left += 1
            return False
        self._started.add(url)
        self._under_way += 1
        download = await self._get(url, conditions(known))
        self._under_way -= 1
        if download is None:
            return self._is_refused(url)
        if download.status == HTTPStatus.NOT_MODIFIED:
            self.result.unchanged += 1
            return True
        return self._store(url, download)

    def _is_refused(self, url: str) -> bool:
        """Tell whether a link failed because it may not be fetched, which another run would not change."""
        if self.result.failed[url].error_class != ErrorClass.REFUSED:
            return False
        self.result.refused[url] = self.result.failed.pop(url)
        return True

    def _is_over(self) -> bool:
        return self._options.limit is not None and self.result.new + self._under_way >= self._options.limit

    async def _get(self, url: str, conditional: dict[str, str]) -> Download | None:
        try:
            return await self._downloader.get(url, **conditional)
        except ArticleError as error:
            self.result.failed[url] = error
            return None

    def _store(self, url: str, download: Download) -> bool:
        """Write a page; return False if it is no article."""
        try:
            is_new = self._folder.add_page(url, download)
        except ArticleError as error:
            self.result.failed[url] = error
            return False
        self.result.new += is_new
        self.result.unchanged += not is_new
        if is_new and self._warc:
            self._warc.add(download)
        self._on_page(self.result)
        return True


def _is_address(source: str) -> bool:
    return source.startswith(("http://", "https://"))


def _addresses(path: Path) -> list[str]:
    """Read a file with an address a line; lines that begin with # are comments."""
    if not path.exists():
        raise InputError(f"{path}: no such file.", next_step="Give an address that begins with https://, or a file.")
    try:
        lines = decode(str(path), read_bytes(path)).splitlines()
    except ArticleError as error:
        raise InputError(error.message, next_step=error.next_step) from error
    found = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    bad = next((number for number, line in enumerate(found, start=1) if not _is_address(line)), None)
    if bad or not found:
        what = f"{found[bad - 1][:100]!r} is not an address" if bad else "no addresses"
        raise InputError(f"{path}: {what}.", next_step="Write an address a line, each beginning with https://.")
    return found
