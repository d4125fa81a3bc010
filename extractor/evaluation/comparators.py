"""When two values of the codebook agree: canonical ids first, then folded words; days as ranges; figures with sources.

Each comparison takes a gold value and a predicted one and gives 1 (right), one half (partly right) or 0 (wrong).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from extractor.consolidation.actors import Actors
from extractor.consolidation.normalize import fold
from extractor.consolidation.places import Location
from extractor.schema.incident_types import ATTACKS

SAME, PARTLY, APART = 1.0, 0.5, 0.0
SHARED = 0.5  # of the words of both, from which on two strings tell partly of the same
_IDLE = frozenset(
    ("a an the of in on at by to for from with and or his her its their this that these those").split()  # noqa: SIM905
)


class WordOverlap:
    """How the strings of one profile are compared: which of their words count."""

    def __init__(self, idle: Iterable[str] = ()) -> None:
        """Args: idle: further words that say nothing, such as numerals where numbers have a slot of their own."""
        self._idle = _IDLE | {fold(word) for word in idle}
        self.of = lru_cache(maxsize=100_000)(self._of)
        self.alike = lru_cache(maxsize=100_000)(self._alike)

    def _of(self, text: str) -> frozenset[str]:
        whole = fold(text).split()
        return frozenset(word for word in whole if word not in self._idle) or frozenset(whole)

    def _alike(self, gold: str, said: str) -> float:
        """1 for the same words, one half where one holds the other or they share half of all, else 0."""
        if gold == said:
            return SAME
        a, b = self.of(gold), self.of(said)
        if a == b:
            return SAME if a else APART
        common = len(a & b)
        inside = common and common == min(len(a), len(b))
        return PARTLY if inside or common >= SHARED * len(a | b) else APART


WORDS = WordOverlap()


@dataclass(frozen=True, slots=True)
class ResolvedActor:
    """Who is meant: an id of the alias files, if one has the name, and the name as written."""

    id: str | None
    name: str


@dataclass(frozen=True, slots=True)
class CasualtyCount:
    """One figure of one source, `source` None for the article's own voice."""

    status: str
    low: int | None
    high: int | None
    source: ResolvedActor | None
    superseded: bool = False

    @property
    def figure(self) -> tuple[int | None, int | None]:
        """The range; None above is no upper limit."""
        return self.low, self.high


@dataclass(frozen=True, slots=True)
class DateRange:
    """The first and the last day of a range."""

    start: date
    end: date


def exactly(gold: Any, said: Any) -> float:
    """Values of closed lists."""
    return SAME if gold == said else APART


def same_type(gold: str, said: str) -> float:
    """One type; or two kinds of violent act, or `other`, which agree in part."""
    if gold == said:
        return SAME
    return PARTLY if {gold, said} <= ATTACKS or "other" in (gold, said) else APART


def same_words(gold: str, said: str) -> float:
    """Strings copied from the text."""
    return WORDS.alike(gold, said)


def overlapping(gold: str, said: str) -> float:
    """Passages: right where they share most of the shorter one's words, since both may be cut differently."""
    a, b = WORDS.of(gold), WORDS.of(said)
    return SAME if a and b and 2 * len(a & b) >= min(len(a), len(b)) + 1 else APART


class ActorComparator:
    """Actors: one id; half where one is part of the other; by their words where an id is wanting."""

    def __init__(self, actors: Actors) -> None:
        self._actors = actors

    def __call__(self, gold: ResolvedActor, said: ResolvedActor) -> float:
        """Compare two."""
        if gold.id and said.id:
            return SAME if gold.id == said.id else PARTLY if self._actors.related(gold.id, said.id) else APART
        return WORDS.alike(gold.name, said.name)


def same_place(gold: Location, said: Location) -> float:
    """Places: one id; half where one lies in the other; by their names where an id is wanting."""
    if gold.id and said.id:
        if gold.id == said.id:
            return SAME
        return PARTLY if gold.id in said.within or said.id in gold.within else APART
    return WORDS.alike(gold.name, said.name) if gold.name and said.name else APART


def same_days(gold: DateRange, said: DateRange) -> float:
    """Ranges of days: equal, or overlapping."""
    if gold == said:
        return SAME
    return PARTLY if gold.start <= said.end and said.start <= gold.end else APART


def same_figure(gold: tuple[int | None, int | None], said: tuple[int | None, int | None]) -> float:
    """Ranges of numbers: equal, or overlapping; one without a low end is no number and equals only its like."""
    if gold == said:
        return SAME
    if gold[0] is None or said[0] is None:
        return APART
    ends = [float("inf") if high is None else high for _, high in (gold, said)]
    return PARTLY if gold[0] <= ends[1] and said[0] <= ends[0] else APART


class CasualtyComparator:
    """Tolls, by (status, source): right where figure and source agree, half where one of the two does."""

    def __init__(self, same_actor: ActorComparator) -> None:
        self._same_actor = same_actor

    def __call__(self, gold: CasualtyCount, said: CasualtyCount) -> float:
        """Compare two."""
        if gold.status != said.status:
            return APART
        figure, source = same_figure(gold.figure, said.figure), self._source(gold.source, said.source)
        if figure == SAME and source and gold.superseded == said.superseded:
            return SAME
        return PARTLY if figure == SAME or (figure and source) else APART

    def _source(self, gold: ResolvedActor | None, said: ResolvedActor | None) -> bool:
        return self._same_actor(gold, said) > 0 if gold and said else gold is said
