"""Pairwise matching: rules decide whether two reports are of one incident, each with a reason.

Each rule compares one thing and answers yes, unknown (not given, or not known), borderline (a person should decide) or
no. A single no means different incidents; with all else in order, a single borderline means a near miss. Beyond that
the codebook's unit decides: one type, one initiating side, one place, one day. A site identifies the place by itself; a
town is so large that more must agree: the initiators, or the targets and the casualties.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Literal, NamedTuple

from extractor.consolidation.base_rates import NO_RATES, BaseRates, Rate
from extractor.consolidation.reports import Party, Report, Side
from extractor.grounding.actors import Actors
from extractor.grounding.days import format_days
from extractor.grounding.normalize import fold
from extractor.grounding.places import vaguer
from extractor.schema.incident_types import PLACELESS, family

DAY = timedelta(days=1)
MAX_RANGE = 3  # days of a range that may still be the day of one incident
UNDATED_WINDOW = timedelta(days=7)  # between publications of two reports of which one is undated
# Score required besides type, place and day, by the precision of the place. Initiators count two, targets one,
# casualties one, or two if they agree for several statuses. A full personal name in common is as good as all of these.
REQUIRED_SCORE = {"site": 0, "town_or_district": 2, "near_place": 3}  # no score is enough for anything vaguer
PERSON_SCORE = 3
REQUIRED_SCORE_UNKNOWN_PLACE = 3  # neither alias files nor gazetteer have the place
# The same where all reports tell how often the place has such incidents, unless targets or figures differ.
REQUIRED_BY_RATE: Mapping[Rate, int] = {"rare": 0, "frequent": 2}
_TOWNS = ("site", "town_or_district")
DISTINCTIVE_COUNT = 3  # a smaller figure is shared by too many incidents to identify one

PRECISION_LABELS = {"site": "site", "town_or_district": "town or district", "near_place": "vague location"}

MatchOutcome = Literal["same", "near", "different"]


class Answer(StrEnum):
    """The answer of one rule."""

    YES = "yes"
    UNKNOWN = "unknown"
    BORDERLINE = "borderline"
    NO = "no"


_DECISIVE: dict[MatchOutcome, Answer] = {"same": Answer.YES, "near": Answer.BORDERLINE, "different": Answer.NO}


@dataclass(frozen=True, slots=True)
class Check:
    """The answer of one rule and its reason."""

    rule: str
    answer: Answer
    reason: str


@dataclass(frozen=True)
class MatchResult:
    """The combined result of all rules for two reports.

    Attributes:
        outcome: `same`, `near` (a near miss) or `different`.
        checks: each rule with its reason.
        strength: how much agrees; stronger pairs are joined first.
    """

    outcome: MatchOutcome
    checks: tuple[Check, ...]
    strength: int = 0

    @property
    def reason(self) -> str:
        """The decisive reasons, in one line."""
        return "; ".join(check.reason for check in self.checks if check.answer is _DECISIVE[self.outcome])


class Extremes(NamedTuple):
    """The lowest maximum and the highest minimum of several reports' figures of one status."""

    lowest_maximum: int
    highest_minimum: int

    def merge(self, other: Extremes) -> Extremes:
        """Return the extremes of both groups of reports together."""
        lowest_maximum = min(self.lowest_maximum, other.lowest_maximum)
        return Extremes(lowest_maximum, max(self.highest_minimum, other.highest_minimum))


class _CasualtyMatch(NamedTuple):
    check: Check
    score: int = 0
    disagree: bool = False  # both give figures and have none in common


