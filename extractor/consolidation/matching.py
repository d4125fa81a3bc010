"""Whether two reports tell of one incident, by rules that say why.

Each rule looks at one thing and answers yes, open (nothing is said, or nobody knows), close (a person should look) or
no. One no, and the reports tell of different incidents. With all the rest in order, one close makes
a near miss. Beyond that the codebook's unit decides: one type, one initiating side, one place, one day. A site says
by itself which place is meant; a town is so large that more must agree: who did it, or to whom and with what toll.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from extractor.consolidation.actors import Actors
from extractor.consolidation.date_phrases import spelt
from extractor.consolidation.places import vaguer
from extractor.consolidation.reports import Party, Report
from extractor.schema.fields import IncidentType
from extractor.schema.incident_types import PLACELESS, TYPES


class Answer(StrEnum):
    """What a rule says."""

    YES = "yes"
    UNKNOWN = "unknown"
    BORDERLINE = "borderline"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Check:
    """One rule's answer, and its reason in words."""

    rule: str
    answer: Answer
    reason: str


@dataclass(frozen=True)
class MatchResult:
    """What all rules together say of two reports.

    Attributes:
        outcome: `same`, `near` or `different`.
        checks: each rule with its reason.
        strength: how much agrees; stronger pairs are joined first.
    """

    outcome: str
    checks: tuple[Check, ...]
    strength: int = 0

    @property
    def reason(self) -> str:
        """What decided, in one line."""
        decisive = {"same": (Answer.YES,), "near": (Answer.BORDERLINE,), "different": (Answer.NO,)}[self.outcome]
        return "; ".join(check.reason for check in self.checks if check.answer in decisive)


DAY = timedelta(days=1)
LONGEST = 3  # days that a range may have to be the day of one incident
ALIKE = timedelta(days=7)  # between publications, for acts that no report dates: near
# What must agree besides type, place and day, by how exactly the place is known: initiators weigh two, targets one, a
# toll one, and two where it agrees for several statuses.
NEEDED = {"site": 0, "town_or_district": 2, "near_place": 3}  # for anything vaguer nothing is enough
UNKNOWN_PLACE = 3  # where neither a file nor the gazetteer has it
DIFFERENT = "figures, none of them in common"
FINGERPRINT = 3  # a toll of fewer is shared by too many acts to tell one from another


def family(type_: IncidentType) -> str:
    """Return the family of a type: the types that reports of one incident confuse."""
    return TYPES[type_].family


def compare_reports(one: Report, other: Report, actors: Actors) -> MatchResult:
    """Whether two reports tell of one incident."""
    checks = [_articles(one, other), _types(one, other), _status(one, other), _dates(one, other)]
    initiators = _side("initiators", one.initiators, other.initiators, actors)
    targets = _side("targets", one.targets, other.targets, actors)
    if one.type in PLACELESS and other.type in PLACELESS:
        checks += [_placeless_initiators(initiators), _placeless_targets(one.targets, other.targets, targets)]
        return _verdict([*checks, _same_place_if_given(one, other)], 1)
    tolls, shared = _tolls(one, other)
    checks += [_places(one, other), initiators, targets, tolls]
    one_sided = bool(one.initiators) != bool(other.initiators)
    agreements = 2 * (initiators.answer is Answer.YES) + one_sided + (targets.answer is Answer.YES) + shared
    if targets.answer is not Answer.YES and one.targets and other.targets and tolls.reason == DIFFERENT:
        checks.append(Check("agreement", Answer.BORDERLINE, "neither a target nor a figure is the same"))
    else:
        checks.append(_enough(one, other, agreements, initiators.answer))
    return _verdict(checks, agreements)


def _verdict(checks: list[Check], agreements: int) -> MatchResult:
    answers = [check.answer for check in checks]
    close = answers.count(Answer.BORDERLINE)
    outcome = "different" if Answer.NO in answers or close > 1 else "near" if close else "same"
    if outcome == "different" and Answer.NO not in answers:  # more than one thing is in doubt
        checks = [Check(c.rule, Answer.NO if c.answer is Answer.BORDERLINE else c.answer, c.reason) for c in checks]
    exact = sum(check.answer is Answer.YES for check in checks)
    return MatchResult(outcome, tuple(checks), 2 * agreements + exact)


def _articles(one: Report, other: Report) -> Check:
    if one.article == other.article:
        return Check("article", Answer.NO, "both are of one article, which tells of each incident once")
    return Check("article", Answer.UNKNOWN, "of two articles")


