"""The links of feeds and sitemaps, by trafilatura."""

from __future__ import annotations

import gzip
import html
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urljoin, urlsplit

from extractor.articles.charset import decode_article
from extractor.articles.web.downloads import Download
from extractor.core.errors import ArticleError

Kind = Literal["feed", "sitemap", "sitemap index"]
_HEAD = 2_000  # characters in which a listing says what it is
_KINDS: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (re.compile(r"<(?:rss|feed|rdf:RDF)\b"), "feed"),
    (re.compile(r"<(?:\w+:)?sitemapindex\b"), "sitemap index"),
    (re.compile(r"<(?:\w+:)?urlset\b"), "sitemap"),
    (re.compile(r'^\s*\{.*"https://jsonfeed\.org/', re.DOTALL), "feed"),
)


@dataclass(frozen=True)
class Listing:
    """The addresses in a feed or sitemap, each once, in its order."""

    kind: Kind
    links: tuple[str, ...]


# Links of Atom that are no article: replies, an editor, an enclosure.
_OTHER_LINK = re.compile(r"<link\b[^>]*\brel\s*=\s*[\"'](?!alternate)[^>]*>")


def read_listing(download: Download, max_bytes: int) -> Listing | None:
    """Read a feed or sitemap; return None for anything else.

    Args:
        download: the response.
        max_bytes: longest sitemap that is compressed as a file (`sitemap.xml.gz`), decompressed.
    """
    body = download.body
    if body.startswith(b"\x1f\x8b"):
        try:
            body = gzip.GzipFile(fileobj=io.BytesIO(body)).read(max_bytes)
        except (OSError, EOFError):
            return None
    try:
        text = decode_article("listing", body, charset=download.charset)[0].lstrip("\ufeff \t\r\n")
    except ArticleError:
        return None
    kind = next((kind for pattern, kind in _KINDS if pattern.search(text[:_HEAD])), None)
    if kind is None or "<html" in text[:_HEAD].lower():
        return None
    found = _feed_links(text) if kind == "feed" else _sitemap_links(text)
    return Listing(kind, tuple(dict.fromkeys(_absolute(download.url, found))))


def _feed_links(text: str) -> list[str]:
    from trafilatura.feeds import FeedParameters, find_links

    if not text.startswith("{"):
        first = re.search(r"<(?:item|entry)\b", text)  # the links before are of the feed itself
        if first is None:
            return []
        text = f'<?xml version="1.0"?>{_OTHER_LINK.sub("", text[first.start() :])}'
    return find_links(text, FeedParameters("", "", ""))


def _sitemap_links(text: str) -> list[str]:
    from trafilatura.sitemaps import SitemapObject

    class AllLinks(SitemapObject):
        """Keeps each link as it is; the library's own method drops other domains and cleans addresses."""

        def handle_link(self, link: str) -> None:
            self.urls.append(link)

    sitemap = AllLinks("", "", [])
    sitemap.content = text
    sitemap.extract_sitemap_links()
    return sitemap.urls


def _absolute(base: str, links: Iterable[str]) -> Iterable[str]:
    """Yield links as addresses; those to the front page of a site are no articles."""
    for link in links:
        try:
            url = urljoin(base, html.unescape(link.strip()))
            parts = urlsplit(url)
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and parts.netloc and (parts.path.strip("/") or parts.query):
            yield url.partition("#")[0]
