"""`look`: what the model will read of an article, what was left out, and where its metadata are from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.commands import LOOK
from extractor.cli.console import escape, print_err, print_out
from extractor.cli.options import Articles, DateOrder, Limit, Published, Recursive

if TYPE_CHECKING:
    from extractor.articles.article import Article, Unusable


def add(app: typer.Typer) -> None:
    """Register the command."""
    app.command(rich_help_panel=LOOK, epilog="Example: extractor look page.html --left-out")(look)


def look(
    articles: Articles,
    left_out: Annotated[bool, typer.Option("--left-out", help="Print what a page's view leaves out, too.")] = False,
    limit: Limit = None,
    published: Published = None,
    date_order: DateOrder = None,
    recursive: Recursive = False,
) -> None:
    """Show what the model will read of an article; sends nothing.

    Prints text, metadata, where they are from, and notes; several articles are listed, a line each.
    """
    from extractor.cli.inputs import survey_inputs
    from extractor.core.settings import load_settings

    inputs = survey_inputs(articles, load_settings(date_order=date_order), limit, published, recursive=recursive)
    failed = False
    for item in inputs:
        failed |= _show(item, whole=inputs.count == 1, left_out=left_out)
    if failed:
        raise typer.Exit(3)


def _show(item: Article | Unusable, *, whole: bool, left_out: bool) -> bool:
    """Print an article, whole or as a line; return whether it cannot be used."""
    from extractor.articles.article import Unusable

    if isinstance(item, Unusable):
        print_out(f"{escape(item.name)}  {item.error.error_class.replace('_', ' ')}: {escape(item.error.message)}")
        return True
    date = item.published.isoformat() if item.published else "undated"
    print_out(f"{escape(item.name)}  {date}  {len(item.text):,} characters  {escape('; '.join(item.notes))}".rstrip())
    if whole:
        _print_metadata(item)
        print_out(f"\n{escape(item.text, lines=True)}")
        if left_out:
            _print_left_out(item)
    return False


def _print_metadata(article: Article) -> None:
    known = {"outlet": article.outlet, "url": article.url, "language": article.language, **article.extra}
    for name, value in known.items():
        if value:
            print_err(f"{escape(name):<10} {escape(value)}")


def _print_left_out(article: Article) -> None:
    from extractor.articles.original import Media

    if article.media is not Media.HTML:
        return
    from extractor.articles.pages import read_page

    print_err("\nLeft out:")
    for block in read_page(article.original).left_out:
        print_err(f"- {escape(block)}")
