"""What rules say of two reports: the answer of each, and what they come to together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    """What a rule says."""

    YES = "yes"
    OPEN = "open"
    CLOSE = "close"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Check:
    """One rule's answer, and its reason in words."""

    rule: str
    answer: Answer
    reason: str


@dataclass(frozen=True)
class Verdict:
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
        decisive = {"same": (Answer.YES,), "near": (Answer.CLOSE,), "different": (Answer.NO,)}[self.outcome]
        return "; ".join(check.reason for check in self.checks if check.answer in decisive)
