"""`explain`: why two reports are one incident, or are not, rule by rule."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extractor.cli.commands import LOOK
from extractor.cli.console import escape, print_out
from extractor.cli.options import Incidents, NamesFolder
from extractor.core.errors import UsageError

if TYPE_CHECKING:
    from extractor.consolidation.folder import ConsolidatedReport
    from extractor.consolidation.matching import MatchResult

SAID = {
    "same": "The rules say: one incident.",
    "near": "The rules say: nearly; a person should look.",
    "different": "The rules say: two incidents.",
}


def add(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        rich_help_panel=LOOK, epilog="Example: extractor explain strike.txt:i1 attack.txt:i3 --incidents consolidated"
    )(explain)


def explain(
    a: Annotated[str, typer.Argument(metavar="A", help="A report: its id, or ARTICLE:INCIDENT, as far as needed.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Another report.")],
    folder: Incidents = Path("consolidated"),
    names: NamesFolder = None,
) -> None:
    """Explain why two reports are one incident, or are not.

    Prints each rule with its result, and the incident or incidents that the reports are in.
    """
    from extractor.consolidation.folder import read_manifest, read_reports
    from extractor.consolidation.matching import compare_reports
    from extractor.consolidation.pipeline import load_names
    from extractor.consolidation.reports import label_of, report_of

    manifest, known = read_manifest(folder), load_names(names)
    rows = {row["report"]: row for row in read_reports(folder)}
    one, other = (_find(name, rows, folder) for name in (a, b))
    for row in (one, other):
        print_out(escape(f"{row['report']}  {label_of(row)}  {row['summary']}"))
    if known.id != manifest["names"]:
        print_out("The names are not those that the folder was made with: what follows may differ from it.")
    verdict = compare_reports(report_of(one), report_of(other), known.actors)
    _print(verdict)
    for line in _outcome(one, other, verdict, folder):
        print_out(escape(line))


def _find(name: str, rows: Mapping[str, ConsolidatedReport], folder: Path) -> ConsolidatedReport:
    """A report by its id, its label, or the beginning of its article's name and the whole id there."""
    from extractor.consolidation.reports import label_of

    article, _, incident = name.rpartition(":")
    found = (
        [rows[name]]
        if name in rows
        else [row for row in rows.values() if row["id"] == incident and row["article"].startswith(article) and article]
    )
    exact = [row for row in found if row["article"] == article]
    if len(exact or found) != 1:
        several = ", ".join(f"{row['report']} ({label_of(row)})" for row in found[:3])
        raise UsageError(
            f"{folder}: {f'{name} fits {several}' if found else f'no report is called {name}'}.",
            next_step="Give the id of a report, from the column report of reports.csv, or ARTICLE:INCIDENT.",
        )
    return (exact or found)[0]


def _print(verdict: MatchResult) -> None:
    for check in verdict.checks:
        print_out(escape(f"  {check.rule:<11} {check.answer:<10} {check.reason}"))
    print_out(SAID[verdict.outcome])


def _outcome(one: Mapping[str, Any], other: Mapping[str, Any], verdict: MatchResult, folder: Path) -> list[str]:
    """What became of the two, and why, where the rules for the pair do not say it."""
    from extractor.consolidation.folder import read_incidents

    pair = sorted((one["report"], other["report"]))
    if one["incident"] != other["incident"]:
        lines = [f"They are in two incidents: {one['incident']} and {other['incident']}."]
        if verdict.outcome == "same":
            lines.append("Joining them would contradict other reports, or a person decided so: see near_misses.csv.")
        return lines
    incident = next(row for row in read_incidents(folder) if row["incident"] == one["incident"])
    lines = [f"They are in one incident: {one['incident']}, joined by"]
    labels = {each["report"]: each["label"] for each in incident["reports"]}
    for link in incident["links"]:
        mark = "*" if sorted((link["a"], link["b"])) == pair else " "
        lines.append(f" {mark} {labels[link['a']]} and {labels[link['b']]} ({link['outcome']}): {link['reason']}")
    return lines
