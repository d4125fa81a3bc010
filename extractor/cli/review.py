"""`review`: correct a run in a browser; corrections are gold files."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.commands import LOOK
from extractor.cli.console import print_err, print_out
from extractor.cli.options import Gazetteer, NamesFolder
from extractor.cli.report import Beside, RunIncidents
from extractor.core.errors import UsageError

if TYPE_CHECKING:
    from extractor.report.build import PageOptions
    from extractor.report.review import ReviewOptions, ReviewPage


def add(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        rich_help_panel=LOOK, epilog="Example: extractor review runs/monday --gold articles/gold --reviewer ann"
    )(review)


def review(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a finished run.")],
    gold: Annotated[
        Path | None,
        typer.Option("--gold", metavar="FOLDER", help="Folder for gold files, one per article.", show_default=False),
    ] = None,
    reviewer: Annotated[
        str, typer.Option("--reviewer", metavar="NAME", help="Your name; it is written into the gold files.")
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--out",
            metavar="FILE",
            help="Write the page to a file instead; import its download with `gold import`.",
            show_default=False,
        ),
    ] = None,
    compare: Beside = None,
    incidents: RunIncidents = None,
    sample: Annotated[
        float,
        typer.Option(
            "--sample",
            metavar="SHARE",
            min=0,
            max=1,
            help="Share of the articles without signs of errors to review; at least ten.",
        ),
    ] = 0.2,
    blind: Annotated[bool, typer.Option("--blind", help="Hide the coding of the model.")] = False,
    port: Annotated[int, typer.Option("--port", metavar="N", min=0, max=65535, help="Port; 0 for any free one.")] = 0,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
    names: NamesFolder = None,
    gazetteer: Gazetteer = True,
) -> None:
    """Correct a run in a local web page; writes gold files.

    Articles with likely errors come first, then a random sample. Each correction is saved at once; several people may
    review at the same time.
    """
    from extractor.report.build import PageOptions, check_output, comparison_target
    from extractor.report.review import ReviewOptions, ReviewPage

    if (gold is None) == (out is None):
        raise UsageError(
            "Give exactly one of --gold and -o.",
            next_step="Use --gold FOLDER to review on this machine, or -o review.html to write the page to a file.",
        )
    if gold and not reviewer.strip():
        raise UsageError(
            "--reviewer is missing.",
            next_step="Give your name with --reviewer NAME; it is written into the gold files.",
        )
    page_options = PageOptions(
        incidents, comparison_target(compare, None), rows=not blind, names=names, gazetteer=gazetteer
    )
    review_options = ReviewOptions(reviewer.strip(), sample, blind)
    if out:
        check_output(out, page_options, run)
        _write(ReviewPage(run, page_options, review_options), out)
    elif gold:
        _serve(run, page_options, review_options, gold, port=port, open_browser=open_browser)


def _serve(
    run: Path, page_options: PageOptions, review_options: ReviewOptions, gold: Path, *, port: int, open_browser: bool
) -> None:
    """Serve a review until it is interrupted; its address is the only line on stdout."""
    from extractor.core.files import sweep_partial_files
    from extractor.evaluation.corrections import remember_corrections
    from extractor.report.gold_writer import GoldWriter
    from extractor.report.review import ReviewPage, articles_by_name
    from extractor.report.server import ReviewServer
    from extractor.report.session import load_session, save_session

    writer = GoldWriter(gold, articles_by_name(run))
    for folder in (gold, writer.folder):
        sweep_partial_files(folder)
    review = ReviewPage(run, page_options, review_options, writer)

    def on_ready(port: int, token: str) -> None:
        address = f"http://127.0.0.1:{port}/{token}/"
        save_session(writer.folder, review_options.by, port, token)
        remember_corrections(run, gold)
        print_err(f"{_queue_summary(review)} Corrections go to {gold}; the journal is {writer.folder}.")
        print_err("Anyone with this address can read and write there. Ctrl+C stops the server.")
        print_out(address)
        if open_browser:
            typer.launch(address)

    try:
        asyncio.run(
            ReviewServer(review.render, writer, port, load_session(writer.folder, review_options.by)).run(on_ready)
        )
    except KeyboardInterrupt:
        print_err(
            f"{len(writer.current_gold()[0])} articles have gold in {gold}. Run the same command again to continue. "
            f"For the corrected data: extractor consolidate {run}"
        )


def _write(review: ReviewPage, out: Path) -> None:
    from extractor.report.build import write_page

    write_page(out, review.render())
    print_err(
        f"{out}: {_queue_summary(review)} Import its download with: extractor gold import corrections.jsonl -o GOLD"
    )


def _queue_summary(review: ReviewPage) -> str:
    drawn = sum(item["why"] == ["drawn at random"] for item in review.queue)
    return (
        f"{len(review.queue)} articles to review: {len(review.queue) - drawn} with signs of errors, "
        f"{drawn} drawn at random."
    )
