"""Actors: resolve names in articles to ids, and tell which actors are part of which."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property, lru_cache

from extractor.core.errors import UsageError
from extractor.grounding.aliases import AliasTable, CsvFile, read_aliases
from extractor.grounding.normalize import fold, prefix_pattern
from extractor.schema.rows import QuoteRow

COLUMNS = ("id", "name", "kind", "country", "part_of", "wikidata", "note")
# Words around a name that give the kind of actor and not which one: "the Hezbollah Brigades militia".
_PREFIX = prefix_pattern("the", "a", "an", "its", "their", "members of", "fighters of", "fighters from")
_KIND_WORDS = frozenset(
    map(
        fold,
        (
            *(
                "militia",
                "militias",
                "militants",
                "militiamen",
                "paramilitary",
                "paramilitaries",
                "fighters",
                "members",
            ),
            *("group", "groups", "movement", "organisation", "organization", "faction", "party"),
        ),
    )
)
_BRACKETS = re.compile(r"^(.*?)\s*[(（]([^()（）]+)[)）]\s*$")


class Actors:
    """The actors of the alias files."""

    def __init__(self, files: Iterable[CsvFile]) -> None:
        """Read the alias files; raises UsageError if one is wrong, or `part_of` has an unknown id or is circular."""
        self.aliases: AliasTable = read_aliases(files, COLUMNS)
        self.find = lru_cache(maxsize=100_000)(self._find)
        for id_ in self.aliases.entities:
            self._check_parents(id_)

    def _find(self, name: str) -> str | None:
        """Return the id of the actor with a name; None if no alias file has it."""
        found = next((id_ for variant in _variants(name) if (id_ := self.aliases.ids.get(variant))), None)
        if found is None and (brackets := _BRACKETS.match(name)):
            # "Hashd al-Chaabi (Popular Mobilization Forces)" is one name twice; "Hezbollah (Iraq)" is not.
            inner, outer = map(self.find, brackets.groups())
            return inner if inner == outer else None
        return found

    def find_quoted(self, quote: QuoteRow | None) -> str | None:
        """Return the id of the actor that a quote names; None without a quote, or if no alias file has the name."""
        return self.find(quote["text"]) if quote else None

    def name(self, id_: str) -> str:
        """Return the usual English name of an actor."""
        return self.aliases.entities[id_].name

    def display_name(self, name: str) -> str:
        """Return the usual English name for the id of an actor, and any other string unchanged."""
        return self.name(name) if name in self.aliases.entities else name

    def fact(self, id_: str, column: str) -> str:
        """Return an actor's cell of a column of the alias files; empty if it is not filled in."""
        return self.aliases.entities[id_].facts.get(column, "")

    def parents(self, id_: str) -> list[str]:
        """Return the actors that one is directly part of."""
        return [part for part in self.fact(id_, "part_of").split("|") if part]

    @cached_property
    def _ancestors(self) -> dict[str, frozenset[str]]:
        return {id_: frozenset(self._climb(id_, ())) for id_ in self.aliases.entities}

    def _climb(self, id_: str, path: tuple[str, ...]) -> Iterator[str]:
        yield id_
        for parent in self.parents(id_):
            if parent not in path:
                yield from self._climb(parent, (*path, id_))

    def related(self, one: str, other: str) -> bool:
        """Return True if two ids are one actor, or one of them is part of the other."""
        return one == other or other in self._ancestors[one] or one in self._ancestors[other]

    def any_related(self, ones: Iterable[str], others: Collection[str]) -> bool:
        """Return True if any of the first ids is related to any of the others."""
        return any(self.related(one, other) for one in ones for other in others)

    def _check_parents(self, id_: str) -> None:
        for parent in self.parents(id_):
            if parent not in self.aliases.entities:
                raise UsageError(
                    f"actors.csv: {id_} is part_of {parent}, but no row has the id {parent}.",
                    next_step="Add a row for it, or correct the id; several are joined with |.",
                )
            if id_ in self._climb(parent, ()):
                raise UsageError(f"actors.csv: {id_} is part of itself through {parent}.", next_step="Correct part_of.")


def _variants(name: str) -> Iterator[str]:
    """Yield folded forms of a name, the most literal first."""
    literal = fold(name)
    bare = _PREFIX.sub("", literal)
    yield literal
    yield bare
    words = bare.split(" ")
    kept = [word for word in words if word not in _KIND_WORDS]
    if kept and kept != words:
        yield " ".join(kept)
