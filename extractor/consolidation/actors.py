"""Who is meant by a name in an article, and who belongs to whom."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any

from extractor.consolidation.aliases import Aliases, Handwritten, read_aliases
from extractor.consolidation.normalize import before, fold
from extractor.core.errors import UsageError

COLUMNS = ("id", "name", "kind", "country", "part_of", "wikidata", "note")
# Words around a name that say of what sort its bearer is and not who: "the Hezbollah Brigades militia".
_BEFORE = before("the", "a", "an", "its", "their", "members of", "fighters of", "fighters from")
_SORT = (
    *("militia", "militias", "militants", "militiamen", "paramilitary", "paramilitaries", "fighters", "members"),
    *("group", "groups", "movement", "organisation", "organization", "faction", "party"),
)
_BRACKETS = re.compile(r"^(.*?)\s*[(（]([^()（）]+)[)）]\s*$")
_FOLDED_SORT = frozenset(map(fold, _SORT))


class Actors:
    """The actors of the alias files."""

    def __init__(self, files: Iterable[Handwritten]) -> None:
        """Raises UsageError: an alias file is wrong, or `part_of` names nobody or goes in a circle."""
        self.aliases: Aliases = read_aliases(files, COLUMNS)
        self.find = lru_cache(maxsize=100_000)(self._find)
        for id_ in self.aliases.known:
            self._check(id_)

    def _find(self, name: str) -> str | None:
        """The id of who is meant; None where no row has the name."""
        found = next((id_ for reading in _readings(name) if (id_ := self.aliases.ids.get(reading))), None)
        if found is None and (brackets := _BRACKETS.match(name)):
            # "Hashd al-Chaabi (Popular Mobilization Forces)" is one name twice; "Hezbollah (Iraq)" is not.
            inner, outer = map(self.find, brackets.groups())
            return inner if inner == outer else None
        return found

    def name(self, id_: str) -> str:
        """The usual English name of an actor."""
        return self.aliases.known[id_].name

    def known_name(self, name: str) -> str:
        """The usual English name where this is the id of an actor; itself where it is not."""
        return self.name(name) if name in self.aliases.known else name

    def fact(self, id_: str, column: str) -> str:
        """What a column of the alias files says of an actor; empty where it says nothing."""
        return self.aliases.known[id_].facts.get(column, "")

    def parents(self, id_: str) -> list[str]:
        """Whom it is directly part of."""
        return [part for part in self.fact(id_, "part_of").split("|") if part]

    @cached_property
    def _ancestors(self) -> dict[str, frozenset[str]]:
        return {id_: frozenset(self._climb(id_, ())) for id_ in self.aliases.known}

    def _climb(self, id_: str, path: tuple[str, ...]) -> Iterator[str]:
        yield id_
        for parent in self.parents(id_):
            if parent not in path:
                yield from self._climb(parent, (*path, id_))

    def related(self, one: str, other: str) -> bool:
        """Whether two ids are one actor, or one of them is part of the other."""
        return one == other or other in self._ancestors[one] or one in self._ancestors[other]

    def any_related(self, ones: Iterable[str], others: Collection[str]) -> bool:
        """Whether somebody of the ones is related to somebody of the others."""
        return any(self.related(one, other) for one in ones for other in others)

    def find_quoted(self, quote: Mapping[str, Any] | None) -> str | None:
        """The id of who is meant by a quote; None where there is none, or no row has the name."""
        return self.find(quote["text"]) if quote else None

    def _check(self, id_: str) -> None:
        for parent in self.parents(id_):
            if parent not in self.aliases.known:
                raise UsageError(
                    f"actors: {id_} is part_of {parent}, which no row has.",
                    next_step="Add a row for it, or correct the id; several are joined with |.",
                )
            if id_ in self._climb(parent, ()):
                raise UsageError(f"actors: {id_} is part of itself through {parent}.", next_step="Correct part_of.")


def _readings(name: str) -> Iterator[str]:
    """Folded forms of a name, the most literal first."""
    literal = fold(name)
    whole = _BEFORE.sub("", literal)
    yield literal
    yield whole
    words = whole.split(" ")
    kept = [word for word in words if word not in _FOLDED_SORT]
    if kept and kept != words:
        yield " ".join(kept)
