"""Actors: resolve names in articles to ids, and tell which actors are part of which."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property, lru_cache

from extractor.core.errors import UsageError
from extractor.grounding.aliases import AliasTable, CsvFile, csv_rows, read_aliases
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
# Words beside a demonym that leave it the state: "Ukrainian forces", "l'armée israélienne", "российские войска".
_WORDS_OF_STATES = """
    the armed air ground naval security special defence defense military army forces force troops soldiers navy
    government authorities command ministry officials official state warplanes aircraft jets fighter planes
    les la le des de du armée armées forces troupes soldats aviation militaire militaires gouvernement autorités
    el los las ejército fuerzas tropas soldados aviación armadas aérea gobierno autoridades militar militares
    die der das armee streitkräfte truppen soldaten luftwaffe regierung
    войска войск армия армии силы сил вооруженные военные военных авиация солдаты правительство власти
    війська військ армія армії сили збройні військові авіація солдати уряд влада
"""
_STATE_WORDS = frozenset(map(fold, _WORDS_OF_STATES.split()))
# Written together with the name of a state: "菲律宾军队".
_EAST_ASIAN_FORCES = re.compile("(?:政府军|国防军|军队|軍隊|军方|政府|军|軍|군대|군|정부)$")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_ELISION = re.compile(r"\b[ld]['’]", re.IGNORECASE)
# Endings of a stem: of adjectives in Latin writing, and of those in Cyrillic, which all end in -sk before it.
_LATIN_ENDING, _CYRILLIC_ENDING = "(?:n?e?s?|e[mnr]|[aio]s?)", "[a-z]{1,4}"
_BRACKETS = re.compile(r"^(.*?)\s*[(（]([^()（）]+)[)）]\s*$")


class Actors:
    """The actors of the alias files."""

    def __init__(self, files: Iterable[CsvFile], demonyms: CsvFile | None = None) -> None:
        """Read the alias files and the demonyms of states.

        Raises:
            UsageError: a file is wrong, or `part_of` has an unknown id or is circular.
        """
        self.aliases: AliasTable = read_aliases(files, COLUMNS)
        self._demonyms = _read_demonyms(demonyms)
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
        return found or self._state_of(_PREFIX.sub("", fold(_ELISION.sub("", name))))

    def _state_of(self, folded: str) -> str | None:
        """Return the state whose demonym a name is, alone or beside words for its government and forces."""
        base = self.aliases.ids.get(_EAST_ASIAN_FORCES.sub("", folded))
        if base and not folded.isascii() and self.fact(base, "kind") == "state":
            return base
        words = folded.split(" ")
        for demonym in (folded, " ".join(word for word in words if word not in _STATE_WORDS)):
            for pattern, state in self._demonyms.items():
                if demonym and pattern.fullmatch(demonym):
                    return state
        return None

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


def _read_demonyms(file: CsvFile | None) -> dict[re.Pattern[str], str]:
    """Return states by a pattern of all their demonyms, folded; a name with a star is a stem."""
    found: dict[re.Pattern[str], str] = {}
    for _, row in csv_rows(file, ("id", "names"), ("id", "names")) if file else ():
        forms = [
            fold(name[:-1]) + (_CYRILLIC_ENDING if _CYRILLIC.search(name) else _LATIN_ENDING)
            if name.endswith("*")
            else fold(name)
            for name in row["names"].split("|")
        ]
        found[re.compile("|".join(forms))] = row["id"]
    return found


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