def compare_reports(one: Report, other: Report, actors: Actors, rates: BaseRates = NO_RATES) -> MatchResult:
    """Decide by the rules whether two reports are of one incident.

    Args:
        one, other: the reports.
        actors: to tell which names are one.
        rates: how often places have incidents, by all reports of the corpus.
    """
    person = min(persons_of(one) & persons_of(other), default="")
    checks = [_article(one, other), _type(one, other), _status(one, other), _date(one, other, person)]
    initiators = _side("initiators", one.initiators, other.initiators, actors)
    targets = _side("targets", one.targets, other.targets, actors)
    if one.type in PLACELESS and other.type in PLACELESS:
        checks += [_placeless_initiators(initiators), _placeless_targets(one.targets, other.targets, targets)]
        return _combine([*checks, _placeless_place(one, other)], 1)
    casualties = _casualties(one, other)
    checks += [_place(one, other, person), initiators, targets, casualties.check]
    one_sided = bool(one.initiators) != bool(other.initiators)
    score = 2 * (initiators.answer is Answer.YES) + one_sided + (targets.answer is Answer.YES) + casualties.score
    if person:
        score = max(score, PERSON_SCORE + casualties.score)
    targets_differ = bool(one.targets and other.targets) and targets.answer is not Answer.YES
    rate: Rate = "unknown" if targets_differ or casualties.disagree else rates.rate(one)
    if rate == "rare" and _is_minor(one) and _is_minor(other):
        rate = "frequent"
    if targets_differ and casualties.disagree:
        checks.append(Check("score", Answer.BORDERLINE, "targets and casualty figures both differ"))
    else:
        checks.append(_score(one, other, score, initiators.answer, rate=rate))
    return _combine(checks, score)


def _combine(checks: list[Check], score: int) -> MatchResult:
    answers = [check.answer for check in checks]
    borderline = answers.count(Answer.BORDERLINE)
    outcome: MatchOutcome = "different" if Answer.NO in answers or borderline > 1 else "near" if borderline else "same"
    if outcome == "different" and Answer.NO not in answers:  # several borderline answers together are a no
        checks = [
            Check(each.rule, Answer.NO if each.answer is Answer.BORDERLINE else each.answer, each.reason)
            for each in checks
        ]
    agreeing = sum(check.answer is Answer.YES for check in checks)
    return MatchResult(outcome, tuple(checks), 2 * score + agreeing)


def _article(one: Report, other: Report) -> Check:
    if one.article == other.article:
        return Check("article", Answer.NO, "both from one article, which reports each incident once")
    return Check("article", Answer.UNKNOWN, "from two articles")


def _type(one: Report, other: Report) -> Check:
    if one.type == other.type:
        return Check("type", Answer.YES, f"both {one.type}")
    if family(one.type) == family(other.type):
        return Check("type", Answer.UNKNOWN, f"{one.type} and {other.type}, types that reports of one incident confuse")
    return Check("type", Answer.NO, f"{one.type} and {other.type}")


def _status(one: Report, other: Report) -> Check:
    if {one.status, other.status} == {"occurred", "attempted_or_foiled"}:
        return Check("status", Answer.BORDERLINE, "one occurred, the other was attempted or foiled")
    return Check("status", Answer.UNKNOWN, f"{one.status} and {other.status}")


def _date(one: Report, other: Report, person: str) -> Check:
    """Compare days; `person` is a full name that both reports have."""
    if one.contradicting_days or other.contradicting_days:
        doubtful = one if one.contradicting_days else other
        reason = f"the coded date of {doubtful.label} contradicts its date phrase"
        mine, theirs = one.possible_days, other.possible_days
        possible = any(max(a, c) <= min(b, d) for a, b in mine for c, d in theirs)
        return Check("date", Answer.BORDERLINE if possible or not mine or not theirs else Answer.NO, reason)
    if not (one.start and one.end and other.start and other.end):
        if person and one.place and one.place == other.place:
            return Check("date", Answer.UNKNOWN, f"not both have a day, but both name {person}, at one place")
        return _undated(one, other, person)
    shown = " and ".join(dict.fromkeys(format_days(report.start, report.end) for report in (one, other)))
    gap = max(one.start, other.start) - min(one.end, other.end)
    longest = max(one.end - one.start, other.end - other.start).days + 1
    if gap > DAY or (longest > MAX_RANGE and gap > timedelta(0)):
        return Check("date", Answer.NO, f"on {shown}")
    if gap == DAY:
        return Check("date", Answer.BORDERLINE, f"a day apart, {shown}")
    if longest > MAX_RANGE:
        return Check("date", Answer.BORDERLINE, f"date known only to within {longest} days, {shown}")
    return Check("date", Answer.YES, f"on {shown}")


