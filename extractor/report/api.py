"""The steps after a run as functions: consolidate, export and report what a run folder holds."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from pathlib import Path

from extractor.consolidation.exports.formats import FORMATS
from extractor.consolidation.exports.formats import export as write_tables
from extractor.consolidation.exports.tables import Table, tables_of
from extractor.consolidation.pipeline import ConsolidationSummary
from extractor.consolidation.pipeline import consolidate as join
from extractor.core.errors import UsageError
from extractor.evaluation.corrections import apply_corrections
from extractor.grounding.names import Names, load_names
from extractor.report.build import PageOptions, build_page, check_output, write_page

log = logging.getLogger("extractor")


def consolidate(
    runs: Path | Iterable[Path],
    out: Path,
    *,
    corrections: bool = True,
    names: Path | None = None,
    decisions: Path | None = None,
    gazetteer: bool = True,
) -> ConsolidationSummary:
    """Join reports of the same incident across runs, as `extractor consolidate` does.

    Args:
        runs: run folders, in any order.
        out: the folder to write.
        corrections: apply what a person corrected in a review of each run.
        names: a folder of own names of actors and places.
        decisions: CSV of pairs that are the same or different.
        gazetteer: geocode places.

    Raises:
        InputError, UsageError: a run, a file of names or decisions, or the folder cannot be used.
    """
    known = load_names(names, gazetteer=gazetteer)
    folders = [runs] if isinstance(runs, Path) else list(runs)
    return join(_corrected(folders, lambda: known) if corrections else folders, out, known, decisions)


def export(
    folder: Path, out: Path, *, table: str | None = None, layout: str | None = None
) -> tuple[list[str], list[str]]:
    """Export consolidated incidents for other tools, as `extractor export` does.

    Args:
        folder: of consolidated incidents.
        out: the file to write; its ending is the format.
        table: one table; by default `incidents`, or all in a format that holds several.
        layout: `acled`, `ucdp` or `airwars` instead.

    Returns:
        The names of the tables that were written, and notes for the reader.

    Raises:
        InputError, UsageError: the folder, the table or the format cannot be used.
    """
    if out.parent.resolve() == folder.resolve():
        raise UsageError(
            f"{out}: exports may not be written into the folder of the incidents.", next_step="Choose another place."
        )
    notes: list[str] = []
    if layout:
        if table:
            raise UsageError("--layout and --table exclude each other.", next_step="Leave out --table.")
        tables, notes = _layout_tables(folder, layout)
    else:
        found = tables_of(folder)
        if table and table not in found:
            raise UsageError(f"--table {table}: no such table.", next_step=f"Use one of {', '.join(found)}.")
        many = FORMATS.get(out.suffix, ("", False))[1]
        tables = [found[table]] if table else list(found.values()) if many else [found["incidents"]]
    notes += write_tables(out, tables)
    return [each.name for each in tables], notes


def write_report(run: Path, out: Path, *, corrections: bool = True, options: PageOptions | None = None) -> None:
    """Write a run as one self-contained HTML page, as `extractor report` does.

    Args:
        run: folder of a finished run.
        out: the page.
        corrections: apply what a person corrected in a review of the run.
        options: of the page.

    Raises:
        InputError, UsageError: the run or an option cannot be used.
    """
    options = options or PageOptions()
    check_output(out, options, run)
    names = cache(partial(load_names, options.names, gazetteer=options.gazetteer))
    (taken,) = _corrected([run], names) if corrections else [run]
    write_page(out, build_page(taken, options))


def _corrected(runs: Sequence[Path], names: Callable[[], Names]) -> list[Path]:
    """Return the runs, those that were reviewed as corrected runs."""
    taken = []
    for run in runs:
        found = apply_corrections(run, None, names)
        for message in found.not_applied if found else ():
            log.warning("Correction not applied: %s.", message)
        taken.append(found.folder if found and found.articles else run)
    return taken


def _layout_tables(folder: Path, name: str) -> tuple[list[Table], list[str]]:
    try:
        from extractor.consolidation.exports.layouts import LAYOUTS, layout_table
    except ImportError as error:
        raise UsageError(
            f"--layout needs {error.name}, which is not installed.",
            next_step="pip install 'incident-extractor[export]'.",
        ) from error
    if name not in LAYOUTS:
        raise UsageError(f"--layout {name}: no such layout.", next_step=f"Use one of {', '.join(LAYOUTS)}.")
    table, notes = layout_table(folder, LAYOUTS[name])
    return [table], notes
