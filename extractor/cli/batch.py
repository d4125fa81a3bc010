"""`batch`: the provider's Batch API: responses within a day, at half the price."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import aclosing, closing
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from extractor.cli.commands import App
from extractor.cli.console import print_err, print_out
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
    Repairs,
    Retries,
    Timeout,
)

if TYPE_CHECKING:
    from extractor.core.settings import Settings
    from extractor.model.batch_api import Batches, Job
    from extractor.recordings.store import Store

Result = TypeVar("Result")

app = App(
    help="Send requests through the Batch API, at half the price.",
    epilog="Example: extractor batch submit articles/ -m gpt-5-mini",
)


@app.command("submit", epilog="Example: extractor batch submit articles/ -m gpt-5-mini")
def submit(
    articles: Articles,
    prompt: PromptName = "incident",
    model: Model = None,
    mode: Mode = None,
    timeout: Timeout = None,
    retries: Retries = None,
    repairs: Repairs = None,
    limit: Limit = None,
    published: Published = None,
    date_order: DateOrder = None,
    recursive: Recursive = False,
    recordings: Recordings = None,
    again: Annotated[bool, typer.Option("--again", help="Submit requests although their last batch failed.")] = False,
) -> None:
    """Submit requests that are neither recorded nor submitted.

    Repairs and requotes are requests of the next submit.
    """
    from extractor.cli.inputs import print_unusable, survey_inputs
    from extractor.core.settings import load_settings
    from extractor.prompts.loading import load_prompt
    from extractor.runs.runner import missing_requests
    from extractor.runs.wiring import connect_offline, record_tools

    settings = load_settings(
        model=model, mode=mode, timeout=timeout, retries=retries, repairs=repairs, date_order=date_order
    )
    inputs = survey_inputs(articles, settings, limit, published, recursive=recursive)
    filled = load_prompt(prompt)

    async def send(batches: Batches, store: Store) -> list[Job]:
        record_tools(filled, connection.recordings, store)
        return await batches.submit(missing_requests(connection, inputs), again=again)

    with connect_offline(filled, settings, recordings or []) as connection:
        jobs = _with_batches(settings, send)
    for job in jobs:
        print_out(_line(job))
    total = sum(job.requests for job in jobs)
    print_err(
        f"{total:,} requests submitted to {settings.host} in {len(jobs)} batches. Status: extractor batch status"
        if jobs
        else "Nothing to submit: all requests are recorded or submitted."
    )
    if print_unusable(inputs):
        raise typer.Exit(3)


@app.command("status", epilog="Example: extractor batch status")
def status(timeout: Timeout = None, retries: Retries = None) -> None:
    """Show the status of the batches."""
    from extractor.core.settings import load_settings

    settings = load_settings(timeout=timeout, retries=retries)
    jobs = _with_batches(settings, lambda batches, _: batches.look())
    for job in jobs:
        print_out(_line(job))
    if not jobs:
        print_err("No batches.")


@app.command("collect", epilog="Example: extractor batch collect")
def collect(timeout: Timeout = None, retries: Retries = None) -> None:
    """Record the responses of completed batches.

    Requests without a response can be submitted again.
    """
    from extractor.core.settings import load_settings
    from extractor.model.prices import price_list

    settings = load_settings(timeout=timeout, retries=retries)
    found = _with_batches(settings, lambda batches, _: batches.collect())
    added = sum(file.merged.added for file in found.answers)
    unanswered = [entry for file in found.answers for entry in file.not_recorded]
    prices = price_list(settings, batch=True)
    cost = f"${prices(found.usage):,.4f} at the batch rate ({prices.source})" if prices else "cost unknown"
    tokens = f"{found.usage.input_tokens:,} input tokens, {found.usage.output_tokens:,} output tokens"
    print_err(f"{added:,} responses recorded, {len(unanswered):,} requests without a response; {tokens}; {cost}.")
    for job in found.failed:
        print_err(f"Batch {job.batch} failed: {job.reason}")
    reasons = Counter(reason for _, reason in unanswered)
    if len(reasons) == 1 and len(unanswered) > 1:
        print_err(f"  All {len(unanswered):,}: {unanswered[0][1]}; can be submitted again.")
    else:
        for key, reason in unanswered[:10]:
            print_err(f"  {key[:16]}: {reason}; can be submitted again.")
    for line in [line for file in found.answers for line in file.bad_lines][:10]:
        print_err(f"  {line}")
    if unanswered or found.failed:
        raise typer.Exit(3)


@app.command("cancel", epilog="Example: extractor batch cancel")
def cancel(timeout: Timeout = None, retries: Retries = None) -> None:
    """Cancel all batches that are not completed."""
    from extractor.core.settings import load_settings

    settings = load_settings(timeout=timeout, retries=retries)
    jobs = _with_batches(settings, lambda batches, _: batches.cancel())
    for job in jobs:
        print_out(_line(job))
    print_err(f"{len(jobs)} batches cancelled. Collect the responses received before with: extractor batch collect")


def _with_batches(settings: Settings, do: Callable[[Batches, Store], Awaitable[Result]]) -> Result:
    from extractor.core.folder_lock import exclusive_lock
    from extractor.model.batch_api import Batches
    from extractor.recordings.store import open_store

    async def call() -> Result:
        # Locked: requests that another process is submitting must not be taken for those of a crashed one.
        with exclusive_lock(settings.store / "batches"), closing(open_store(settings.store)) as store:
            async with aclosing(Batches(settings, store)) as batches:
                return await do(batches, store)

    return asyncio.run(call())


def _line(job: Job) -> str:
    reason = f": {job.reason}" if job.reason else ""
    counts = f"{job.done:>7,} of {job.requests:,} done, {job.failed:,} failed"
    return f"{job.batch or job.mark}  {job.state:<12} {counts}{reason}"