def _types(one: Report, other: Report) -> Check:
    if one.type == other.type:
        return Check("type", Answer.YES, f"both {one.type}")
    if family(one.type) == family(other.type):
        return Check("type", Answer.UNKNOWN, f"{one.type} and {other.type}, which reports of one act confuse")
    return Check("type", Answer.NO, f"{one.type} and {other.type}")


def _places(one: Report, other: Report) -> Check:
    names = f"{one.place_name} and {other.place_name}"
    known = {country for country in (one.country, other.country) if country}
    if len(known) > 1:
        return Check("place", Answer.NO, f"{one.country} and {other.country}")
    if one.place and one.place == other.place:
        return Check("place", Answer.YES, f"both at {one.place_name}")
    if one.place in other.within or other.place in one.within:
        return Check("place", Answer.BORDERLINE, f"{names}, of which one is part of the other")
    if one.place and other.place:
        return Check("place", Answer.NO, names)
    named = one.place_name or other.place_name or "either"
    return Check(
        "place", Answer.BORDERLINE, f"not both name a place ({named}, country {', '.join(known) or 'not said'})"
    )


def _same_place_if_given(one: Report, other: Report) -> Check:
    """For acts that need no place: where both have one it must be the same."""
    if one.place and other.place and one.place != other.place:
        return Check("place", Answer.NO, f"{one.place_name} and {other.place_name}")
    if one.country and other.country and one.country != other.country:
        return Check("place", Answer.NO, f"{one.country} and {other.country}")
    return Check("place", Answer.UNKNOWN, "such an act has no place, or only one report names it")


def _dates(one: Report, other: Report) -> Check:
    if one.said or other.said:
        doubtful = one if one.said else other
        words = f"the date of {doubtful.label} contradicts its own words"
        fits = any(max(a, c) <= min(b, d) for a, b in one.spans for c, d in other.spans)
        return Check("date", Answer.BORDERLINE if fits or not other.spans or not one.spans else Answer.NO, words)
    if not (one.start and one.end and other.start and other.end):
        return _undated(one, other)
    shown = " and ".join(dict.fromkeys(spelt(report.start, report.end) for report in (one, other)))
    gap = max(one.start, other.start) - min(one.end, other.end)
    longest = max(one.end - one.start, other.end - other.start).days + 1
    if gap > DAY or (longest > LONGEST and gap > timedelta(0)):
        return Check("date", Answer.NO, f"on {shown}")
    if gap == DAY:
        return Check("date", Answer.BORDERLINE, f"a day apart, {shown}")
    if longest > LONGEST:
        return Check("date", Answer.BORDERLINE, f"known to within {longest} days only, {shown}")
    return Check("date", Answer.YES, f"on {shown}")


def _undated(one: Report, other: Report) -> Check:
    """Nobody knows when: what was published far apart is hardly one act."""
    mine, yours = one.end or one.published, other.end or other.published
    if not (mine and yours and abs(mine - yours) <= ALIKE):
        return Check("date", Answer.NO, "not both have a day, and they are told of more than a week apart")
    if one.start or other.start:
        return Check("date", Answer.BORDERLINE, "only one has a day")
    if one.type in PLACELESS and other.type in PLACELESS and abs(mine - yours) <= DAY:
        return Check("date", Answer.YES, "neither has a day, published within a day")
    return Check("date", Answer.BORDERLINE, "neither has a day")


def _side(side: str, one: Party, other: Party, actors: Actors) -> Check:
    for mine in sorted(one.ids):
        for yours in sorted(other.ids):
            if actors.related(mine, yours):
                names = actors.name(mine) if mine == yours else f"{actors.name(mine)} and {actors.name(yours)}, of it"
                return Check(side, Answer.YES, f"{side}: {names}")
    if shared := one.names & other.names:
        return Check(side, Answer.YES, f"{side}: {min(shared)}")
    if not one or not other:
        return Check(side, Answer.UNKNOWN, f"{side}: not said by both")
    if side == "targets" and not apart(one, other, actors):
        return Check(side, Answer.UNKNOWN, f"{side}: not all of them are known")
    said = " / ".join(", ".join(members(party, actors)) for party in (one, other))
    return Check(side, Answer.BORDERLINE, f"{side} differ: {said}")


