"""`status`: the status of a run, also during the run and after it was killed."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.commands import LOOK
from extractor.cli.console import print_out
from extractor.core.errors import InputError

if TYPE_CHECKING:
    from extractor.runs.status import RunStatus


def add(app: typer.Typer) -> None:
    """Register the command."""
    app.command(rich_help_panel=LOOK, epilog="Example: extractor status runs/monday")(status)


def status(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Run folder.")],
) -> None:
    """Show the status of a run and how to resume it.

    Works during the run and after it was killed. Exit codes as for run.
    """
    from extractor.cli.progress import states_text, status_line
    from extractor.runs.folder import unfinished_folder
    from extractor.runs.manifest import is_finished, manifest_head
    from extractor.runs.status import read_status

    run_status = read_status(run)
    if run_status is None and (head := manifest_head(run)):
        counts = head["counts"]
        print_out(states_text(counts))
        if not is_finished(run):
            print_out("Not finished: articles are pending, or --limit left some out.")
            raise typer.Exit(4)
        print_out("Complete. Replayed from recordings, no API calls.")
        raise typer.Exit(3 if counts["failed"] or counts["partial"] else 0)
    if run_status is None:
        raise InputError(f"{run}: no run in this folder.", next_step="Give the folder that `extractor run` printed.")
    print_out(status_line(run_status))
    _print_counts(run_status)
    if is_finished(run) and manifest_head(unfinished_folder(run)):
        print_out(f"{run} holds an earlier, finished run; the files of this one are in {unfinished_folder(run)}.")
    raise typer.Exit(_print_next_step(run, run_status))


def _print_counts(run_status: RunStatus) -> None:
    from extractor.cli.progress import earlier_cost, states_text, status_cost

    states = run_status.states
    print_out(f"articles: {states_text(states)}")
    for kind, count in sorted(run_status.kinds.items()):
        print_out(f"  {count:>7,}  {kind.replace('_', ' ')}")
    print_out(
        f"requests: {run_status.sent:,} sent, {run_status.answered:,} answered, {run_status.failed:,} attempts failed, "
        f"{run_status.possibly_billed:,} of them possibly billed; {status_cost(run_status)}"
    )
    if earlier := earlier_cost(run_status):
        print_out(f"earlier invocations: {earlier}")


def _print_next_step(run: Path, run_status: RunStatus) -> int:
    """Print how to resume a run; return the exit code that the run has or would have."""
    from extractor.core.folder_lock import lock_holder

    states, command = run_status.states, f"extractor {shlex.join(run_status.command)}"
    if pid := lock_holder(run):
        print_out(f"Running in process {pid}.")
        return 0
    if not run_status.ended:
        print_out(f"Killed before it ended. Recorded responses are kept. Resume with: {command}")
        return 4
    if states.get("pending"):
        print_out(f"Stopped early: {run_status.reason or 'requests are not recorded.'}")
        print_out(f"Resume with: {command}")
        return 4
    if states.get("failed") or states.get("partial"):
        print_out(f"Retry the articles that are not ok with: {command} --retry-failed")
        return 3
    print_out("Complete.")
    return 0
