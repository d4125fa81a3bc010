"""Things that belong together because each is joined to some other: groups, merged pair by pair."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


class Groups(Generic[T]):
    """Disjoint groups of members; a member that was never joined is a group of its own."""

    def __init__(self, members: Iterable[T] = ()) -> None:
        self._of: dict[T, list[T]] = {}
        for member in members:
            self.of(member)

    def of(self, member: T) -> list[T]:
        """The group of a member, the member among them."""
        return self._of.setdefault(member, [member])

    def join(self, one: T, other: T) -> None:
        """Make one group of two; the smaller is poured into the larger, so n joins take n log n steps."""
        large, small = self.of(one), self.of(other)
        if large is small:
            return
        if len(large) < len(small):
            large, small = small, large
        large.extend(small)
        for member in small:
            self._of[member] = large

    def together(self, one: T, other: T) -> bool:
        """Whether two are in one group."""
        return self.of(one) is self.of(other)

    def all(self) -> list[list[T]]:
        """Every group once, in the order in which their first members came."""
        return list({id(group): group for group in self._of.values()}.values())