def _undated(one: Report, other: Report, person: str) -> Check:
    """Compare by publication date where a day is missing: reports published far apart are of different incidents."""
    mine, theirs = one.end or one.published, other.end or other.published
    if not (mine and theirs and abs(mine - theirs) <= UNDATED_WINDOW):
        return Check("date", Answer.NO, "undated, and published more than a week apart")
    if person:
        return Check("date", Answer.UNKNOWN, f"not both have a day, but both name {person}, within a week")
    if one.start or other.start:
        return Check("date", Answer.BORDERLINE, "only one has a day")
    if one.type in PLACELESS and other.type in PLACELESS and abs(mine - theirs) <= DAY:
        return Check("date", Answer.YES, "neither has a day, published within a day")
    return Check("date", Answer.BORDERLINE, "neither has a day")


def _place(one: Report, other: Report, person: str) -> Check:
    """Compare places; `person` is a full name that both reports have."""
    names = f"{one.place_name} and {other.place_name}"
    countries = {country for country in (one.country, other.country) if country}
    if len(countries) > 1:
        return Check("place", Answer.NO, f"{one.country} and {other.country}")
    if one.place and one.place == other.place:
        if not one.has_known_place and regions_differ(one.admin1, other.admin1):
            reason = f"{one.place_name}: one in {one.admin1}, the other in {other.admin1}"
            return Check("place", Answer.NO, reason)
        return Check("place", Answer.YES, f"both at {one.place_name}")
    if one.place in other.within or other.place in one.within:
        return Check("place", Answer.BORDERLINE, f"{names}: one is part of the other")
    if one.place and other.place:
        return Check("place", Answer.NO, names)
    named = one.place_name or other.place_name or "neither"
    country = ", ".join(countries) or "not given"
    if person:
        return Check("place", Answer.UNKNOWN, f"not both name a place, but both name {person}")
    return Check("place", Answer.BORDERLINE, f"not both name a place ({named}; country: {country})")


def regions_differ(mine: str | None, theirs: str | None) -> bool:
    """Return True if two regions are known to be two: a name is in each, as Springfield in Illinois and Missouri.

    Codes ("IL") and names with a word in common ("Kyiv", "Kyiv region") may be one.
    """
    if not mine or not theirs or min(len(mine), len(theirs)) < 4:
        return False
    return set(fold(mine).split()).isdisjoint(fold(theirs).split())


def _is_minor(report: Report) -> bool:
    """Tell whether a report has one injured and nobody killed: many such incidents are in no report."""
    return {(status, low) for status, low, _ in report.casualties} == {("injured", 1)}


def persons_of(report: Report) -> frozenset[str]:
    """Return the full names of persons on both sides of a report."""
    return report.initiators.persons | report.targets.persons


def _side(side: Side, one: Party, other: Party, actors: Actors) -> Check:
    for mine in sorted(one.ids):
        for theirs in sorted(other.ids):
            if actors.related(mine, theirs):
                names = actors.name(mine) if mine == theirs else f"{actors.name(mine)} and {actors.name(theirs)}, of it"
                return Check(side, Answer.YES, f"{side}: {names}")
    if shared := one.names & other.names:
        return Check(side, Answer.YES, f"{side}: {min(shared)}")
    if not one or not other:
        return Check(side, Answer.UNKNOWN, f"{side}: not named by both")
    if side == "targets" and not unrelated_targets(one, other, actors):
        return Check(side, Answer.UNKNOWN, f"{side}: not all are known actors")
    names = " / ".join(", ".join(member_names(party, actors)) for party in (one, other))
    return Check(side, Answer.BORDERLINE, f"{side} differ: {names}")


def _casualties(one: Report, other: Report) -> _CasualtyMatch:
    mine, theirs = casualty_extremes(one), casualty_extremes(other)
    common = {status: mine[status].merge(theirs[status]) for status in mine.keys() & theirs}
    if gap := far_apart(common):
        return _CasualtyMatch(Check("casualties", Answer.BORDERLINE, gap))
    shared = {status: low for status, low, _ in one.casualties & other.casualties if low}
    if not shared:
        check = Check("casualties", Answer.UNKNOWN, "no figure in common")
        return _CasualtyMatch(check, disagree=bool(common))
    figures = " and ".join(f"{low} {status.replace('_', ' ')}" for status, low in sorted(shared.items()))
    if len(shared) == 1 and max(shared.values()) < DISTINCTIVE_COUNT:
        return _CasualtyMatch(Check("casualties", Answer.UNKNOWN, f"both {figures}, too common a figure to count"))
    return _CasualtyMatch(Check("casualties", Answer.YES, f"both {figures}"), min(len(shared), 2))


