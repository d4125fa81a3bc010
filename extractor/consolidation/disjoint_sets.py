"""Disjoint sets (union-find): members joined pair by pair, directly or through others, are in one set."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


class DisjointSets(Generic[T]):
    """A partition of members; a member that was never joined is a set of its own."""

    def __init__(self, members: Iterable[T] = ()) -> None:
        self._set_of: dict[T, list[T]] = {}
        for member in members:
            self.find(member)

    def find(self, member: T) -> list[T]:
        """Return the set of a member, the member included; its first item is the same for all members."""
        return self._set_of.setdefault(member, [member])

    def union(self, one: T, other: T) -> None:
        """Merge two sets; the smaller is appended to the larger, so n unions take n log n steps."""
        large, small = self.find(one), self.find(other)
        if large is small:
            return
        if len(large) < len(small):
            large, small = small, large
        large.extend(small)
        for member in small:
            self._set_of[member] = large

    def connected(self, one: T, other: T) -> bool:
        """Return True if two members are in one set."""
        return self.find(one) is self.find(other)

    def sets(self) -> list[list[T]]:
        """Return every set once, in the order in which their first members were added."""
        return list({id(members): members for members in self._set_of.values()}.values())
