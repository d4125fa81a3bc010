"""`names`: which names in the reports no alias file has, as rows of such a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extractor.cli.console import inert, put, say
from extractor.cli.options import Gazetteer, NamesFolder


def add(app: typer.Typer) -> None:
    """Register the verb."""
    app.command(epilog="Example: extractor names runs/monday --places > names/places.csv")(names)


def names(
    runs: Annotated[list[Path], typer.Argument(metavar="RUN...", help="Folders of finished runs.")],
    places: Annotated[bool, typer.Option("--places", help="Places instead of actors.")] = False,
    known: NamesFolder = None,
    gazetteer: Gazetteer = True,
) -> None:
    """List actors or places that matched nothing, most frequent first: fill in the id, and it is an alias file."""
    from extractor.consolidation.pipeline import load_names
    from extractor.consolidation.unknown_names import unknown_actors, unknown_places
    from extractor.runs.reader import finished_run
    from extractor.runs.rows import csv_lines

    find = unknown_places if places else unknown_actors
    rows = find([finished_run(run) for run in runs], load_names(known, gazetteer=gazetteer))
    shown = [[inert(cell) for cell in row] for row in rows]  # names are an article's: they may hold escapes
    put(csv_lines(shown).replace("\r\n", "\n").rstrip("\n"))
    kind = "places" if places else "actors"
    say(f"{len(rows) - 1} names of {kind} that no file has. Fill in the id, save it as {kind}.csv, and give its folder")
    say("with --names. Rows without an id are passed over.")
