"""Comparators of the codebook's values: actors, places, dates, casualties, words.

Each takes a gold value and a predicted one and returns CORRECT, PARTIAL or INCORRECT. Names are compared by their
canonical ids where both have one, otherwise by their words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from extractor.evaluation.scoring import CORRECT, INCORRECT, PARTIAL
from extractor.grounding.actors import Actors
from extractor.grounding.normalize import fold
from extractor.grounding.places import Location
from extractor.schema.incident_types import ATTACKS

MIN_OVERLAP = 0.5  # Jaccard index of two strings' words from which they agree partially
_STOP_WORDS = frozenset(
    ("a an the of in on at by to for from with and or his her its their this that these those").split()  # noqa: SIM905
)
Bounds = tuple[int | None, int | None]  # low and high end of a number


class WordOverlap:
    """Comparison of strings by their folded words, without stop words."""

    def __init__(self, stop_words: Iterable[str] = ()) -> None:
        """Args: stop_words: further ones, such as numerals where numbers have a slot of their own."""
        self._stop_words = _STOP_WORDS | {fold(word) for word in stop_words}
        self.words = lru_cache(maxsize=100_000)(self._words)
        self.compare = lru_cache(maxsize=100_000)(self._compare)

    def _words(self, text: str) -> frozenset[str]:
        words = fold(text).split()
        return frozenset(word for word in words if word not in self._stop_words) or frozenset(words)

    def _compare(self, gold: str, predicted: str) -> float:
        """Correct for the same words; partial if one contains the other or they share half of all; else incorrect."""
        if gold == predicted:
            return CORRECT
        a, b = self.words(gold), self.words(predicted)
        if a == b:
            return CORRECT if a else INCORRECT
        common = len(a & b)
        contained = common and common == min(len(a), len(b))
        return PARTIAL if contained or common >= MIN_OVERLAP * len(a | b) else INCORRECT


_WORDS = WordOverlap()


@dataclass(frozen=True, slots=True)
class ResolvedActor:
    """An actor: its id in the alias files, if they have the name, and the name as written."""

    id: str | None
    name: str


@dataclass(frozen=True, slots=True)
class CasualtyCount:
    """One casualty figure of one source; `source` is None for the article itself."""

    status: str
    low: int | None
    high: int | None
    source: ResolvedActor | None
    superseded: bool = False

    @property
    def bounds(self) -> Bounds:
        """Low and high end; a high end of None is no upper limit."""
        return self.low, self.high


@dataclass(frozen=True, slots=True)
class DateRange:
    """Range of days, both ends included."""

    start: date
    end: date


def compare_exactly(gold: Any, predicted: Any) -> float:
    """Compare values of closed lists."""
    return CORRECT if gold == predicted else INCORRECT


def compare_types(gold: str, predicted: str) -> float:
    """Compare incident types: two types of attack, or one `other`, agree partially, so that the incident is found."""
    if gold == predicted:
        return CORRECT
    return PARTIAL if {gold, predicted} <= ATTACKS or "other" in (gold, predicted) else INCORRECT


def compare_words(gold: str, predicted: str) -> float:
    """Compare strings copied from the text."""
    return _WORDS.compare(gold, predicted)


def compare_passages(gold: str, predicted: str) -> float:
    """Compare passages: correct if they share most of the shorter one's words, since their ends may differ."""
    a, b = _WORDS.words(gold), _WORDS.words(predicted)
    return CORRECT if a and b and 2 * len(a & b) >= min(len(a), len(b)) + 1 else INCORRECT


def compare_places(gold: Location, predicted: Location) -> float:
    """Compare places by their ids, partial if one lies in the other; by their names if either has no id."""
    if gold.id and predicted.id:
        if gold.id == predicted.id:
            return CORRECT
        return PARTIAL if gold.id in predicted.within or predicted.id in gold.within else INCORRECT
    return compare_words(gold.name, predicted.name) if gold.name and predicted.name else INCORRECT


def compare_dates(gold: DateRange, predicted: DateRange) -> float:
    """Compare ranges of days: partial if they overlap."""
    if gold == predicted:
        return CORRECT
    return PARTIAL if gold.start <= predicted.end and predicted.start <= gold.end else INCORRECT


def compare_bounds(gold: Bounds, predicted: Bounds) -> float:
    """Compare numbers given as ranges: partial if they overlap. A range without a low end equals only itself."""
    if gold == predicted:
        return CORRECT
    if gold[0] is None or predicted[0] is None:
        return INCORRECT
    ends = [float("inf") if high is None else high for _, high in (gold, predicted)]
    return PARTIAL if gold[0] <= ends[1] and predicted[0] <= ends[0] else INCORRECT


class ActorComparator:
    """Comparator of actors by their ids, partial if one is part of the other; by their names if either has no id."""

    def __init__(self, actors: Actors) -> None:
        self._actors = actors

    def __call__(self, gold: ResolvedActor, predicted: ResolvedActor) -> float:
        """Compare two actors."""
        if gold.id and predicted.id:
            if gold.id == predicted.id:
                return CORRECT
            return PARTIAL if self._actors.related(gold.id, predicted.id) else INCORRECT
        return compare_words(gold.name, predicted.name)


class CasualtyComparator:
    """Comparator of casualty figures of one status.

    Correct if number and source agree; partial if the number alone does, or an overlapping one has the same source.
    """

    def __init__(self, compare_actors: ActorComparator) -> None:
        self._compare_actors = compare_actors

    def __call__(self, gold: CasualtyCount, predicted: CasualtyCount) -> float:
        """Compare two figures."""
        if gold.status != predicted.status:
            return INCORRECT
        number = compare_bounds(gold.bounds, predicted.bounds)
        source = self._same_source(gold.source, predicted.source)
        if number == CORRECT and source and gold.superseded == predicted.superseded:
            return CORRECT
        return PARTIAL if number == CORRECT or (number and source) else INCORRECT

    def _same_source(self, gold: ResolvedActor | None, predicted: ResolvedActor | None) -> bool:
        return self._compare_actors(gold, predicted) > 0 if gold and predicted else gold is predicted
