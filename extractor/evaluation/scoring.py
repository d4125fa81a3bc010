"""Scoring of predicted items against gold items: alignment, then a tally for each slot.

A profile defines the slots of a schema and the comparator of each. This module has no knowledge of incidents: the
codebook, MUC-4 and any other schema are profiles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self

from extractor.evaluation.numeric import solver

CORRECT, PARTIAL, INCORRECT = 1.0, 0.5, 0.0  # credit for a value
_HINT_BONUS = 1e-4  # for each shared hint in an alignment; smaller than any credit
_OPTIONAL_PENALTY = 1e-6  # so that a required item or fill is preferred to an optional one
Comparator = Callable[[Any, Any], float]  # gold value, predicted value -> CORRECT, PARTIAL or INCORRECT


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of correct, partial, incorrect, missing and spurious values.

    Recall, precision and F1 are those of MUC-4 (Chinchor 1992, "MUC-4 Evaluation Metrics"): a partially correct value
    counts one half; F1 weighs recall and precision equally and is 2 * credit / (possible + actual).

    Attributes:
        correct, partial, incorrect: predicted values that are aligned with a gold value.
        missing: gold values without a predicted one. spurious: predicted values without a gold one.
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
        """Correct values, partially correct ones counted one half."""
        return self.correct + PARTIAL * self.partial

    @property
    def possible(self) -> int:
        """Number of gold values."""
        return self.correct + self.partial + self.incorrect + self.missing

    @property
    def actual(self) -> int:
        """Number of predicted values."""
        return self.correct + self.partial + self.incorrect + self.spurious

    @property
    def recall(self) -> float | None:
        """Credit over gold values; None if there are none."""
        return self.credit / self.possible if self.possible else None

    @property
    def precision(self) -> float | None:
        """Credit over predicted values; None if there are none."""
        return self.credit / self.actual if self.actual else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of recall and precision; None if there are neither gold nor predicted values."""
        size = self.possible + self.actual
        return 2 * self.credit / size if size else None


SlotTallies = Mapping[str, Tally]


def sum_tallies(tallies: Iterable[Tally]) -> Tally:
    """Add up tallies."""
    return sum(tallies, start=Tally())


@dataclass(frozen=True, slots=True)
class Fill:
    """One value of a slot.

    Attributes:
        values: equally correct values; a predicted fill has one.
        optional: its absence from the prediction is not a miss.
    """

    values: tuple[Any, ...]
    optional: bool = False


@dataclass(frozen=True)
class Item:
    """An incident, template or statement: its fills by slot.

    Attributes:
        optional: its absence from the prediction is not a miss.
        hints: not scored; they distinguish items whose slots are equal.
    """

    fills: Mapping[str, Sequence[Fill]]
    optional: bool = False
    id: str = ""
    hints: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Profile:
    """The slots of a kind of item, and which of them two items must share to be compatible.

    Attributes:
        slots: the comparator of each slot.
        required: slots that must all agree at least partially.
        any_of: slots of which one must agree at least partially, if the gold item fills any of them.
    """

    slots: Mapping[str, Comparator]
    required: Sequence[str] = ()
    any_of: Sequence[str] = ()


