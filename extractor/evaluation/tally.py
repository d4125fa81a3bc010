"""What the values of a slot come to, counted as the Message Understanding Conferences counted them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

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
            self.missing + other.missing,
            self.spurious + other.spurious,
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
