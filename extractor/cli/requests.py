"""`requests`: export uncached requests as a file, import the responses."""

from __future__ import annotations

import asyncio
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from extractor.cli.commands import App
from extractor.cli.console import print_err
from extractor.cli.options import (
    Articles,
    DateOrder,
    Limit,
    Mode,
    Model,
    PromptName,
    Published,
    Recordings,
    Recursive,
    require_jsonl,
)
from extractor.core.errors import InputError

app = App(
    help="Export requests as a file and import the responses.",
    epilog="Example: extractor requests export articles/ -o requests.jsonl",
)


@app.command("export", epilog="Example: extractor requests export articles/ -o requests.jsonl")
def export(
    articles: Articles,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help="File to write (.jsonl).")],
    prompt: PromptName = "incident",
    model: Model = None,
    mode: Mode = None,
    limit: Limit = None,
    published: Published = None,
    date_order: DateOrder = None,
    recursive: Recursive = False,
    recordings: Recordings = None,
) -> None:
    """Export uncached requests in the OpenAI Batch format.

    `vllm run-batch` reads it too. Repairs and requotes are requests of the next export.
    """
    from extractor.cli.inputs import print_unusable, survey_inputs
    from extractor.core.settings import load_settings
    from extractor.model.batch_files import write_requests
    from extractor.prompts.loading import load_prompt
    from extractor.recordings.store import open_store
    from extractor.runs.runner import missing_requests
    from extractor.runs.wiring import connect_offline, record_tools

    settings = load_settings(model=model, mode=mode, date_order=date_order)
    require_jsonl(out)
    inputs = survey_inputs(articles, settings, limit, published, recursive=recursive)
    filled = load_prompt(prompt)
    with (
        connect_offline(filled, settings, recordings or []) as connection,
        closing(open_store(settings.store)) as store,
    ):
        record_tools(filled, connection.recordings, store)
        count, files = asyncio.run(write_requests(missing_requests(connection, inputs), out, store))
    where = ", ".join(map(str, files))
    counts = f"{inputs.count - inputs.unusable.count} articles; {count} requests written to {where}."
    print_err(
        f"{counts} Import the responses with: extractor requests import FILE"
        if count
        else f"{counts} No request is left to send."
    )
    if print_unusable(inputs):
        raise typer.Exit(3)


@app.command("import", epilog="Example: extractor requests import responses.jsonl")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Responses in the OpenAI Batch output format.")],
) -> None:
    """Import the responses of a batch as recordings.

    Permanent failures are recorded too; transient errors are reported and exported again.
    """
    from extractor.core.settings import load_settings
    from extractor.model.batch_files import read_answers
    from extractor.recordings.store import open_store

    if not file.is_file():
        raise InputError(f"{file}: no such file.", next_step="Give the output file of a batch.")
    with closing(open_store(load_settings().store)) as store:
        responses = read_answers(file, store)
    merged = responses.merged
    print_err(f"{merged.added} responses recorded, {merged.known} known, {len(merged.conflicts)} conflicts.")
    for key in merged.conflicts:
        print_err(f"  {key}: the responses differ; the recorded one is kept.")
    for key, reason in responses.not_recorded:
        print_err(f"  {key}: not recorded: {reason}; it will be part of the next export.")
    for line in responses.bad_lines:
        print_err(f"  {line}")
    if merged.conflicts or responses.not_recorded or responses.bad_lines:
        raise typer.Exit(3)
