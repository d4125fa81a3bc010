"""`check`: errors in a prompt, before tokens are spent."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extractor.cli.commands import EXTRACT
from extractor.cli.console import print_err
from extractor.cli.options import PromptName


def add(app: typer.Typer) -> None:
    """Register the command."""
    app.command(rich_help_panel=EXTRACT, epilog="Example: extractor check -p prompts/incident.md")(check)


def check(
    prompt: PromptName = "incident",
    gold: Annotated[
        Path | None,
        typer.Option("--gold", metavar="FOLDER", help="Gold that the prompt is evaluated on (the sample articles)."),
    ] = None,
) -> None:
    """Check a prompt for errors before tokens are spent.

    Finds undeclared and unused variables, invalid examples, quotes that are not verbatim, overlap with gold.
    """
    from extractor.prompts.lint import problems
    from extractor.prompts.loading import load_prompt

    loaded = load_prompt(prompt)
    found = problems(loaded, gold)
    for problem in found:
        print_err(f"{loaded.name}: {problem}")
    if found:
        raise typer.Exit(2)
    print_err(f"{loaded.name}: no problem found; {len(loaded.examples)} examples, schema {loaded.schema_name}.")
