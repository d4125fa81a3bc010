"""`demo`: the five sample articles, replayed from recordings and consolidated into incidents."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from extractor.cli import consolidate, run
from extractor.cli.console import say

MODEL = "reference-reader"


def add(app: typer.Typer) -> None:
    """Register the verb."""
    app.command(epilog="Example: extractor demo")(demo)


def demo(
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FOLDER", help="Where the files go.")] = Path("runs/demo"),
    json_rows: Annotated[bool, typer.Option("--json", help="Rows as JSON lines instead of a table.")] = False,
) -> None:
    """Extract the five sample articles from their recordings and join their reports: no key, no network."""
    from extractor.core.package_data import SEEDS

    try:
        run.run(str(SEEDS), model=MODEL, out=out, offline=True, json_rows=json_rows)
    except typer.Exit as ended:
        if ended.exit_code:
            raise
    consolidate.consolidate([out], out.with_name(f"{out.name}-consolidated"), json_rows=json_rows)
    say(f"All of it in one page to look at: extractor report {shlex.quote(str(out))}")