def members(party: Party, actors: Actors) -> list[str]:
    """Who is named on a side: those who are known by their usual names, then the others."""
    return [*map(actors.name, sorted(party.ids)), *sorted(party.names)]


def same_side(one: Party, other: Party, actors: Actors) -> bool:
    """Whether two lists of initiators can be one side: somebody on both, or nobody on one."""
    if not one or not other or one.names & other.names:
        return True
    return actors.any_related(one.ids, other.ids)


def apart(one: Party, other: Party, actors: Actors) -> bool:
    """Whether two lists of targets, all of them known, have nobody in common who is related."""
    if not one.ids or not other.ids or one.names or other.names:
        return False
    return not actors.any_related(one.ids, other.ids)


def _tolls(one: Report, other: Report) -> tuple[Check, int]:
    """Whether a figure is shared, and what that weighs; whether figures are too far apart for one act."""
    mine, yours = extremes(one), extremes(other)
    both = {
        status: (min(mine[status][0], yours[status][0]), max(mine[status][1], yours[status][1]))
        for status in mine.keys() & yours
    }
    if far := far_apart(both):
        return Check("toll", Answer.BORDERLINE, far), 0
    shared = {status: low for status, low, _ in one.tolls & other.tolls if low}
    if not shared:
        return Check("toll", Answer.UNKNOWN, DIFFERENT if both else "no figure in common"), 0
    words = " and ".join(f"{low} {status.replace('_', ' ')}" for status, low in sorted(shared.items()))
    if len(shared) == 1 and max(shared.values()) < FINGERPRINT:
        return Check("toll", Answer.UNKNOWN, f"both {words}, as so many acts"), 0
    return Check("toll", Answer.YES, f"both {words}"), min(len(shared), 2)


def extremes(report: Report) -> dict[str, tuple[int, int]]:
    """By status, the largest and the smallest of a report's figures of killed and injured."""
    found: dict[str, list[int]] = {}
    for status, low, _ in report.tolls:
        if status in ("killed", "injured") and low is not None:
            found.setdefault(status, []).append(low)
    return {status: (max(lows), min(lows)) for status, lows in found.items()}


def far_apart(tolls: Mapping[str, tuple[int, int]]) -> str:
    """Whether figures are too far apart for one act, in words: by status, the fewest of one report and the most of
    another. Growing tolls of one act are told apart from two acts by a person."""
    for status, (few, many) in sorted(tolls.items()):
        if many > 2 * few + 2:
            return f"{few} and {many} {status} are far apart"
    return ""


def _status(one: Report, other: Report) -> Check:
    """What was foiled for one and happened for the other may be two acts."""
    if {one.status, other.status} == {"occurred", "attempted_or_foiled"}:
        return Check("status", Answer.BORDERLINE, "it occurred, and was attempted or foiled")
    return Check("status", Answer.UNKNOWN, f"{one.status} and {other.status}")


def _enough(one: Report, other: Report, agreements: int, initiators: Answer) -> Check:
    precision = vaguer(one.precision, other.precision)
    if precision not in NEEDED and one.place and other.place:
        return Check("agreement", Answer.BORDERLINE, f"known to within a {precision.split('_')[0]} only")
    known = ":" not in one.place  # a place that nobody knows is called COUNTRY: NAME
    needed = (NEEDED.get(precision, UNKNOWN_PLACE) if known else UNKNOWN_PLACE) + (one.type != other.type)
    if initiators is Answer.BORDERLINE:  # two accounts of who did it: worth a look where anything else agrees
        needed = max(needed - 2, 1)
    place = precision.replace("_", " ") if known else "a place that no file has"
    words = f"initiators, targets and toll weigh {agreements}; {needed} needed for {place}"
    if one.type != other.type:
        words += " and two types"
    return Check("agreement", Answer.UNKNOWN if agreements >= needed else Answer.BORDERLINE, words)


def _placeless_initiators(check: Check) -> Check:
    if check.answer is Answer.YES:
        return check
    return Check("initiators", Answer.NO, "initiators: not known to be the same, and there is no place to go by")


def _placeless_targets(one: Party, other: Party, check: Check) -> Check:
    if (one.ids, one.names) == (other.ids, other.names) and one:
        return Check("targets", Answer.YES, check.reason)
    if check.answer is Answer.YES:
        return Check("targets", Answer.BORDERLINE, f"{check.reason}, but not the same list")
    return Check("targets", Answer.NO, "targets: not known to be the same, and there is no place to go by")
