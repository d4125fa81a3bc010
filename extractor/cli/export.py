"""`export`: consolidated incidents as a spreadsheet, a database, a map layer or in the layout of another dataset."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.commands import CONSOLIDATE
from extractor.cli.console import print_err
from extractor.core.errors import UsageError

if TYPE_CHECKING:
    from extractor.consolidation.exports.tables import Table


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
    from extractor.consolidation.exports.formats import FORMATS
    from extractor.consolidation.exports.formats import export as write
    from extractor.consolidation.exports.tables import tables_of

    if out.parent.resolve() == folder.resolve():
        raise UsageError(
            f"{out}: exports may not be written into the folder of the incidents.", next_step="Choose another place."
        )
    notes: list[str] = []
    if layout:
        if table:
            raise UsageError("--layout and --table exclude each other.", next_step="Leave out --table.")
        tables, notes = _layout_tables(folder, layout)
    else:
        found = tables_of(folder)
        if table and table not in found:
            raise UsageError(f"--table {table}: no such table.", next_step=f"Use one of {', '.join(found)}.")
        many = FORMATS.get(out.suffix, ("", False))[1]
        tables = [found[table]] if table else list(found.values()) if many else [found["incidents"]]
    for note in [*notes, *write(out, tables)]:
        print_err(note)
    print_err(f"{out}: {', '.join(each.name for each in tables)}.")


def _layout_tables(folder: Path, name: str) -> tuple[list[Table], list[str]]:
    try:
        from extractor.consolidation.exports.layouts import LAYOUTS, layout_table
    except ImportError as error:
        raise UsageError(
            f"--layout needs {error.name}, which is not installed.", next_step="pip install 'extractor[export]'."
        ) from error
    if name not in LAYOUTS:
        raise UsageError(f"--layout {name}: no such layout.", next_step=f"Use one of {', '.join(LAYOUTS)}.")
    table, notes = layout_table(folder, LAYOUTS[name])
    return [table], notes
