"""`report`: a run as one page to look at and to forward."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extractor.cli.commands import LOOK
from extractor.cli.console import print_err
from extractor.cli.options import Gazetteer, NamesFolder
from extractor.core.errors import UsageError

LARGE = 20_000_000  # bytes, from which on a page takes several seconds to open

RunIncidents = Annotated[
    Path | None,
    typer.Option(
        "--incidents",
        metavar="FOLDER",
        help="Incidents that `consolidate` made of this run (they are made for the page).",
        show_default=False,
    ),
]
Beside = Annotated[
    Path | None,
    typer.Option(
        "--compare", metavar="RUN|GOLD", help="Another run, or a folder of gold, to stand beside.", show_default=False
    ),
]


def add(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        rich_help_panel=LOOK, epilog="Example: extractor report runs/monday --compare runs/sunday -o report.html"
    )(report)


def report(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a finished run.")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help="Where the page goes.")] = Path(
        "report.html"
    ),
    compare: Beside = None,
    gold: Annotated[
        Path | None,
        typer.Option("--gold", metavar="FOLDER", help="With --compare RUN: gold to judge both by.", show_default=False),
    ] = None,
    incidents: RunIncidents = None,
    texts: Annotated[bool, typer.Option("--text/--no-text", help="With the articles, or quotes alone.")] = True,
    names: NamesFolder = None,
    gazetteer: Gazetteer = True,
) -> None:
    """Write a run as one self-contained HTML page.

    It shows articles with their evidence, incidents, a map, a timeline and a comparison, and loads nothing from the
    network.
    """
    from extractor.report.build import View, apart, beside, whole

    view = View(incidents, beside(compare, gold), texts, names=names, gazetteer=gazetteer)
    apart(out, view, run)
    size = write(out, whole(run, view))
    print_err(f"{out}: {size / 1e6:,.1f} MB. Open it in a browser; it needs no network.")
    if size > LARGE:
        print_err("So large a page opens slowly: --no-text makes it smaller, or show fewer articles at once.")


def write(out: Path, page: str) -> int:
    """Write a page as a file; its size in bytes.

    Raises:
        UsageError: it cannot be written.
    """
    from extractor.core.files import written_whole

    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{out.parent} cannot be made: {error.strerror}.", next_step="Choose another -o.") from error
    with written_whole(out) as file:
        file.write(page.encode())
    return out.stat().st_size
