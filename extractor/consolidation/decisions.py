"""Decisions by a person: pairs of reports that are the same incident, or are not. They override every rule.

A CSV file with the columns `decision` (same, different, or empty while undecided), `a`, `b` and `note`: the form in
which near misses are listed. A report is named by its id or by its label, such as `strike.txt:i2`. An id means the
report as it was coded when the decision was made; a label means whatever is coded under it now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from extractor.consolidation.disjoint_sets import DisjointSets
from extractor.consolidation.reports import Report
from extractor.core.errors import UsageError
from extractor.grounding.aliases import CsvFile, csv_rows

COLUMNS = ("decision", "a", "b", "note")


@dataclass(frozen=True)
class Decision:
    """One line of the file: two names of reports, whether they are the same, and the file and line."""

    same: bool
    a: str
    b: str
    where: str
    note: str = ""


@dataclass(frozen=True)
class ResolvedDecisions:
    """Decisions as pairs of the reports at hand.

    Attributes:
        same, different: pairs of report ids, each in order.
        notes: reasons, by pair.
        unused: messages for the lines whose reports were not found.
    """

    same: frozenset[tuple[str, str]] = frozenset()
    different: frozenset[tuple[str, str]] = frozenset()
    notes: Mapping[tuple[str, str], str] = field(default_factory=dict)
    unused: tuple[str, ...] = ()


def read_decisions(file: CsvFile) -> list[Decision]:
    """Read the decided lines of a file.

    Raises:
        UsageError: the header is wrong, or a line has an unknown decision or lacks a report.
    """
    found = []
    for where, row in csv_rows(file, COLUMNS, ("decision", "a", "b")):
        if not row["decision"]:
            continue
        decision = row["decision"].casefold()
        if decision not in ("same", "different") or not row["a"] or not row["b"]:
            raise UsageError(
                f"{where}: needs a decision (same or different) and two reports.",
                next_step="Write: same,REPORT,REPORT,why.",
            )
        found.append(Decision(decision == "same", row["a"], row["b"], where=where, note=row["note"]))
    return found


def resolve_decisions(decisions: Iterable[Decision], reports: Iterable[Report]) -> ResolvedDecisions:
    """Resolve the names in decisions to the reports at hand.

    Raises:
        UsageError: a name matches several reports, both names are one report, or two decisions contradict.
    """
    ids_by_name: dict[str, list[str]] = {}
    for report in reports:
        for name in (report.id, report.label):
            ids_by_name.setdefault(name, []).append(report.id)
    pairs: dict[bool, dict[tuple[str, str], Decision]] = {True: {}, False: {}}
    unused = []
    for decision in decisions:
        ids = [_resolve(name, ids_by_name, decision) for name in (decision.a, decision.b)]
        missing = [name for name, id_ in zip((decision.a, decision.b), ids, strict=True) if id_ is None]
        if missing:
            unused.append(f"{decision.where}: no report is called {' or '.join(missing)}")
            continue
        first, second = sorted(id_ for id_ in ids if id_)
        if first == second:
            raise UsageError(f"{decision.where}: a and b are the same report.", next_step="Name two reports.")
        pairs[decision.same][first, second] = decision
    _check_consistency(pairs)
    notes = {pair: each.note or f"decided in {each.where}" for kind in pairs.values() for pair, each in kind.items()}
    return ResolvedDecisions(frozenset(pairs[True]), frozenset(pairs[False]), notes, unused=tuple(unused))


def _resolve(name: str, ids_by_name: Mapping[str, list[str]], decision: Decision) -> str | None:
    found = sorted(set(ids_by_name.get(name, ())))
    if len(found) > 1:
        raise UsageError(
            f"{decision.where}: {name} matches several reports: {', '.join(found)}.",
            next_step="Give the id of the report.",
        )
    return found[0] if found else None


def _check_consistency(pairs: Mapping[bool, Mapping[tuple[str, str], Decision]]) -> None:
    """Raise UsageError if two reports are decided to be the same, also through others, and different."""
    groups: DisjointSets[str] = DisjointSets()
    for pair in pairs[True]:
        groups.union(*pair)
    for pair, decision in pairs[False].items():
        if groups.connected(*pair):
            raise UsageError(
                f"{decision.where}: {decision.a} and {decision.b} are decided to be the same elsewhere.",
                next_step="Remove one of the decisions.",
            )
