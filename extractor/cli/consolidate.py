"""`consolidate`: reports of one or several runs become incidents, every figure beside its source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extractor.cli.commands import CONSOLIDATE
from extractor.cli.console import escape, print_err, print_row
from extractor.cli.options import Gazetteer, NamesFolder

if TYPE_CHECKING:
    from extractor.consolidation.pipeline import ConsolidationSummary

SHOWN = 40  # incidents; all of them are in the files


def add(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        rich_help_panel=CONSOLIDATE, epilog="Example: extractor consolidate runs/monday runs/tuesday -o consolidated"
    )(consolidate)


def consolidate(
    runs: Annotated[list[Path], typer.Argument(metavar="RUN", help="Folders of finished runs, in any order.")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FOLDER", help="Where the files go.")] = Path(
        "consolidated"
    ),
    names: NamesFolder = None,
    decisions: Annotated[
        Path | None,
        typer.Option(
            "--decisions",
            metavar="FILE",
            help="CSV of pairs that are the same or different; it wins. near_misses.csv has its form.",
            show_default=False,
        ),
    ] = None,
    gazetteer: Gazetteer = True,
    json_rows: Annotated[bool, typer.Option("--json", help="Incidents as JSON lines instead of a table.")] = False,
) -> None:
    """Join reports of the same incident across runs.

    Rules decide, and each gives its reason; no model is called.
    """
    from extractor.consolidation.folder import read_incidents
    from extractor.consolidation.pipeline import consolidate as join
    from extractor.consolidation.pipeline import load_names
    from extractor.runs.runner import relax_garbage_collection

    relax_garbage_collection()
    outcome = join(runs, out, load_names(names, gazetteer=gazetteer), decisions)
    incidents = read_incidents(out)
    if json_rows:
        for incident in incidents:
            print_row(incident)
    else:
        show(incidents)
    tell(outcome, out)


_LEFT = 14  # the days, and beneath them the id


def show(incidents: Iterable[Mapping[str, Any]]) -> None:
    """Print incidents, each with its tolls by source and who tells of it."""
    from rich.table import Table
    from rich.text import Text

    from extractor.cli.run_table import terminal

    console, width = terminal()
    console.print(Text("Incidents, from all these reports together:", style="bold"))
    table = Table.grid(padding=(0, 0, 1, 0))
    table.add_column(width=_LEFT)
    table.add_column(width=width - _LEFT, overflow="fold")
    more = 0
    for number, incident in enumerate(incidents):
        if number >= SHOWN:
            more += 1
            continue
        when, lines = _when(incident), _lines(incident)
        body = Text("\n").join([Text(escape(lines[0]), style="bold"), *(Text(escape(line)) for line in lines[1:])])
        table.add_row(Text.assemble(when, "\n", (incident["incident"], "dim")), body)
    console.print(table)
    if more:
        console.print(f"... and {more} more, in the files.")


def _when(incident: Mapping[str, Any]) -> str:
    from extractor.cli.run_table import when

    return when(incident).replace(" to ", "\nto ")


def _lines(incident: Mapping[str, Any]) -> list[str]:
    from extractor.consolidation.folder import format_figure
    from extractor.schema.incident_types import label

    status = {"attempted_or_foiled": ", foiled", "alleged_disputed": ", alleged"}.get(incident["status"], "")
    what = label(incident["type"])
    place = ", ".join(part for part in (incident["place"], incident["country"]) if part) or "no place"
    vague = "" if incident["lat"] is not None or place == "no place" else " (not placed)"
    who, whom = (", ".join(actor["name"] for actor in incident[side]) for side in ("initiators", "targets"))
    reports, sources = len(incident["reports"]), incident["sources"]
    told = f"{reports} report{'s' * (reports > 1)}, {sources} source{'s' * (sources > 1)}"
    if incident["grade"] in ("contested", "acknowledged"):
        told += f": {incident['grade_reason']}"
    whole = dict.fromkeys(format_figure(each) for each in incident["operation_tolls"])
    return [
        f"{what}{status} · {place}{vague}",
        f"{who or 'unknown'} → {whom}" if whom else who or "unknown",
        *map(_toll, incident["tolls"]),
        *([f"its whole operation: {'; '.join(whole)}"] if whole else []),
        told,
    ]


def _toll(toll: Mapping[str, Any]) -> str:
    """A range, and each figure with who gives it: 1-2 killed: 1 (the ministry); 2 (the army)."""
    from extractor.consolidation.folder import format_number

    said = []
    for figure in [*toll["figures"], *toll["parts"], *toll["superseded"]]:
        earlier = "earlier " if figure["superseded"] else "of them " if figure in toll["parts"] else ""
        said.append(f"{earlier}{format_number(figure['low'], figure['high'])} ({figure['source'] or 'the article'})")
    status = toll["status"].replace("_", " ")
    number = format_number(toll["low"], toll["high"]) + "+" * (toll["open"] and toll["low"] is not None)
    return f"{number} {status}: {'; '.join(dict.fromkeys(said))}"


def tell(outcome: ConsolidationSummary, out: Path) -> None:
    """What was made, what is left to a person, and where it is."""
    runs = f"{outcome.runs} run{'s' * (outcome.runs > 1)}"
    known = outcome.runs - outcome.derived_runs
    before = f" ({known} read before)" if known else ""
    print_err(
        f"{outcome.reports:,} reports of {outcome.incidents:,} incidents, from {outcome.articles:,} articles of "
        f"{runs}{before}. Nothing was sent."
    )
    print_err(
        f"{outcome.not_geocoded:,} without a point (unplaced.csv), {outcome.undated:,} without a day, "
        f"{outcome.flagged:,} with flags."
    )
    if outcome.left_out:
        print_err(f"{outcome.left_out:,} articles of these runs are failed or pending, and not in it.")
    for line in outcome.unused_decisions:
        print_err(f"Decision not used: {line}.")
    if outcome.near_misses:
        file = out / "near_misses.csv"
        print_err(f"{outcome.near_misses:,} near misses to look at: fill in the first column of {file}, and")
        print_err(
            f"  give the file with --decisions. Why two reports are one or not: extractor explain A B --incidents {out}"
        )
    print_err(
        f"Files in {out}: {', '.join(sorted(path.name for path in out.iterdir() if not path.name.startswith('.')))}"
    )
