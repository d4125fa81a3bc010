"""Listings: the links of feeds and sitemaps, in their order."""

from __future__ import annotations

import gzip

import pytest

from extractor.articles.web.downloads import Download
from extractor.articles.web.listings import read_listing
from tests.articles.web.site import SITEMAP

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><link>http://h/section</link>
<item><link>http://h/b?x=1&amp;y=2</link></item><item><link><![CDATA[/a.html#top]]></link></item>
<item><link>http://h/</link></item><item><link>mailto:x@h</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><link href="http://h/feed" rel="self"/><link href="http://h/site"/>
<entry><link rel="alternate" href="http://h/1"/><link rel="enclosure" href="http://h/1.mp3"/></entry>
<entry><link href="http://h/2"/></entry></feed>"""
RDF = """<rdf:RDF><channel><link>http://h/site</link></channel>
<item rdf:about="x"><link>http://h/3</link></item></rdf:RDF>"""
JSON = '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "url": "http://h/4"}]}'
LOCATION = "<url><loc>http://other/Path/?a=1&amp;utm_source=x</loc></url>"


@pytest.mark.parametrize(
    ("text", "kind", "links"),
    [
        (RSS, "feed", ("http://h/b?x=1&y=2", "http://h/a.html")),
        (ATOM, "feed", ("http://h/1", "http://h/2")),
        (RDF, "feed", ("http://h/3",)),
        (JSON, "feed", ("http://h/4",)),
        (SITEMAP.format("urlset", LOCATION), "sitemap", ("http://other/Path/?a=1&utm_source=x",)),
        (
            SITEMAP.format("sitemapindex", "<sitemap><loc>http://h/s.xml</loc></sitemap>"),
            "sitemap index",
            ("http://h/s.xml",),
        ),
        ("<rss><channel></channel></rss>", "feed", ()),
    ],
    ids=["rss", "atom", "rdf", "json", "sitemap", "index", "empty"],
)
def test_listings(text: str, kind: str, links: tuple[str, ...]) -> None:
    """Links of articles are read as they are; those of the feed itself and of other files are not."""
    for body in (text.encode(), gzip.compress(text.encode())):
        found = read_listing(Download("http://h/feed", 200, {}, body), 100_000)
        assert found
        assert (found.kind, found.links) == (kind, links)


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html><html><body>An <rss> in a page.</body></html>",
        b"plain words",
        b"\x1f\x8b\x08broken",
        b"{}",
        b"\x89PNG",
    ],
)
def test_no_listing(body: bytes) -> None:
    """A page, a text or anything else is no listing."""
    assert read_listing(Download("http://h/a", 200, {}, body), 1_000) is None


def test_entities_are_not_expanded() -> None:
    """A sitemap that nests entities is read without them."""
    nested = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "http://h/a"}">' for n in range(9))
    text = f'<?xml version="1.0"?><!DOCTYPE urlset [{nested}]><urlset><url><loc>&e8;</loc></url></urlset>'
    found = read_listing(Download("http://h/a", 200, {}, text.encode()), 1_000)
    assert found
    assert found.links == ()
