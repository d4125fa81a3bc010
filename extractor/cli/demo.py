"""`demo`: the five sample articles, replayed and consolidated."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from extractor.cli import consolidate, run
from extractor.cli.commands import EXTRACT
from extractor.cli.console import print_err

MODEL = "reference-reader"


def add(app: typer.Typer) -> None:
    """Register the command."""
    app.command(rich_help_panel=EXTRACT, epilog="Example: extractor demo")(demo)


def demo(
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FOLDER", help="Run folder.")] = Path("runs/demo"),
    json_rows: Annotated[bool, typer.Option("--json", help="Print rows as JSON lines instead of tables.")] = False,
) -> None:
    """Extract and consolidate the five sample articles, offline.

    The responses are recordings that come with the package: no key and no network are needed.
    """
    from extractor.core.package_data import SEEDS

    try:
        run.run([str(SEEDS)], model=MODEL, out=out, offline=True, json_rows=json_rows)
    except typer.Exit as ended:
        if ended.exit_code:
            raise
    consolidate.consolidate([out], out.with_name(f"{out.name}-consolidated"), json_rows=json_rows)
    print_err(f"To see all of it in one page: extractor report {shlex.quote(str(out))}")
