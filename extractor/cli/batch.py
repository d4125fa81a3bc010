"""`batch`: the provider's Batch API: answers within a day, at half the price."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing, closing
from typing import TYPE_CHECKING, Any

import typer

from extractor.cli.commands import App
from extractor.cli.console import print_err, print_out
from extractor.cli.options import Articles, Limit, Model, PromptName, Published, Recordings, Repairs, Retries, Timeout

if TYPE_CHECKING:
    from extractor.core.settings import Settings
    from extractor.model.batch_api import Batches, Job

app = App(
    help="Send requests through the Batch API, at half the price.",
    epilog="Example: extractor batch submit articles/ -m gpt-5-mini",
)


@app.command("submit", epilog="Example: extractor batch submit articles/ -m gpt-5-mini")
def submit(
    articles: Articles,
    prompt: PromptName = "incident",
    model: Model = None,
    timeout: Timeout = None,
    retries: Retries = None,
    repairs: Repairs = None,
    limit: Limit = None,
    published: Published = None,
    recordings: Recordings = None,
) -> None:
    """Submit what is neither recorded nor submitted. Repairs and second looks come with the next submit."""
    from extractor.cli.inputs import print_unusable, survey_inputs
    from extractor.core.settings import load_settings
    from extractor.prompts.loading import load_prompt
    from extractor.runs.runner import missing_requests
    from extractor.runs.wiring import connect_offline, record_tools

    settings = load_settings(model=model, timeout=timeout, retries=retries, repairs=repairs)
    inputs = survey_inputs(articles, settings, limit, published)
    filled = load_prompt(prompt)

    async def send(batches: Batches, store: Any) -> list[Job]:
        record_tools(filled, connection.recordings, store)
        return await batches.submit(missing_requests(connection, inputs))

    with connect_offline(filled, settings, recordings or []) as connection:
        jobs = _with_batches(settings, send)
    for job in jobs:
        print_out(_line(job))
    total = sum(job.requests for job in jobs)
    print_err(
        f"{total:,} requests submitted to {settings.host} in {len(jobs)} batches. Look with: extractor batch status"
        if jobs
        else "Nothing is left to submit: all is recorded or submitted."
    )
    if print_unusable(inputs):
        raise typer.Exit(3)


@app.command("status", epilog="Example: extractor batch status")
def status(timeout: Timeout = None, retries: Retries = None) -> None:
    """Ask how the batches stand."""
    from extractor.core.settings import load_settings

    settings = load_settings(timeout=timeout, retries=retries)
    jobs = _with_batches(settings, lambda batches, _: batches.look())
    for job in jobs:
        print_out(_line(job))
    if not jobs:
        print_err("No batches.")


@app.command("collect", epilog="Example: extractor batch collect")
def collect(timeout: Timeout = None, retries: Retries = None) -> None:
    """Record the answers of batches that are over; what they left unanswered can be submitted again."""
    from extractor.core.settings import load_settings
    from extractor.model.prices import price_list

    settings = load_settings(timeout=timeout, retries=retries)
    found = _with_batches(settings, lambda batches, _: batches.collect())
    added = sum(answers.merged.added for answers in found.answers)
    lost = [entry for answers in found.answers for entry in answers.not_recorded]
    prices = price_list(settings, batch=True)
    cost = f"${prices(found.usage):,.4f} at the batch rate ({prices.source})" if prices else "price unknown"
    tokens = f"{found.usage.input_tokens:,} tokens read, {found.usage.output_tokens:,} written"
    print_err(f"{added:,} answers recorded, {len(lost):,} not answered; {tokens}; {cost}.")
    for key, reason in lost[:10]:
        print_err(f"  {key[:16]}: {reason}; free to be submitted again.")
    for line in [line for answers in found.answers for line in answers.bad_lines][:10]:
        print_err(f"  {line}")
    if lost:
        raise typer.Exit(3)


@app.command("cancel", epilog="Example: extractor batch cancel")
def cancel(timeout: Timeout = None, retries: Retries = None) -> None:
    """Cancel every batch that is not over."""
    from extractor.core.settings import load_settings

    settings = load_settings(timeout=timeout, retries=retries)
    jobs = _with_batches(settings, lambda batches, _: batches.cancel())
    for job in jobs:
        print_out(_line(job))
    print_err(f"{len(jobs)} batches cancelled. What they answered before can be had with: extractor batch collect")


def _with_batches(settings: Settings, do: Callable[[Batches, Any], Awaitable[Any]]) -> Any:
    from extractor.core.folder_lock import sole_owner
    from extractor.model.batch_api import Batches
    from extractor.recordings.store import open_store

    async def doing() -> Any:
        # One at a time: what another is submitting just now must not be taken for what a crash left.
        with sole_owner(settings.store / "batches"), closing(open_store(settings.store)) as store:
            async with aclosing(Batches(settings, store)) as batches:
                return await do(batches, store)

    return asyncio.run(doing())


def _line(job: Job) -> str:
    return f"{job.batch or job.mark}  {job.state:<12} {job.done:>7,} of {job.requests:,} done, {job.failed:,} failed"
