"""`run`: articles in, a run folder and a table out."""

from __future__ import annotations

import asyncio
import re
import shlex
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

    typed: tuple[str, ...]
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
    from extractor.cli.inputs import take
    from extractor.errors import UsageError
    from extractor.promptfiles import load_prompt
    from extractor.settings import load_settings

    if offline and (refresh or rebuild):
        raise UsageError("--refresh and --rebuild are for asking, and --offline asks nobody.", next_step="Drop one.")
    settings = load_settings(model=model, base_url=base_url, concurrency=jobs)
    filled = load_prompt(prompt)
    inputs = take(articles, settings, limit, published)
    folder = out or Path("runs") / default_name(articles, filled.name, settings.model)
    typed = (articles, "-p", prompt, "-m", settings.model)
    plan = Plan(typed, inputs, filled, settings, folder, recordings or [], offline, refresh, rebuild, json_rows)
    if dry_run:
        _dry_run(plan)
    else:
        raise typer.Exit(asyncio.run(_run(plan)))


def default_name(articles: str, prompt: str, model: str) -> str:
    """The name of a run folder where none is given: from what is read, asked, and answered by."""
    stem = "stdin" if articles == "-" else Path(articles).resolve().stem
    return re.sub(r"[^\w.-]+", "-", f"{stem}-{prompt}-{model}")


def _dry_run(plan: Plan) -> None:
    from extractor.cli.inputs import tell_unusable
    from extractor.running import missing_requests
    from extractor.tokens import about
    from extractor.wiring import connect_offline

    async def estimate(connection: Connection) -> tuple[int, int]:
        sizes = [about(request.body) async for request in missing_requests(connection, plan.inputs.items)]
        return len(sizes), sum(sizes)

    articles = plan.inputs.articles
    with connect_offline(plan.prompt, plan.settings, plan.recordings) as connection:
        count, tokens = asyncio.run(estimate(connection))
        if plan.refresh:
            first = connection.extractor.asking.first
            count, tokens = len(articles), sum(about(first(article).body) for article in articles)
    say(
        f"{len(articles)} articles: {len(articles) - count} are recorded; {count} requests with about "
        f"{tokens:,} tokens would go to {plan.settings.host}, model {plan.settings.model}. Nothing was sent."
    )
    if tell_unusable(plan.inputs):
        raise typer.Exit(3)


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
            live = connect(
                plan.prompt, plan.settings, plan.recordings, refresh=plan.refresh, rebuild=plan.rebuild, halt=halt
            )
            connection = await stack.enter_async_context(live)
            say(
                f"What is not recorded is asked of {plan.settings.model} at {plan.settings.host} "
                f"and kept in {plan.settings.store.resolve()}."
            )
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
        say(f"{count} x {kind.replace('_', ' ')}: see {plan.folder / 'failures.csv'}")
    if outcome.misses:
        _explain(plan, connection, outcome)
    if halt.reason:
        say(f"Stopped early: {halt.reason} Run the same command again to go on.")
    say(f"Files in {plan.folder}: {', '.join(path.name for path in outcome.files)}")


def _explain(plan: Plan, connection: Connection, outcome: Outcome) -> None:
    """Why articles have no recording, and what would fill the gaps."""
    from extractor.recordings import nearest

    found = nearest({name: miss.facts["request"].parts for name, miss in outcome.misses.items()}, connection.recordings)
    reasons: dict[str, list[str]] = {}
    for name, miss in outcome.misses.items():
        first = miss.facts["request"].parts["step"] == "first"
        why = str(found.get(name, "there is nothing recorded to compare with")) if first else miss.message
        near = f" [{found[name].key[:12]}]" if first and name in found else ""
        reasons.setdefault(why, []).append(name + near)
    for why, names in list(reasons.items())[:10]:
        more = f" and {len(names) - 5} more" if len(names) > 5 else ""
        say(f"  {', '.join(names[:5])}{more}: {why}")
    if len(reasons) > 10:
        say(f"  ... and {len(reasons) - 10} more reasons.")
    store = plan.settings.store
    say(f"Looked in {store.resolve()}{'' if store.exists() else ' (not there)'} and the recordings kept as text.")
    export = ["extractor", "requests", "export", *plan.typed, "-o", "requests.jsonl"]
    say(
        "Ask for them with a key (the same command without --offline), or without one: "
        f"{shlex.join([*export, *(part for path in plan.recordings for part in ('--recordings', str(path)))])}"
    )
