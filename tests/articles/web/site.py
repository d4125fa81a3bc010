"""A news site on loopback: pages, a feed, sitemaps, robots.txt, and pages that misbehave."""

from __future__ import annotations

import gzip
import http.server
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_network

from extractor.articles.web.downloads import DownloadLimits

PARAGRAPH = (
    "<p>Two soldiers were killed in Gao on Monday, the army said in a statement that was read on television.</p>"
)
LOOPBACK = DownloadLimits(delay=0, max_bytes=100_000, timeout=5, allowed=[ip_network("127.0.0.1/32")])
SITEMAP = '<?xml version="1.0"?><{0} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{1}</{0}>'


def page(title: str) -> str:
    """Return a page of one article."""
    head = f'<title>{title}</title><meta property="article:published_time" content="2024-03-05">'
    return f"<html><head>{head}</head><body><article><h1>{title}</h1>{PARAGRAPH * 4}</article></body></html>"


class Site:
    """The site.

    Attributes:
        links: of its feed and sitemap.
        changed: content of pages that are not as at first, by path.
        hits: requests by path, robots.txt aside.
        sent: bodies sent, by path: conditional requests without one are not counted.
    """

    def __init__(self) -> None:
        self.links = [f"/news/{number}" for number in range(1, 5)]
        self.changed: dict[str, str] = {}
        self.robots: tuple[int, str] = (200, "User-agent: *\nDisallow: /private/\n")
        self.hits: Counter[str] = Counter()
        self.sent: Counter[str] = Counter()
        self.url = ""

    def listed(self, tag: str, links: list[str]) -> str:
        """Return links as elements."""
        return "".join(f"<{tag}><loc>{self.url}{link}</loc></{tag}>" for link in links)

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body for a path."""
        items = "".join(f"<item><link>{self.url}{link}</link></item>" for link in self.links)
        special: dict[str, tuple[int, dict[str, str], str]] = {
            "/robots.txt": (self.robots[0], {}, self.robots[1]),
            "/feed": (200, {"Content-Type": "application/rss+xml"}, f"<rss><channel><link>{self.url}/x</link>{items}</channel></rss>"),
            "/index.xml": (200, {"Content-Type": "text/xml"}, SITEMAP.format("sitemapindex", self.listed("sitemap", ["/map.xml", "/map.xml.gz"]))),
            "/map.xml": (200, {"Content-Type": "text/xml"}, SITEMAP.format("urlset", self.listed("url", self.links[:2]))),
            "/moved": (301, {"Location": "/news/1"}, ""),
            "/circle": (302, {"Location": "/circle"}, ""),
            "/inside": (302, {"Location": "http://127.0.0.2:9/"}, ""),
            "/file": (302, {"Location": "file:///etc/passwd"}, ""),
            "/busy": (429, {"Retry-After": "3600"}, ""),
            "/gone": (410, {}, ""),
            "/large": (200, {"Content-Type": "text/html"}, "x" * 200_000),
            "/photo": (200, {"Content-Type": "image/png"}, "PNG"),
            "/latin": (200, {"Content-Type": "text/html; charset=iso-8859-1"}, ""),
        }  # fmt: skip
        if path == "/map.xml.gz":
            text = SITEMAP.format("urlset", self.listed("url", self.links[2:]))
            return 200, {"Content-Type": "application/gzip"}, gzip.compress(text.encode())
        if path == "/bomb":
            headers = {"Content-Type": "text/html", "Content-Encoding": "gzip"}
            return 200, headers, gzip.compress(b"x" * 50_000_000)
        if path == "/latin":
            return 200, special[path][1], page("Café").encode("latin-1")
        status, headers, text = special.get(
            path, (200, {"Content-Type": "text/html"}, self.changed.get(path, page(path)))
        )
        return status, headers, text.encode()


@contextmanager
def serve() -> Iterator[Site]:
    """Serve the site while the context is open."""
    site = Site()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = site.answer(self.path)
            tag = f'"{hash(body)}"'
            if self.path != "/robots.txt":
                site.hits[self.path] += 1
            if self.headers.get("If-None-Match") == tag:
                status, headers, body = 304, {}, b""
            elif status == 200 and self.path != "/robots.txt":
                site.sent[self.path] += 1
            self.send_response(status)
            for name, value in {**headers, "ETag": tag, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
