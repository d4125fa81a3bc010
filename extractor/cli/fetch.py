"""`fetch`: pages, feeds and sitemaps into a folder that `run` takes."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.commands import EXTRACT
from extractor.cli.console import escape, print_err, print_out

if TYPE_CHECKING:
    from extractor.articles.web.fetching import FetchResult

SHOWN = 10  # failures
INTERVAL = 10.0  # seconds between two lines of progress


def add(app: typer.Typer) -> None:
    """Register the command."""
    app.command(rich_help_panel=EXTRACT, epilog="Example: extractor fetch https://example.org/feed.xml -o articles")(
        fetch
    )


def fetch(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE...", help="Address of a page, feed or sitemap; file with an address a line; WARC file."
        ),
    ],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FOLDER", help="Folder to write.")] = Path("articles"),
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=1, help="At most N new pages.", show_default=False)
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Request known pages, too; a changed one is kept beside the earlier.")
    ] = False,
    delay: Annotated[
        float, typer.Option("--delay", metavar="SECONDS", min=0, help="Pause between two requests to one host.")
    ] = 1.0,
    max_bytes: Annotated[
        int, typer.Option("--max-bytes", metavar="N", min=1_000, help="Longest page or feed.")
    ] = 10_000_000,
    warc: Annotated[
        Path | None, typer.Option("--warc", metavar="FILE", help="Append each new page to a .warc.gz file.")
    ] = None,
    allow: Annotated[
        list[str] | None,
        typer.Option("--allow-address", metavar="NETWORK", help="Private network that may be fetched from, too."),
    ] = None,
) -> None:
    """Fetch pages, feeds and sitemaps into a folder.

    Pages are kept as received. Feeds, sitemaps and lists bring the pages that they link. What the folder has is not
    fetched again. robots.txt is obeyed, and private addresses are refused.
    """
    import asyncio

    from extractor.articles.web.addresses import parse_networks
    from extractor.articles.web.downloads import DownloadLimits
    from extractor.articles.web.fetching import FetchOptions
    from extractor.articles.web.fetching import fetch as fetch_all

    limits = DownloadLimits(delay, max_bytes, allowed=parse_networks(allow or []))
    options = FetchOptions(limits, limit=limit, again=again, warc=warc)
    result = asyncio.run(fetch_all(sources, out, options, _Progress()))
    _print(result, out)
    if result.failed:
        raise typer.Exit(3)


class _Progress:
    """Prints a line now and then."""

    def __init__(self) -> None:
        self._next = time.monotonic() + INTERVAL

    def __call__(self, result: FetchResult) -> None:
        if time.monotonic() >= self._next:
            print_err(f"{result.new} new pages, {len(result.failed)} failed")
            self._next = time.monotonic() + INTERVAL


def _print(result: FetchResult, out: Path) -> None:
    for note in result.notes:
        print_err(escape(note))
    errors = [*result.failed.values(), *result.refused.values()]
    for error in errors[:SHOWN]:
        print_err(f"  {escape(error.message)} {escape(error.next_step)}")
    if len(errors) > SHOWN:
        print_err(f"  ... and {len(errors) - SHOWN} more.")
    refused = f", {len(result.refused)} not allowed" if result.refused else ""
    more = f", {result.left} left out by --limit" if result.left else ""
    print_out(
        f"{result.new} new pages, {result.known + result.unchanged} known, {len(result.failed)} failed{refused}{more}. "
        f"In {escape(str(out))}; next: extractor run {escape(str(out))}"
    )