def assign(credits: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Solve the assignment problem: pairs of row and column with the greatest sum of credits, none without credit.

    Args:
        credits: a row for each gold item, a column for each predicted one; 0 where the two are not compatible.

    Raises:
        UsageError: scipy is needed and not installed.
    """
    if not credits or not credits[0]:
        return []
    if len(credits) == 1 or len(credits[0]) == 1:  # the most common case by far, and needs no solver
        cells = [(value, -row, -column) for row, line in enumerate(credits) for column, value in enumerate(line)]
        value, row, column = max(cells)
        return [(-row, -column)] if value > 0 else []
    rows, columns = solver()(credits, maximize=True)
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return [(row, column) for row, column in pairs if credits[row][column] > 0]


def score_slot(gold: Sequence[Fill], predicted: Sequence[Fill], compare: Comparator) -> Tally:
    """Tally one slot: assign predicted fills to gold ones for the greatest credit, then count the rest.

    An unassigned predicted fill is incorrect while there is an unassigned gold fill to set against it; what then
    remains is missing or spurious. An unassigned optional gold fill is not counted.
    """
    if not gold or not predicted:
        return Tally(missing=sum(not fill.optional for fill in gold), spurious=len(predicted))
    credits = [[max(compare(value, other.values[0]) for value in fill.values) for other in predicted] for fill in gold]
    weights = [
        [credit - _OPTIONAL_PENALTY * fill.optional for credit in row] for fill, row in zip(gold, credits, strict=True)
    ]
    pairs = assign(weights)
    correct = sum(credits[row][column] > PARTIAL for row, column in pairs)
    assigned = {row for row, _ in pairs}
    left = sum(row not in assigned and not fill.optional for row, fill in enumerate(gold))
    extra = len(predicted) - len(pairs)
    incorrect = min(left, extra)
    return Tally(correct, len(pairs) - correct, incorrect, missing=left - incorrect, spurious=extra - incorrect)


def score_slots(profile: Profile, gold: Item | None, predicted: Item | None) -> dict[str, Tally]:
    """Tally every slot of a gold and a predicted item, either of which may be None; empty slots are left out."""
    tallies = {}
    for slot, compare in profile.slots.items():
        fills = gold.fills.get(slot, ()) if gold else (), predicted.fills.get(slot, ()) if predicted else ()
        if fills[0] or fills[1]:
            tallies[slot] = score_slot(*fills, compare)
    return tallies


def compatible(profile: Profile, gold: Item, predicted: Item) -> bool:
    """Return True if a predicted item may be aligned with a gold one."""

    def shared(slot: str) -> bool:
        compare = profile.slots[slot]
        return any(
            compare(value, other.values[0]) > 0
            for fill in gold.fills.get(slot, ())
            for value in fill.values
            for other in predicted.fills.get(slot, ())
        )

    if not all(shared(slot) for slot in profile.required):
        return False
    filled = [slot for slot in profile.any_of if any(not fill.optional for fill in gold.fills.get(slot, ()))]
    return not filled or any(shared(slot) for slot in filled)


class AlignedPair(NamedTuple):
    """A gold item and the predicted item aligned with it, by their indices, and their slots."""

    gold: int
    predicted: int
    slots: SlotTallies


@dataclass(frozen=True)
class Alignment:
    """The alignment of predicted items with gold items, by their indices.

    Attributes:
        missed: gold items without a predicted one, optional ones left out.
        spurious: predicted items without a gold one.
    """

    pairs: tuple[AlignedPair, ...] = ()
    missed: tuple[int, ...] = ()
    spurious: tuple[int, ...] = ()

    @property
    def tally(self) -> Tally:
        """The items themselves, counted as the values of one slot."""
        return Tally(correct=len(self.pairs), missing=len(self.missed), spurious=len(self.spurious))


def align(profile: Profile, gold: Sequence[Item], predicted: Sequence[Item]) -> Alignment:
    """Align predicted items with gold items for the greatest credit over all slots.

    Raises:
        UsageError: scipy is not installed.
    """
    credits: list[list[float]] = []
    cells: dict[tuple[int, int], dict[str, Tally]] = {}
    for row, item in enumerate(gold):
        line = []
        for column, other in enumerate(predicted):
            credit = 0.0
            if compatible(profile, item, other):
                cells[row, column] = score_slots(profile, item, other)
                credit = sum(tally.credit for tally in cells[row, column].values())
            bonus = _HINT_BONUS * len(item.hints & other.hints)
            line.append(credit - _OPTIONAL_PENALTY * item.optional + bonus if credit else 0.0)
        credits.append(line)
    pairs = assign(credits)
    rows, columns = {row for row, _ in pairs}, {column for _, column in pairs}
    return Alignment(
        tuple(AlignedPair(row, column, cells[row, column]) for row, column in pairs),
        tuple(row for row, item in enumerate(gold) if row not in rows and not item.optional),
        tuple(column for column in range(len(predicted)) if column not in columns),
    )


@dataclass
class TableScore:
    """Tallies summed over the items of a table.

    Attributes:
        items: the items themselves.
        matched_slots: slots of aligned items.
        all_slots: slots of all items, missed and spurious ones included.
    """

    items: Tally = field(default_factory=Tally)
    matched_slots: dict[str, Tally] = field(default_factory=dict)
    all_slots: dict[str, Tally] = field(default_factory=dict)

    def add_slots(self, slots: SlotTallies, *, matched: bool) -> None:
        """Add the slots of one item."""
        for slot, tally in slots.items():
            self.all_slots[slot] = self.all_slots.get(slot, Tally()) + tally
            if matched:
                self.matched_slots[slot] = self.matched_slots.get(slot, Tally()) + tally

    def add_document(
        self, profile: Profile, gold: Sequence[Item], predicted: Sequence[Item], alignment: Alignment
    ) -> None:
        """Add the items of one document."""
        self.items += alignment.tally
        for pair in alignment.pairs:
            self.add_slots(pair.slots, matched=True)
        for row in alignment.missed:
            self.add_slots(score_slots(profile, gold[row], None), matched=False)
        for column in alignment.spurious:
            self.add_slots(score_slots(profile, None, predicted[column]), matched=False)

    @property
    def overall(self) -> Tally:
        """All slots of all items: the row "all templates" of MUC-4."""
        return sum_tallies(self.all_slots.values())

    @property
    def fields(self) -> Tally:
        """All slots of aligned items."""
        return sum_tallies(self.matched_slots.values())


def score_document(
    profile: Profile, gold: Sequence[Item], predicted: Sequence[Item], into: TableScore | None = None
) -> TableScore:
    """Align and score the items of one document, added to `into` if it is given."""
    into = into or TableScore()
    into.add_document(profile, gold, predicted, align(profile, gold, predicted))
    return into
