"""Runs with the corrections of their reviewers, for commands that take runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.console import escape, print_err

if TYPE_CHECKING:
    from extractor.grounding.names import Names

SHOWN = 5  # messages on corrections that are not applied

Corrections = Annotated[
    Path | None,
    typer.Option(
        "--corrections",
        metavar="FOLDER",
        help="Gold that `extractor review` wrote; by default where the review of each run wrote it.",
        show_default=False,
    ),
]
NoCorrections = Annotated[bool, typer.Option("--no-corrections", help="Take runs without their corrections.")]


def with_corrections(
    runs: Sequence[Path], given: Path | None, names: Callable[[], Names], *, leave_out: bool
) -> list[Path]:
    """Return the runs, those with corrections as corrected runs; print what was corrected.

    Args:
        runs: run folders.
        given: folder of corrections for all of them; by default the one where the review of each run wrote.
        names: loads the names to match incidents by, if there are corrections.
        leave_out: return the runs as they are.
    """
    if leave_out:
        return list(runs)
    return [_corrected(run, given, names) for run in runs]


def _corrected(run: Path, given: Path | None, names: Callable[[], Names]) -> Path:
    from extractor.evaluation.corrections import apply_corrections

    found = apply_corrections(run, given, names)
    if found is None:
        return run
    for message in found.not_applied[:SHOWN]:
        print_err(f"Correction not applied: {escape(message)}.")
    if len(found.not_applied) > SHOWN:
        print_err(f"... and {len(found.not_applied) - SHOWN} more.")
    if not found.articles:
        return run
    counts = ", ".join(f"{count} {status}" for status, count in sorted(found.incidents.items()) if count)
    print_err(
        f"{escape(str(run))}: {found.articles} articles as reviewed in {escape(str(found.gold))}: "
        f"{counts or 'no incidents'} (rows: {escape(str(found.folder))})."
    )
    return found.folder
