"""Items against items: which predicted one is which gold one, and how each slot of each came out.

A profile says what the slots of a schema are and when two of their values agree. Nothing here knows what
an incident is: the codebook, MUC-4 and any other schema are profiles.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from extractor.evaluation.numeric import solver

PARTIAL = 0.5  # what a partly right value is worth


@dataclass(frozen=True, slots=True)
class Tally:
    """Values of a slot by how they stand to the gold.

    Recall, precision and F1 are those of MUC-4 (Chinchor 1992, "MUC-4 Evaluation Metrics"): a partly right value is
    half right; F1 weighs recall and precision alike and is 2 * credit / (possible + actual).

    Attributes:
        correct, partial, incorrect: predicted values that stand against a gold value.
        missing: gold values that nothing stands against. spurious: predicted values likewise.
    """

    correct: int = 0
    partial: int = 0
    incorrect: int = 0
    missing: int = 0
    spurious: int = 0

    def __add__(self, other: Self) -> Tally:
        return Tally(
            self.correct + other.correct,
            self.partial + other.partial,
            self.incorrect + other.incorrect,
            missing=self.missing + other.missing,
            spurious=self.spurious + other.spurious,
        )

    @property
    def credit(self) -> float:
        """What was got right."""
        return self.correct + PARTIAL * self.partial

    @property
    def possible(self) -> int:
        """How many values the gold has."""
        return self.correct + self.partial + self.incorrect + self.missing

    @property
    def actual(self) -> int:
        """How many values were predicted."""
        return self.correct + self.partial + self.incorrect + self.spurious

    @property
    def recall(self) -> float | None:
        """Share of the gold that was got; None where the gold has nothing."""
        return self.credit / self.possible if self.possible else None

    @property
    def precision(self) -> float | None:
        """Share of the predicted that is right; None where nothing was predicted."""
        return self.credit / self.actual if self.actual else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of the two; None where neither side has anything."""
        size = self.possible + self.actual
        return 2 * self.credit / size if size else None


def total(tallies: list[Tally]) -> Tally:
    """Their sum."""
    return sum(tallies, start=Tally())


