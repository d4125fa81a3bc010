"""`consolidate`: join the reports of one or several runs into incidents, every number with its source."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.commands import CONSOLIDATE
from extractor.cli.console import escape, print_err, print_row
from extractor.cli.corrections import Corrections, NoCorrections, with_corrections
from extractor.cli.options import Gazetteer, NamesFolder

if TYPE_CHECKING:
    from extractor.consolidation.casualties import CasualtyRange
    from extractor.consolidation.fusion import ConsolidatedIncident
    from extractor.consolidation.pipeline import ConsolidationSummary

MAX_SHOWN = 40  # incidents; the files have all


def add(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        rich_help_panel=CONSOLIDATE, epilog="Example: extractor consolidate runs/monday runs/tuesday -o consolidated"
    )(consolidate)


def consolidate(
    runs: Annotated[list[Path], typer.Argument(metavar="RUN", help="Run folders, in any order.")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FOLDER", help="Output folder.")] = Path("consolidated"),
    names: NamesFolder = None,
    decisions: Annotated[
        Path | None,
        typer.Option(
            "--decisions",
            metavar="FILE",
            help="CSV of pairs that are the same or different, in the form of near_misses.csv; overrides the rules.",
            show_default=False,
        ),
    ] = None,
    corrections: Corrections = None,
    no_corrections: NoCorrections = False,
    gazetteer: Gazetteer = True,
    json_rows: Annotated[
        bool, typer.Option("--json", help="Print incidents as JSON lines instead of a table.")
    ] = False,
) -> None:
    """Join reports of the same incident across runs.

    Rules decide, and each gives its reason; no model is called. Corrections of reviewed runs are applied.
    """
    from extractor.consolidation.folder import read_incidents
    from extractor.consolidation.pipeline import consolidate as join
    from extractor.grounding.names import load_names
    from extractor.runs.processes import relax_garbage_collection

    relax_garbage_collection()
    known = load_names(names, gazetteer=gazetteer)
    summary = join(with_corrections(runs, corrections, lambda: known, leave_out=no_corrections), out, known, decisions)
    incidents = read_incidents(out)
    if json_rows:
        for incident in incidents:
            print_row(incident)
    else:
        print_incidents(incidents)
    print_summary(summary, out)
    if gazetteer and summary.gazetteer_missing:
        print_err("Places that no alias file has were not geocoded: pip install 'incident-extractor[places]'.")


_LEFT = 14  # columns for dates and, below them, the id


def print_incidents(incidents: Iterable[ConsolidatedIncident]) -> None:
    """Print incidents, each with its casualties by source and its number of reports."""
    from rich.table import Table
    from rich.text import Text

    from extractor.cli.run_table import format_dates, terminal

    console, width = terminal()
    console.print(Text("Incidents consolidated from all reports:", style="bold"))
    table = Table.grid(padding=(0, 0, 1, 0))
    table.add_column(width=_LEFT)
    table.add_column(width=width - _LEFT, overflow="fold")
    more = 0
    for number, incident in enumerate(incidents):
        if number >= MAX_SHOWN:
            more += 1
            continue
        dates, lines = format_dates(incident).replace(" to ", "\nto "), _lines(incident)
        body = Text("\n").join([Text(escape(lines[0]), style="bold"), *(Text(escape(line)) for line in lines[1:])])
        table.add_row(Text.assemble(dates, "\n", (incident["incident"], "dim")), body)
    console.print(table)
    if more:
        console.print(f"... and {more} more; see the files.")


def _lines(incident: ConsolidatedIncident) -> list[str]:
    from extractor.consolidation.folder import format_figure
    from extractor.schema.incident_types import label

    status = {"attempted_or_foiled": ", foiled", "alleged_disputed": ", alleged"}.get(incident["status"], "")
    what = label(incident["type"])
    place = ", ".join(part for part in (incident["place"], incident["country"]) if part) or "no place"
    vague = "" if incident["lat"] is not None or place == "no place" else " (not geocoded)"
    who, whom = (", ".join(actor["name"] for actor in incident[side]) for side in ("initiators", "targets"))
    reports, sources = len(incident["reports"]), incident["sources"]
    attestation = f"{reports} report{'s' * (reports > 1)}, {sources} source{'s' * (sources > 1)}"
    if incident["grade"] in ("contested", "acknowledged"):
        attestation += f": {incident['grade_reason']}"
    whole = dict.fromkeys(format_figure(each) for each in incident["operation_tolls"])
    return [
        f"{what}{status} · {place}{vague}",
        f"{who or 'unknown actor'} → {whom}" if whom else who or "unknown actor",
        *map(_casualties, incident["tolls"]),
        *([f"whole operation: {'; '.join(whole)}"] if whole else []),
        attestation,
    ]


def _casualties(casualties: CasualtyRange) -> str:
    """Format a range and each number with its source: 1-2 killed: 1 (the ministry); 2 (the army)."""
    from extractor.consolidation.folder import format_number

    numbers = []
    for figure in [*casualties["figures"], *casualties["parts"], *casualties["superseded"]]:
        earlier = "earlier " if figure["superseded"] else "of them " if figure in casualties["parts"] else ""
        numbers.append(f"{earlier}{format_number(figure['low'], figure['high'])} ({figure['source'] or 'the article'})")
    status = casualties["status"].replace("_", " ")
    number = format_number(casualties["low"], casualties["high"]) + "+" * (
        casualties["open"] and casualties["low"] is not None
    )
    return f"{number} {status}: {'; '.join(dict.fromkeys(numbers))}"


def print_summary(summary: ConsolidationSummary, out: Path) -> None:
    """Print the counts, what is left for review, and the files."""
    runs = f"{summary.runs} run{'s' * (summary.runs > 1)}"
    cached = summary.runs - summary.derived_runs
    note = f" ({cached} cached)" if cached else ""
    print_err(
        f"{summary.incidents:,} incidents, reported {summary.reports:,} times in {summary.articles:,} articles of "
        f"{runs}{note}; no API calls."
    )
    print_err(
        f"{summary.not_geocoded:,} not geocoded, {summary.undated:,} undated, {summary.flagged:,} flagged; "
        "unplaced.csv lists those not geocoded."
    )
    if summary.left_out:
        print_err(f"{summary.left_out:,} articles of these runs are failed or pending and were left out.")
    for line in summary.unused_decisions:
        print_err(f"Decision not used: {line}.")
    if summary.near_misses:
        file = out / "near_misses.csv"
        print_err(f"{summary.near_misses:,} near misses to review: fill in the first column of {file} and pass it with")
        print_err(f"  --decisions. To compare two reports: extractor explain A B --incidents {out}")
    print_err(
        f"Files in {out}: {', '.join(sorted(path.name for path in out.iterdir() if not path.name.startswith('.')))}"
    )
