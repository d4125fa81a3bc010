"""`status`: how a run stands, also while it goes on or after it was killed."""

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
    run: Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run.")],
) -> None:
    """Show the status of a run and how to resume it.

    Works during the run and after it was killed. Exit codes as for run.
    """
    from extractor.cli.progress import status_line
    from extractor.runs.folder import manifest_head
    from extractor.runs.status import read_status

    standing = read_status(run)
    if standing is None and (counts := manifest_head(run).get("counts")):
        print_out(", ".join(f"{count:,} {state}" for state, count in counts.items()))
        print_out("It is complete. It was replayed from recordings and cost nothing.")
        raise typer.Exit(3 if counts["failed"] else 0)
    if standing is None:
        raise InputError(f"{run}: no run is known there.", next_step="Give the folder of a run, as printed by it.")
    print_out(status_line(standing))
    _counts(standing)
    raise typer.Exit(_how_to_go_on(run, standing))


def _counts(standing: RunStatus) -> None:
    from extractor.cli.progress import cost_text

    states = standing.states
    print_out(
        f"ended: {states.get('ok', 0):,} ok, {states.get('failed', 0):,} failed, {states.get('pending', 0):,} pending"
    )
    for kind, count in sorted(standing.kinds.items()):
        print_out(f"  {count:>7,}  {kind.replace('_', ' ')}")
    print_out(
        f"sent: {standing.sent:,} requests, {standing.answered:,} answered and paid, "
        f"{standing.failed:,} attempts failed, {standing.possibly_billed:,} of them perhaps paid; {cost_text(standing)}"
    )
    if standing.before.get("sent"):
        print_out(f"before that: {standing.before['sent']:,.0f} requests, ${standing.before['cost']:.4f}")


def _how_to_go_on(run: Path, standing: RunStatus) -> int:
    """Say it; the exit code that the run has, or would have."""
    from extractor.core.folder_lock import owner

    states, again = standing.states, f"extractor {shlex.join(standing.command)}"
    if pid := owner(run):
        print_out(f"going on in process {pid}")
        return 0
    if not standing.ended:
        print_out(f"It was killed. What was recorded is kept; go on with: {again}")
        return 4
    if states.get("pending"):
        print_out(f"It stopped early: {standing.reason or 'requests are not recorded'}")
        print_out(f"Go on with: {again}")
        return 4
    if states.get("failed"):
        print_out(f"Try the failed ones again with: {again} --retry-failed")
        return 3
    print_out("It is complete.")
    return 0