def _score(one: Report, other: Report, score: int, initiators: Answer, *, rate: Rate) -> Check:
    precision = vaguer(one.precision, other.precision)
    if precision not in REQUIRED_SCORE and one.place and other.place:
        return Check("score", Answer.BORDERLINE, f"location too vague: {precision.replace('_', ' ')}")
    required = REQUIRED_SCORE.get(precision, REQUIRED_SCORE_UNKNOWN_PLACE)
    circumstances = PRECISION_LABELS.get(precision, "location missing")
    if not one.has_known_place:
        required, circumstances = REQUIRED_SCORE_UNKNOWN_PLACE, "unknown place"
    if precision in _TOWNS and one.place == other.place and rate != "unknown":
        required, circumstances = min(required, REQUIRED_BY_RATE[rate]), f"a place where such incidents are {rate}"
    if one.type != other.type:
        required, circumstances = required + 1, f"{circumstances}, types differ"
    if initiators is Answer.BORDERLINE:  # two accounts of the initiators: a near miss if anything else agrees
        required = max(required - 2, 1)
    reason = f"match score {score} of {required} required ({circumstances})"
    return Check("score", Answer.UNKNOWN if score >= required else Answer.BORDERLINE, reason)


def _placeless_initiators(check: Check) -> Check:
    if check.answer is Answer.YES:
        return check
    return Check("initiators", Answer.NO, "initiators: not known to be the same, which is required without a place")


def _placeless_targets(one: Party, other: Party, check: Check) -> Check:
    if (one.ids, one.names) == (other.ids, other.names) and one:
        return Check("targets", Answer.YES, check.reason)
    if check.answer is Answer.YES:
        return Check("targets", Answer.BORDERLINE, f"{check.reason}, but the lists differ")
    return Check("targets", Answer.NO, "targets: not known to be the same, which is required without a place")


def _placeless_place(one: Report, other: Report) -> Check:
    """Compare the places of types that need none: different only if both are given."""
    if one.place and other.place and one.place != other.place:
        return Check("place", Answer.NO, f"{one.place_name} and {other.place_name}")
    if one.country and other.country and one.country != other.country:
        return Check("place", Answer.NO, f"{one.country} and {other.country}")
    return Check("place", Answer.UNKNOWN, "not needed for this type")


def member_names(party: Party, actors: Actors) -> list[str]:
    """Return the names of a side: known actors by their usual names, then the others."""
    return [*map(actors.name, sorted(party.ids)), *sorted(party.names)]


def compatible_initiators(one: Party, other: Party, actors: Actors) -> bool:
    """Return True if two lists of initiators can be one side: they share a member, or one is empty."""
    if not one or not other or one.names & other.names:
        return True
    return actors.any_related(one.ids, other.ids)


def unrelated_targets(one: Party, other: Party, actors: Actors) -> bool:
    """Return True if two lists of targets consist of known actors only, none of them related."""
    if not one.ids or not other.ids or one.names or other.names:
        return False
    return not actors.any_related(one.ids, other.ids)


def casualty_extremes(report: Report) -> dict[str, Extremes]:
    """Return the extremes of a report's figures of killed and injured, by status."""
    found: dict[str, list[int]] = {}
    for status, low, _ in report.casualties:
        if status in ("killed", "injured") and low is not None:
            found.setdefault(status, []).append(low)
    return {status: Extremes(max(lows), min(lows)) for status, lows in found.items()}


def far_apart(extremes: Mapping[str, Extremes]) -> str:
    """Describe figures that are too far apart for one incident, by more than twice and two; empty if none are.

    A person tells the growing figures of one incident from those of two.
    """
    for status, (lowest_maximum, highest_minimum) in sorted(extremes.items()):
        if highest_minimum > 2 * lowest_maximum + 2:
            return f"{lowest_maximum} and {highest_minimum} {status} are far apart"
    return ""
