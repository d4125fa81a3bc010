"""What a person has decided: pairs of reports that are the same incident, or are not. A decision wins over any rule.

A CSV file with the columns `decision` (same, different, or empty while undecided), `a`, `b` and, for people,
`note`: the form in which near misses are listed. A report is named by its id or by its label, such as
`strike.txt:i2`. An id speaks of the report as it was coded when the decision was made; a label of whatever is coded
under it now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from extractor.consolidation.aliases import Handwritten, rows
from extractor.consolidation.disjoint_sets import Groups
from extractor.consolidation.reports import Report
from extractor.core.errors import UsageError

COLUMNS = ("decision", "a", "b", "note")


@dataclass(frozen=True)
class Decision:
    """One line of the file: two names of reports, whether they are the same, and where it stands."""

    same: bool
    a: str
    b: str
    where: str
    note: str = ""


@dataclass(frozen=True)
class ResolvedDecisions:
    """Decisions about reports that are there.

    Attributes:
        same, different: pairs of report ids, each in order.
        notes: why, by pair.
        unused: lines about reports that are not there, in words.
    """

    same: frozenset[tuple[str, str]] = frozenset()
    different: frozenset[tuple[str, str]] = frozenset()
    notes: Mapping[tuple[str, str], str] = field(default_factory=dict)
    unused: tuple[str, ...] = ()


def read_decisions(file: Handwritten) -> list[Decision]:
    """The lines of a file of decisions.

    Raises:
        UsageError: the header is wrong, or a line has no decision or no two reports.
    """
    found = []
    for where, row in rows(file, COLUMNS, ("decision", "a", "b")):
        if not row["decision"]:
            continue
        row["decision"] = row["decision"].casefold()
        if row["decision"] not in ("same", "different") or not row["a"] or not row["b"]:
            raise UsageError(f"{where}: no decision about two reports.", next_step="Write: same,REPORT,REPORT,why.")
        found.append(Decision(row["decision"] == "same", row["a"], row["b"], where=where, note=row["note"]))
    return found


def decided(decisions: Iterable[Decision], reports: Iterable[Report]) -> ResolvedDecisions:
    """The decisions as pairs of the reports that are there.

    Raises:
        UsageError: a label fits several reports, a report is compared with itself, or two decisions contradict.
    """
    by_name: dict[str, list[str]] = {}
    for report in reports:
        for name in (report.id, report.label):
            by_name.setdefault(name, []).append(report.id)
    pairs: dict[bool, dict[tuple[str, str], Decision]] = {True: {}, False: {}}
    unused = []
    for decision in decisions:
        ids = [_one(name, by_name, decision) for name in (decision.a, decision.b)]
        missing = [name for name, id_ in zip((decision.a, decision.b), ids, strict=True) if id_ is None]
        if missing:
            unused.append(f"{decision.where}: no report is called {' or '.join(missing)}")
            continue
        first, second = sorted(id_ for id_ in ids if id_)
        if first == second:
            raise UsageError(f"{decision.where}: both are one report.", next_step="Name two reports.")
        pairs[decision.same][first, second] = decision
    _check(pairs)
    notes = {pair: each.note or f"decided in {each.where}" for kind in pairs.values() for pair, each in kind.items()}
    return ResolvedDecisions(frozenset(pairs[True]), frozenset(pairs[False]), notes, unused=tuple(unused))


def _one(name: str, by_name: Mapping[str, list[str]], decision: Decision) -> str | None:
    found = sorted(set(by_name.get(name, ())))
    if len(found) > 1:
        raise UsageError(f"{decision.where}: {name} fits {', '.join(found)}.", next_step="Give the id of the report.")
    return found[0] if found else None


def _check(pairs: Mapping[bool, Mapping[tuple[str, str], Decision]]) -> None:
    """Nothing that is decided to be the same, also through others, may be decided to be different."""
    groups: Groups[str] = Groups()
    for pair in pairs[True]:
        groups.join(*pair)
    for pair, decision in pairs[False].items():
        if groups.together(*pair):
            raise UsageError(
                f"{decision.where}: {decision.a} and {decision.b} are decided to be the same elsewhere.",
                next_step="Take one of the decisions back.",
            )
