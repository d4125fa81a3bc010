"""`show`: the exact request for an article."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.commands import LOOK
from extractor.cli.console import escape, print_err, print_out
from extractor.cli.options import Mode, Model, PromptName, Published, Recordings

if TYPE_CHECKING:
    from extractor.core.exchange import Request
    from extractor.recordings.recording import Recording


def add(app: typer.Typer) -> None:
    """Register the command."""
    app.command(rich_help_panel=LOOK, epilog="Example: extractor show article.txt -p incident -m gpt-5-mini")(show)


def show(
    article: Annotated[
        str, typer.Argument(metavar="ARTICLE", help="File, or - for stdin; of several articles, the first.")
    ],
    prompt: PromptName = "incident",
    model: Model = None,
    mode: Mode = None,
    body: Annotated[bool, typer.Option("--body", help="Print only the body of the request, byte for byte.")] = False,
    published: Published = None,
    recordings: Recordings = None,
) -> None:
    """Show the exact request for an article.

    Prints the messages; key, tokens and whether a response is recorded go to stderr.
    """
    from extractor.cli.inputs import survey_inputs
    from extractor.core.settings import load_settings
    from extractor.prompts.loading import load_prompt
    from extractor.runs.wiring import connect_offline

    settings = load_settings(model=model, mode=mode)
    inputs = survey_inputs(article, settings, 1, published)
    if inputs.unusable:
        raise inputs.unusable.first[0].error
    with connect_offline(load_prompt(prompt), settings, recordings or []) as connection:
        extractor = connection.extractor
        request = extractor.requests.in_mode(extractor.modes[0]).initial(inputs.articles[0])
        recording = connection.recordings.get(request.key)
    if body:
        print_out(request.body.decode("utf-8"))
        return
    for message in json.loads(request.body)["messages"]:
        print_out(f"--- {message['role']} ---\n{escape(message['content'], lines=True)}")
    _print_facts(request, recording)


def _print_facts(request: Request, recording: Recording | None) -> None:
    from extractor.model.usage import Usage, about

    usage = Usage.of(recording.completion) if recording else None
    print_err(f"key       {request.key}")
    for name, part in request.parts.items():
        print_err(f"{name:<9} {part}")
    count = f"{usage.input_tokens:,} (measured)" if usage else f"about {about(request.body):,}"
    print_err(f"tokens    {count}, schema included; {len(request.body):,} bytes")
    print_err(f"recorded  {'yes' if recording else 'no'}")
