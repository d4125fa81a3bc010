"""`run`: extract articles into a run folder; print a table."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.commands import EXTRACT
from extractor.cli.console import print_err
from extractor.cli.options import (
    Articles,
    BaseUrl,
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
from extractor.cli.run_plan import RunFlags, RunPlan, check_before_sending, connected

if TYPE_CHECKING:
    from extractor.runs.rows import ArticleRows
    from extractor.runs.scheduler import Halt
    from extractor.runs.status import RunStatus


def add(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        rich_help_panel=EXTRACT, epilog="Example: extractor run articles/ -p incident -m gpt-5-mini -o runs/monday"
    )(run)


def run(
    articles: Articles,
    prompt: PromptName = "incident",
    model: Model = None,
    mode: Mode = None,
    base_url: BaseUrl = None,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="FOLDER", help="Run folder (runs/INPUT-PROMPT-MODEL)."),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option("-j", "--jobs", metavar="N", min=1, help="Requests in flight at once (EXTRACTOR_CONCURRENCY)."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", metavar="N", min=1, help="Processes that validate and ground responses (1)."),
    ] = None,
    timeout: Timeout = None,
    retries: Retries = None,
    repairs: Repairs = None,
    limit: Limit = None,
    published: Published = None,
    date_order: DateOrder = None,
    recursive: Recursive = False,
    send_held_back: Annotated[
        bool,
        typer.Option("--send-held-back", help="Send pages that look like a paywall or an error, too."),
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 3 for an empty file, too.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Recordings only: no key, no network.")] = False,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Send recorded requests again; earlier responses are kept aside.")
    ] = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Send the requests of failed articles again.")
    ] = False,
    new_store: Annotated[
        bool,
        typer.Option("--new-store-if-missing", help="Continue with an empty store if its database is missing."),
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Estimate requests, cost and time; send nothing.")] = False,
    max_requests: Annotated[
        int | None,
        typer.Option("--max-requests", metavar="N", min=0, help="Send at most N requests, retries included."),
    ] = None,
    max_cost: Annotated[
        float | None, typer.Option("--max-cost", metavar="USD", min=0, help="Spend at most this many US dollars.")
    ] = None,
    log: Annotated[
        Path | None, typer.Option("--log-json", metavar="FILE", help="Append a line of JSON for each attempt.")
    ] = None,
    json_rows: Annotated[bool, typer.Option("--json", help="Print rows as JSON lines instead of a table.")] = False,
    recordings: Recordings = None,
) -> None:
    """Extract the incidents of articles into a run folder.

    Recorded responses are used first; the model is called for the rest.
    """
    from extractor.cli.inputs import read_once, survey_inputs
    from extractor.core.settings import load_settings
    from extractor.prompts.loading import load_prompt

    flags = RunFlags(
        offline,
        refresh,
        retry_failed,
        new_store=new_store,
        max_requests=max_requests,
        max_cost=max_cost,
        log=log,
        jobs=jobs,
        workers=workers,
        strict=strict,
    )
    flags.check()
    limits = {"concurrency": jobs, "timeout": timeout, "retries": retries, "repairs": repairs}
    reading = {"send_held_back": send_held_back or None, "date_order": date_order}
    settings = load_settings(model=model, base_url=base_url, mode=mode, **reading, **limits)
    loaded = load_prompt(prompt)
    read = read_once if offline and not dry_run else survey_inputs
    plan = RunPlan(
        (*articles, *(["-r"] if recursive else []), "-p", prompt, "-m", settings.model),
        read(articles, settings, limit, published, recursive=recursive),
        loaded,
        settings=settings,
        folder=out or Path("runs") / default_folder_name(articles[0], loaded.name, settings.model),
        recordings=recordings or [],
        flags=flags,
        json_rows=json_rows,
    )
    if dry_run:
        raise typer.Exit(_dry_run(plan))
    check_before_sending(plan)
    raise typer.Exit(asyncio.run(_run(plan)))


def default_folder_name(articles: str, prompt: str, model: str) -> str:
    """Name a run folder after input, prompt and model."""
    stem = "stdin" if articles == "-" else Path(articles).resolve().stem
    return re.sub(r"[^\w.-]+", "-", f"{stem}-{prompt}-{model}")


def _dry_run(plan: RunPlan) -> int:
    from extractor.cli.inputs import print_unusable
    from extractor.cli.run_messages import print_estimate
    from extractor.model.prices import price_list
    from extractor.runs.estimate import estimate
    from extractor.runs.wiring import connect_offline

    with connect_offline(plan.prompt, plan.settings, plan.recordings) as connection:
        found = asyncio.run(estimate(connection, plan.inputs, plan.settings, refresh=plan.flags.refresh))
    print_estimate(found, plan.settings, price_list(plan.settings))
    return 3 if print_unusable(plan.inputs) else 0


async def _run(plan: RunPlan) -> int:
    from extractor.cli.inputs import print_input_notes
    from extractor.cli.progress import Progress
    from extractor.cli.run_messages import print_summary
    from extractor.cli.run_table import Display
    from extractor.runs.processes import Pool, WorkerConfig, relax_garbage_collection
    from extractor.runs.runner import Run, lock_run_folder, run_articles, slots_for
    from extractor.runs.scheduler import Halt
    from extractor.runs.status import RunStatus

    relax_garbage_collection()
    halt, display = Halt(), Display(plan.json_rows)
    interrupted = _on_interrupt(halt)
    config = WorkerConfig(plan.prompt_name, plan.settings, tuple(plan.recordings), folder=plan.folder)
    with lock_run_folder(plan.folder) as (mark, apart):
        status = RunStatus.start(plan.folder, sys.argv[1:], plan.inputs.count)
        async with connected(plan, halt, mark) as connection:
            with Progress() as progress:

                def on_article(article: ArticleRows, status: RunStatus) -> None:
                    display.add(article)
                    progress.update(status)

                slots = 1 if plan.flags.offline else slots_for(plan.settings.concurrency)
                run = Run(
                    plan.inputs,
                    Pool(config, plan.workers, apart),
                    status,
                    halt=halt,
                    on_article=on_article,
                    slots=slots,
                    limited=lambda: plan.inputs.limited,
                )
                outcome = await run_articles(connection, run)
            if plan.flags.offline:
                print_input_notes(plan.inputs)
            display.show()
            print_summary(plan, connection, outcome, status)
    return 130 if interrupted.is_set() else outcome.exit_code(strict=plan.flags.strict)


def _on_interrupt(halt: Halt) -> asyncio.Event:
    """Handle SIGINT and SIGTERM: the first starts no new request and waits for those in flight, the second cancels."""
    from extractor.core.errors import Stop

    interrupted, loop, task = asyncio.Event(), asyncio.get_running_loop(), asyncio.current_task()
    cancelled = asyncio.Event()

    def interrupt() -> None:
        if interrupted.is_set() and task and not cancelled.is_set():  # a third signal must not interrupt the clean-up
            cancelled.set()
            task.cancel()
        interrupted.set()
        halt.now(Stop("Interrupted."))
        print_err("Stopping: waiting for requests in flight. Press Ctrl-C again to cancel them.")

    if sys.platform != "win32":  # no signal handlers there: Ctrl-C aborts at once, recordings stay intact
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, interrupt)
    return interrupted