def assign(credits: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Pairs of row and column with the greatest sum of credits; no pair without credit.

    Args:
        credits: a row for each gold item, a column for each predicted one; 0 where the two must not meet.

    Raises:
        UsageError: scipy is not installed and the assignment is no trivial one.
    """
    if not credits or not credits[0]:
        return []
    if len(credits) == 1 or len(credits[0]) == 1:  # the commonest case by far, and needs no solver
        cells = [(value, -row, -column) for row, line in enumerate(credits) for column, value in enumerate(line)]
        value, row, column = max(cells)
        return [(-row, -column)] if value > 0 else []
    rows, columns = solver()(credits, maximize=True)
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return [(row, column) for row, column in pairs if credits[row][column] > 0]


Comparator = Callable[[Any, Any], float]  # gold value, predicted value -> 1 right, 0.5 partly right, 0 wrong
_HINT = 1e-4  # by which a shared hint is more than none: less than any credit
_LESS = 1e-6  # by which an item that need not be there stands back behind one that must
SlotTallies = Mapping[str, Tally]


@dataclass(frozen=True, slots=True)
class Fill:
    """One value of a slot.

    Attributes:
        values: the values that are equally right; a predicted fill has one.
        optional: leaving it out is no miss.
    """

    values: tuple[Any, ...]
    optional: bool = False


@dataclass(frozen=True)
class Item:
    """One incident, template, statement: its fills by slot. An `optional` one is no miss where it is not found.

    `hints` are not scored; they tell items apart whose slots are all alike.
    """

    fills: Mapping[str, Sequence[Fill]]
    optional: bool = False
    id: str = ""
    hints: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Profile:
    """What is compared, and how.

    Attributes:
        slots: the comparison of each slot.
        must: slots that two items must share, at least in part, to be compared at all.
        either: slots of which they must share one; an item whose gold fills none of them needs only the others.
    """

    slots: Mapping[str, Comparator]
    must: Sequence[str] = ()
    either: Sequence[str] = ()


@dataclass(frozen=True)
class Alignment:
    """Gold items and predicted ones, by their places in the two lists.

    Attributes:
        pairs: gold, predicted, and the slots of the two.
        missed: gold items that nothing was matched to, those that are optional left out.
        spurious: predicted items that nothing was matched to.
    """

    pairs: tuple[tuple[int, int, SlotTallies], ...] = ()
    missed: tuple[int, ...] = ()
    spurious: tuple[int, ...] = ()

    @property
    def found(self) -> Tally:
        """The items themselves, as values of one slot: found, missing, spurious."""
        return Tally(correct=len(self.pairs), missing=len(self.missed), spurious=len(self.spurious))


@dataclass
class TableScore:
    """Slots summed up: of matched items alone, and of all, where those of missed and spurious items count too."""

    found: Tally = field(default_factory=Tally)
    given: dict[str, Tally] = field(default_factory=dict)
    all: dict[str, Tally] = field(default_factory=dict)

    def add(self, slots: SlotTallies, *, matched: bool) -> None:
        """Add the slots of one item."""
        for slot, tally in slots.items():
            self.all[slot] = self.all.get(slot, Tally()) + tally
            if matched:
                self.given[slot] = self.given.get(slot, Tally()) + tally

    def take(self, profile: Profile, gold: Sequence[Item], said: Sequence[Item], found: Alignment) -> None:
        """Add the items of one document."""
        self.found += found.found
        for _, _, slots in found.pairs:
            self.add(slots, matched=True)
        for row in found.missed:
            self.add(score_slots(profile, gold[row], None), matched=False)
        for column in found.spurious:
            self.add(score_slots(profile, None, said[column]), matched=False)

    @property
    def overall(self) -> Tally:
        """All slots of all items: what MUC-4 called "all templates"."""
        return total(list(self.all.values()))

    @property
    def fields(self) -> Tally:
        """All slots of matched items."""
        return total(list(self.given.values()))


def score_slot(gold: Sequence[Fill], said: Sequence[Fill], alike: Comparator) -> Tally:
    """One slot: values are assigned to each other for the most credit; what is left on both sides is wrong.

    Against a gold value that is left, a predicted one that is left is incorrect; what then remains is missing, or
    spurious. A gold value that is optional and left counts nowhere.
    """
    if not gold or not said:
        return Tally(missing=sum(not fill.optional for fill in gold), spurious=len(said))
    credits = [[max(alike(value, other.values[0]) for value in fill.values) for other in said] for fill in gold]
    shy = [[credit - _LESS * fill.optional for credit in row] for fill, row in zip(gold, credits, strict=True)]
    pairs = assign(shy)
    right = sum(credits[row][column] > PARTIAL for row, column in pairs)
    met = {row for row, _ in pairs}
    left = sum(row not in met and not fill.optional for row, fill in enumerate(gold))
    extra = len(said) - len(pairs)
    wrong = min(left, extra)
    return Tally(right, len(pairs) - right, wrong, missing=left - wrong, spurious=extra - wrong)


def score_slots(profile: Profile, gold: Item | None, said: Item | None) -> dict[str, Tally]:
    """Every slot of a gold item and a predicted one, either of which may be wanting; empty slots are left out."""
    found = {}
    for slot, alike in profile.slots.items():
        fills = gold.fills.get(slot, ()) if gold else (), said.fills.get(slot, ()) if said else ()
        if fills[0] or fills[1]:
            found[slot] = score_slot(*fills, alike)
    return found


def compatible(profile: Profile, gold: Item, said: Item) -> bool:
    """Whether a predicted item can be a gold one at all."""

    def shared(slot: str) -> bool:
        alike = profile.slots[slot]
        return any(
            alike(value, other.values[0]) > 0
            for fill in gold.fills.get(slot, ())
            for value in fill.values
            for other in said.fills.get(slot, ())
        )

    if not all(shared(slot) for slot in profile.must):
        return False
    told = [slot for slot in profile.either if any(not fill.optional for fill in gold.fills.get(slot, ()))]
    return not told or any(shared(slot) for slot in told)


def matched(profile: Profile, gold: Sequence[Item], said: Sequence[Item]) -> Alignment:
    """The assignment of predicted items to gold ones that gives the most credit over all slots.

    Raises:
        UsageError: scipy is not installed.
    """
    credits: list[list[float]] = []
    cells: dict[tuple[int, int], dict[str, Tally]] = {}
    for row, item in enumerate(gold):
        line = []
        for column, other in enumerate(said):
            meet = compatible(profile, item, other)
            if meet:
                cells[row, column] = score_slots(profile, item, other)
            credit = sum(tally.credit for tally in cells[row, column].values()) if meet else 0.0
            line.append(credit - _LESS * item.optional + _HINT * len(item.hints & other.hints) if credit else 0.0)
        credits.append(line)
    pairs = assign(credits)
    met, used = {row for row, _ in pairs}, {column for _, column in pairs}
    return Alignment(
        tuple((row, column, cells[row, column]) for row, column in pairs),
        tuple(row for row, item in enumerate(gold) if row not in met and not item.optional),
        tuple(column for column in range(len(said)) if column not in used),
    )


def score(profile: Profile, gold: Sequence[Item], said: Sequence[Item], into: TableScore | None = None) -> TableScore:
    """The items of one document against each other, added to a score."""
    into = into or TableScore()
    into.take(profile, gold, said, matched(profile, gold, said))
    return into
