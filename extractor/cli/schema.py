"""`schema`: what the model is asked to fill."""

from __future__ import annotations

import typer

from extractor.cli.options import PromptName


def add(app: typer.Typer) -> None:
    """Register the verb."""
    app.command(epilog="Example: extractor schema -p incident")(schema)


def schema(prompt: PromptName = "incident") -> None:
    """Print the schema of a prompt as it goes over the wire."""
    from extractor.cli.run_table import print_json
    from extractor.core.settings import load_settings
    from extractor.prompts.loading import load_prompt
    from extractor.runs.wiring import connect_offline

    with connect_offline(load_prompt(prompt), load_settings()) as connection:
        print_json(connection.extractor.requests.tool)
