"""`explain`: why two reports are one incident or are not, rule by rule."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.commands import LOOK
from extractor.cli.console import escape, print_out
from extractor.cli.options import Incidents, NamesFolder
from extractor.core.errors import UsageError

if TYPE_CHECKING:
    from extractor.consolidation.folder import ConsolidatedReport
    from extractor.consolidation.matching import MatchResult

RESULTS = {
    "same": "By the rules: one incident.",
    "near": "By the rules: a near miss, to be reviewed.",
    "different": "By the rules: two incidents.",
}


def add(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        rich_help_panel=LOOK, epilog="Example: extractor explain strike.txt:i1 attack.txt:i3 --incidents consolidated"
    )(explain)


def explain(
    a: Annotated[
        str,
        typer.Argument(
            metavar="A", help="Report: its id, or ARTICLE:INCIDENT (the start of the article name is enough)."
        ),
    ],
    b: Annotated[str, typer.Argument(metavar="B", help="Other report.")],
    folder: Incidents = Path("consolidated"),
    names: NamesFolder = None,
) -> None:
    """Explain why two reports are one incident, or are not.

    Prints each rule with its result, and the incident or incidents that the reports are in.
    """
    from extractor.consolidation.base_rates import BaseRates
    from extractor.consolidation.folder import read_manifest, read_reports
    from extractor.consolidation.matching import compare_reports
    from extractor.consolidation.reports import label_of, report_of
    from extractor.grounding.names import load_names

    manifest, known = read_manifest(folder), load_names(names)
    rows = {row["report"]: row for row in read_reports(folder)}
    one, other = (_find(name, rows, folder) for name in (a, b))
    for row in (one, other):
        print_out(escape(f"{row['report']}  {label_of(row)}  {row['summary']}"))
    if known.id != manifest["names"]:
        print_out("These names differ from those that the folder was made with, so the result may differ too.")
    rates = BaseRates.of(map(report_of, rows.values()))
    result = compare_reports(report_of(one), report_of(other), known.actors, rates)
    _print_checks(result)
    for line in _membership(one, other, result, folder):
        print_out(escape(line))


def _find(name: str, rows: Mapping[str, ConsolidatedReport], folder: Path) -> ConsolidatedReport:
    """Return a report by its id, its label, or the start of its article's name and its whole id there."""
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
            f"{folder}: {f'{name} matches {several}' if found else f'no report named {name}'}.",
            next_step="Give the id of a report, from the column report of reports.csv, or ARTICLE:INCIDENT.",
        )
    return (exact or found)[0]


def _print_checks(result: MatchResult) -> None:
    from extractor.schema.incident_types import with_labels

    for check in result.checks:
        print_out(escape(f"  {check.rule:<11} {check.answer:<10} {with_labels(check.reason)}"))
    print_out(RESULTS[result.outcome])


def _membership(one: ConsolidatedReport, other: ConsolidatedReport, result: MatchResult, folder: Path) -> list[str]:
    """Return lines about the incidents that the two reports are in, and the links that joined them."""
    from extractor.consolidation.folder import read_incidents
    from extractor.schema.incident_types import with_labels

    pair = sorted((one["report"], other["report"]))
    if one["incident"] != other["incident"]:
        lines = [f"They are in different incidents: {one['incident']} and {other['incident']}."]
        if result.outcome == "same":
            lines.append(
                "Joining them would contradict other reports, or a decision keeps them apart: see near_misses.csv."
            )
        return lines
    incident = next(row for row in read_incidents(folder) if row["incident"] == one["incident"])
    lines = [f"Both are in incident {one['incident']}, joined by"]
    labels = {each["report"]: each["label"] for each in incident["reports"]}
    for link in incident["links"]:
        reason = with_labels(link["reason"])
        mark = "*" if sorted((link["a"], link["b"])) == pair else " "
        lines.append(f" {mark} {labels[link['a']]} and {labels[link['b']]} ({link['outcome']}): {reason}")
    return lines
