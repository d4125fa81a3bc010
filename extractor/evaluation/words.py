"""Strings compared by the words they hold: folded, without the words that say nothing of who or what is meant."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from extractor.consolidation.normalize import fold

SAME, PARTLY, APART = 1.0, 0.5, 0.0
SHARED = 0.5  # of the words of both, from which on two strings tell partly of the same
_IDLE = frozenset(
    ("a an the of in on at by to for from with and or his her its their this that these those").split()  # noqa: SIM905
)


class Words:
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
