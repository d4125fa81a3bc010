"""`export`: consolidated incidents as a spreadsheet, a database, a map layer or in the layout of another dataset."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extractor.cli.commands import CONSOLIDATE
from extractor.cli.console import print_err


def add(app: typer.Typer) -> None:
    """Register the command."""
    app.command(rich_help_panel=CONSOLIDATE, epilog="Example: extractor export consolidated -o strikes.xlsx")(export)


def export(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder of consolidated incidents.")],
    out: Annotated[
        Path,
        typer.Option(
            "-o",
            "--out",
            metavar="FILE",
            help="File name that ends in .csv, .jsonl, .xlsx, .parquet, .sqlite or .geojson.",
        ),
    ],
    table: Annotated[
        str | None,
        typer.Option(
            "--table",
            metavar="TABLE",
            help="incidents, reports, figures, statements, values or links (default: incidents; all tables in .xlsx "
            "and .sqlite).",
            show_default=False,
        ),
    ] = None,
    layout: Annotated[
        str | None,
        typer.Option(
            "--layout",
            metavar="LAYOUT",
            help="Incidents in the columns of acled, ucdp (GED) or airwars.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Export consolidated incidents for other tools."""
    from extractor.report.api import export as write

    tables, notes = write(folder, out, table=table, layout=layout)
    for note in notes:
        print_err(note)
    print_err(f"{out}: {', '.join(tables)}.")
