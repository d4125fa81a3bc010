"""Attestation grade of an incident, by fixed rules modelled on Airwars' grading.

The first that applies:

contested            a report calls it alleged or disputed, reports name incompatible initiators, or a named
                     initiator denies it
acknowledged         a state acknowledges it, or a group claims it
several_independent  two independent sources or more (see `near_duplicates`)
single_source        one source
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict

from extractor.consolidation.matching import compatible_initiators, member_names
from extractor.consolidation.reports import Party, ReportRow, label_of
from extractor.grounding.actors import Actors

GradeName = Literal["contested", "acknowledged", "several_independent", "single_source"]
GRADES: tuple[GradeName, ...] = ("contested", "acknowledged", "several_independent", "single_source")
_ACKNOWLEDGED = {"acknowledged_by_actor": "acknowledged by", "claimed_by_actor": "claimed by"}


class Denial(TypedDict):
    """The fields of a denial that grading reads."""

    speaker: str
    speaker_id: str | None
    on_behalf_of_id: str | None


@dataclass(frozen=True)
class Grade:
    """One of `GRADES`, and the reason for it."""

    grade: GradeName
    reason: str


def grade(
    rows: Sequence[ReportRow], sides: Iterable[Party], denials: Iterable[Denial], sources: int, actors: Actors
) -> Grade:
    """Grade an incident.

    Args:
        rows: its reports.
        sides: the initiators of each.
        denials: statements of the type denial about it, with the ids of their speakers.
        sources: the number of independent sources.
        actors: to tell which actors are part of which.
    """
    distinct = sorted(set(sides), key=lambda side: (sorted(side.ids), sorted(side.names)))
    if dispute := next(_disputes(rows, distinct, denials, actors), None):
        return Grade("contested", dispute)
    for row in rows:
        claimant = row["claimed_by"]
        if claimant and (verb := _ACKNOWLEDGED.get(row["basis"])):
            return Grade("acknowledged", f"{verb} {claimant['text']}")
    if sources > 1:
        return Grade("several_independent", f"{sources} independent sources")
    return Grade("single_source", "a single source")


def _disputes(
    rows: Iterable[ReportRow], sides: Sequence[Party], denials: Iterable[Denial], actors: Actors
) -> Iterator[str]:
    for row in rows:
        if row["status"] == "alleged_disputed":
            yield f"{label_of(row)} calls it alleged or disputed"
    for at, one in enumerate(sides):
        for other in sides[at + 1 :]:
            if not compatible_initiators(one, other, actors):
                names = (" and ".join(member_names(side, actors)) for side in (one, other))
                yield f"initiators differ: {' / '.join(names)}"
    accused = {id_ for side in sides for id_ in side.ids}
    for denial in denials:
        for speaker in filter(None, (denial["speaker_id"], denial["on_behalf_of_id"])):
            if actors.any_related([speaker], accused):
                yield f"denied by {denial['speaker']}"
