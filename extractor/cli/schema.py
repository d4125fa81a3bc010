"""`schema`: the JSON schema that is sent to the model."""

from __future__ import annotations

import typer

from extractor.cli.commands import LOOK
from extractor.cli.options import PromptName


def add(app: typer.Typer) -> None:
    """Register the command."""
    app.command(rich_help_panel=LOOK, epilog="Example: extractor schema -p incident")(schema)


def schema(prompt: PromptName = "incident") -> None:
    """Print the JSON schema that a prompt sends to the model."""
    from extractor.cli.run_table import print_json
    from extractor.core.settings import load_settings
    from extractor.prompts.loading import load_prompt
    from extractor.runs.wiring import connect_offline

    with connect_offline(load_prompt(prompt), load_settings()) as connection:
        print_json(connection.extractor.requests.tool)
