"""`run`: articles in, a run folder and a table out."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.console import say
from extractor.cli.options import Articles, Limit, Model, PromptName, Published, Recordings

if TYPE_CHECKING:
    from extractor.batch import Halt
    from extractor.prompt import Prompt
    from extractor.running import Outcome
    from extractor.settings import Settings
    from extractor.sources import Inputs
    from extractor.wiring import Connection


def add(app: typer.Typer) -> None:
    """Register the verb."""
    app.command(epilog="Example: extractor run articles/ -p incident -m gpt-5-mini -o runs/monday")(run)


@dataclass(frozen=True)
class Plan:
    """What one `run` is to do."""

    source: str
    inputs: Inputs
    prompt: Prompt
    settings: Settings
    folder: Path
    recordings: list[Path]
    offline: bool = False
    refresh: bool = False
    rebuild: bool = False
    json_rows: bool = False


def run(
    articles: Articles,
    prompt: PromptName = "incident",
    model: Model = None,
    base_url: Annotated[
        str | None,
        typer.Option("--base-url", metavar="URL", help="OpenAI-compatible endpoint (OPENAI_BASE_URL)."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="FOLDER", help="Where the files go (runs/INPUT-PROMPT-MODEL)."),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option("-j", "--jobs", metavar="N", help="Requests in flight at once (EXTRACTOR_CONCURRENCY)."),
    ] = None,
    limit: Limit = None,
    published: Published = None,
    offline: Annotated[bool, typer.Option("--offline", help="Recordings only: no key, no network.")] = False,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Ask again what is recorded; old answers are kept aside.")
    ] = False,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Go on although the store's database is gone.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be asked; send nothing.")] = False,
    json_rows: Annotated[bool, typer.Option("--json", help="Rows as JSON lines instead of a table.")] = False,
    recordings: Recordings = None,
) -> None:
    """Extract the incidents of articles: recordings first, the model for the rest."""
    from extractor.promptfiles import load_prompt
    from extractor.settings import load_settings
    from extractor.sources import read_inputs

    settings = load_settings(model=model, base_url=base_url, concurrency=jobs)
    filled = load_prompt(prompt)
    inputs = read_inputs(articles, max_chars=settings.max_chars, limit=limit, published=published)
    if inputs.skipped:
        say(f"Not read, since they are no .txt, .md or .html files: {', '.join(inputs.skipped[:8])}")
    if inputs.repeated:
        say(f"Given twice and read once: {', '.join(inputs.repeated[:8])}")
    folder = out or Path("runs") / default_name(articles, filled.name, settings.model)
    plan = Plan(articles, inputs, filled, settings, folder, recordings or [], offline, refresh, rebuild, json_rows)
    if dry_run:
        _dry_run(plan)
    else:
        raise typer.Exit(asyncio.run(_run(plan)))


def default_name(articles: str, prompt: str, model: str) -> str:
    """The name of a run folder where none is given: from what is read, asked, and answered by."""
    stem = "stdin" if articles == "-" else Path(articles).resolve().stem
    return re.sub(r"[^\w.-]+", "-", f"{stem}-{prompt}-{model}")


def _dry_run(plan: Plan) -> None:
    from extractor.running import missing_requests
    from extractor.tokens import about
    from extractor.wiring import connect_offline

    with connect_offline(plan.prompt, plan.settings, plan.recordings) as connection:
        missing = asyncio.run(missing_requests(connection, plan.inputs.items))
    tokens = sum(about(request.body) for request in missing)
    articles = len(plan.inputs.articles)
    say(
        f"{articles} articles: {articles - len(missing)} are recorded; {len(missing)} requests with about "
        f"{tokens:,} tokens would go to {plan.settings.host}, model {plan.settings.model}. Nothing was sent."
    )


async def _run(plan: Plan) -> int:
    from extractor.batch import Halt
    from extractor.cli.table import Display
    from extractor.running import run_articles
    from extractor.wiring import connect, connect_offline

    halt, display = Halt(), Display(plan.json_rows, total=len(plan.inputs.items))
    interrupted = _on_interrupt(halt)
    async with AsyncExitStack() as stack:
        if plan.offline:
            connection = stack.enter_context(connect_offline(plan.prompt, plan.settings, plan.recordings))
        else:
            live = connect(plan.prompt, plan.settings, plan.recordings, refresh=plan.refresh, rebuild=plan.rebuild)
            connection = await stack.enter_async_context(live)
            say(f"What is not recorded is asked of {plan.settings.model} at {plan.settings.host}.")
        with display:
            outcome = await run_articles(
                connection,
                plan.inputs.items,
                plan.folder,
                concurrency=plan.settings.concurrency,
                halt=halt,
                tell=display.tell,
            )
        display.show()
        _report(plan, connection, outcome, halt)
    return 130 if interrupted.is_set() else outcome.exit_code


def _on_interrupt(halt: Halt) -> asyncio.Event:
    """First Ctrl-C or SIGTERM: start nothing new, let what is in flight finish. Second: abort."""
    from extractor.errors import Stop

    interrupted, loop, task = asyncio.Event(), asyncio.get_running_loop(), asyncio.current_task()

    def hear() -> None:
        if interrupted.is_set() and task:
            task.cancel()
        interrupted.set()
        halt.now(Stop("Interrupted."))
        say("Stopping: waiting for requests in flight. Press Ctrl-C again to drop them.")

    if sys.platform != "win32":  # no such handlers there: Ctrl-C aborts at once, recordings stay whole
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, hear)
    return interrupted


def _report(plan: Plan, connection: Connection, outcome: Outcome, halt: Halt) -> None:
    states, quotes = outcome.states, outcome.quotes
    sent = connection.provider.sent if connection.provider else 0
    say(
        f"{states.total()} articles: {states['ok']} ok, {states['failed']} failed, {states['pending']} pending; "
        f"{f'{sent} requests sent' if sent else 'nothing was sent'}; {outcome.repairs} replies repaired."
    )
    if total := quotes["exact"] + quotes["folded"] + quotes["ungrounded"]:
        say(
            f"{total} quotes: {quotes['exact']} exact, {quotes['folded']} but for typography, "
            f"{quotes['ungrounded']} ungrounded; {quotes['asked_again']} asked for again."
        )
    for kind, count in sorted(outcome.kinds.items()):
        say(f"{count} x {kind}: see {plan.folder / 'failures.csv'}")
    if outcome.misses:
        _explain(plan, connection, outcome)
    if halt.reason:
        say(f"Stopped early: {halt.reason}")
    say(f"Files in {plan.folder}: {', '.join(path.name for path in outcome.files)}")


def _explain(plan: Plan, connection: Connection, outcome: Outcome) -> None:
    """Why articles have no recording, and what would fill the gaps."""
    from extractor.recordings import nearest

    found = nearest({name: request.parts for name, request in outcome.misses.items()}, connection.recordings)
    for name, request in list(outcome.misses.items())[:10]:
        step = request.parts["step"]
        say(f"  {name}: its {step} request is not recorded; {found.get(name, f'no {step} request is')}.")
    if len(outcome.misses) > 10:
        say(f"  ... and {len(outcome.misses) - 10} more.")
    say(
        "Ask for them with a key (the same command without --offline), or without one: "
        f"extractor requests export {plan.source} -p {plan.prompt.name} -m {plan.settings.model} -o requests.jsonl"
    )
