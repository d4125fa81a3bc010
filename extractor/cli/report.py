"""`report`: a run as one self-contained page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extractor.cli.commands import LOOK
from extractor.cli.console import print_err
from extractor.cli.corrections import Corrections, NoCorrections, with_corrections
from extractor.cli.options import Gazetteer, NamesFolder

LARGE = 20_000_000  # bytes; larger pages take several seconds to open

RunIncidents = Annotated[
    Path | None,
    typer.Option(
        "--incidents",
        metavar="FOLDER",
        help="Folder that `consolidate` made of this run (default: consolidated for the page).",
        show_default=False,
    ),
]
Beside = Annotated[
    Path | None,
    typer.Option(
        "--compare", metavar="RUN|GOLD", help="Another run or a folder of gold to compare with.", show_default=False
    ),
]


def add(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        rich_help_panel=LOOK, epilog="Example: extractor report runs/monday --compare runs/sunday -o report.html"
    )(report)


def report(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a finished run.")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help="Page to write.")] = Path("report.html"),
    compare: Beside = None,
    gold: Annotated[
        Path | None,
        typer.Option(
            "--gold", metavar="FOLDER", help="With --compare RUN: gold to score both against.", show_default=False
        ),
    ] = None,
    incidents: RunIncidents = None,
    corrections: Corrections = None,
    no_corrections: NoCorrections = False,
    texts: Annotated[bool, typer.Option("--text/--no-text", help="Include article texts, or quotes only.")] = True,
    names: NamesFolder = None,
    gazetteer: Gazetteer = True,
) -> None:
    """Write a run as one self-contained HTML page.

    It shows articles with their evidence, incidents, a map, a timeline and a comparison, and loads nothing from the
    network.
    """
    from extractor.grounding.names import load_names
    from extractor.report.build import PageOptions, build_page, check_output, comparison_target, write_page

    options = PageOptions(incidents, comparison_target(compare, gold), texts, names=names, gazetteer=gazetteer)
    check_output(out, options, run)
    (taken,) = with_corrections(
        [run], corrections, lambda: load_names(names, gazetteer=gazetteer), leave_out=no_corrections
    )
    size = write_page(out, build_page(taken, options))
    print_err(f"{out}: {size / 1e6:,.1f} MB. Open it in a browser; it needs no network.")
    if size > LARGE:
        print_err("A page of this size opens slowly: use --no-text, or run fewer articles at once.")
