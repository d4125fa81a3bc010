"""How well an incident is attested, by stated rules, in the spirit of Airwars' grading.

The first that applies:

contested            a report says that it is alleged or disputed, reports name initiators that cannot be one
                     side, or one who is said to have done it denies it
acknowledged         one who did it says so: a state acknowledges it, or a group claims it
several_independent  two sources or more (`copies` says what one source is)
single_source        one
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractor.consolidation.actors import Actors
from extractor.consolidation.matching import members, same_side
from extractor.consolidation.reports import Party, label_of

GRADES = ("contested", "acknowledged", "several_independent", "single_source")
_SAID = {"acknowledged_by_actor": "acknowledged by", "claimed_by_actor": "claimed by"}


@dataclass(frozen=True)
class Grade:
    """One of `GRADES`, and why."""

    grade: str
    reason: str


def grade(
    rows: Sequence[Mapping[str, Any]],
    sides: Iterable[Party],
    denials: Iterable[Mapping[str, Any]],
    sources: int,
    actors: Actors,
) -> Grade:
    """The grade of an incident.

    Args:
        rows: its reports.
        sides: the initiators of each.
        denials: statements of the type denial about it, with the ids of who speaks.
        sources: how many independent sources tell of it.
        actors: who belongs to whom.
    """
    distinct = sorted(set(sides), key=lambda side: (sorted(side.ids), sorted(side.names)))
    if against := next(_against(rows, distinct, denials, actors), None):
        return Grade("contested", against)
    for row in rows:
        if said := _SAID.get(row["basis"]):
            return Grade("acknowledged", f"{said} {row['claimed_by']['text']}")
    if sources > 1:
        return Grade("several_independent", f"{sources} independent sources")
    return Grade("single_source", "a single source")


def _against(
    rows: Iterable[Mapping[str, Any]], sides: Sequence[Party], denials: Iterable[Mapping[str, Any]], actors: Actors
) -> Iterator[str]:
    for row in rows:
        if row["status"] == "alleged_disputed":
            yield f"{label_of(row)} calls it alleged or disputed"
    for at, one in enumerate(sides):
        for other in sides[at + 1 :]:
            if not same_side(one, other, actors):
                names = (" and ".join(members(side, actors)) for side in (one, other))
                yield f"done by {' or by '.join(names)}"
    accused = {id_ for side in sides for id_ in side.ids}
    for denial in denials:
        for speaker in filter(None, (denial["speaker_id"], denial["on_behalf_of_id"])):
            if actors.any_related([speaker], accused):
                yield f"denied by {denial['speaker']}"
