"""`names`: names in reports that no alias file has, as rows of such a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extractor.cli.commands import CONSOLIDATE
from extractor.cli.console import escape, print_err, print_out
from extractor.cli.options import Gazetteer, NamesFolder


def add(app: typer.Typer) -> None:
    """Register the command."""
    app.command(rich_help_panel=CONSOLIDATE, epilog="Example: extractor names runs/monday --places")(names)


def names(
    runs: Annotated[list[Path], typer.Argument(metavar="RUN", help="Run folders.")],
    places: Annotated[bool, typer.Option("--places", help="Places instead of actors.")] = False,
    known: NamesFolder = None,
    gazetteer: Gazetteer = True,
) -> None:
    """List names that no alias file has.

    Prints rows of an alias file, most frequent name first, with the id to be filled in.
    """
    from extractor.consolidation.unknown_names import unknown_actors, unknown_places
    from extractor.grounding.names import load_names
    from extractor.runs.reader import read_run
    from extractor.runs.rows import csv_lines

    find = unknown_places if places else unknown_actors
    rows = find([read_run(run) for run in runs], load_names(known, gazetteer=gazetteer))
    shown = [[escape(cell) for cell in row] for row in rows]  # from articles
    print_out(csv_lines(shown).replace("\r\n", "\n").rstrip("\n"))
    kind = "places" if places else "actors"
    print_err(
        f"{len(rows) - 1} {kind} that no alias file has. Fill in the ids, save as {kind}.csv and pass its folder with "
        "--names. Rows without an id are ignored."
    )
