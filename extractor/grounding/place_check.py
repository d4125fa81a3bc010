"""Check a place name and a country code against the words for the place, and against the article around them."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from extractor.grounding.checks import AGREES, CANNOT_TELL, CheckResult, contradicts
from extractor.grounding.gazetteer import Gazetteer
from extractor.grounding.normalize import fold
from extractor.grounding.places import Places

SIMILAR = 72.0  # percent (Indel) of two words that may be forms of one name: Kiev and Kyiv, Le Caire and Cairo
SHORTEST = 4  # letters of words that are compared by similarity
# Words that say what kind of place it is, and not which.
_GENERIC = frozenset(
    [
        "the",
        "of",
        "in",
        "at",
        "near",
        "and",
        "city",
        "town",
        "village",
        "district",
        "province",
        "region",
        "area",
        "base",
        "camp",
        "state",
        "county",
        "north",
        "south",
        "east",
        "west",
        "northern",
        "southern",
        "eastern",
        "western",
        "central",
        "airport",
        "street",
        "river",
        "port",
        "border",
        "territory",
        "air",
        "military",
    ]
)
_DESCRIBED = re.compile(
    r"\b(?:capital|capitale|capitales|hauptstadt|largest city|second city|hometown)\b", re.IGNORECASE
)
# A country in another name is not the country: "Georgia Tech", "the Niger Delta", "the consulate of Iran".
_WITHIN_NAME = re.compile(r"\b[^\W\d_a-z][\w'’-]+(?= [^\W\d_a-z])")
_MISSION = re.compile(
    r"\b(?:embassy|consulate|mission|ambassad\w+|consulat|embajada|consulado|botschaft)\b.*", re.IGNORECASE
)
_CAPITALIZED = re.compile(r"\b[^\W\d_a-z][\w'’-]+")
_PROPER = re.compile(r"(?<![.!?:] )(?<!^)\b[^\W\d_a-z][^\W\d_]+|\b[A-Z]{2,}\b|^[^\W\d_a-z][^\W\d_]+")


@dataclass(frozen=True, slots=True)
class KnownPlaces:
    """Places of the alias files, and towns of the world for names in other languages; `towns` may be left out."""

    places: Places
    towns: Gazetteer | None = None


def check_place(
    name: str | None, country: str | None, words: str | None, *, text: str, language: str | None, places: KnownPlaces
) -> CheckResult:
    """Check a place against its words.

    Args:
        name: the place's name, usually English.
        country: ISO 3166 alpha-2.
        words: the article's words for the place; None if none are given.
        text: the whole article: a place that is named elsewhere in it is not made up.
        language: of the article, ISO 639-1.
        places: alias files, and the gazetteer for names in other languages.
    """
    if not name and not country:
        return CANNOT_TELL
    if not words:
        supported = not name and country in _countries(text, language or "en")
        return CANNOT_TELL if supported else contradicts("it has no words")
    found = (
        _check_name(name, words, country=country, text=text, language=language, places=places) if name else CANNOT_TELL
    )
    if found.reason or not country:
        return found
    in_words = _check_country(country, name or "", words=words, text=text, language=language or "en", places=places)
    return in_words if in_words.reason else found


def _check_name(
    name: str, words: str, *, country: str | None, text: str, language: str | None, places: KnownPlaces
) -> CheckResult:
    wanted, given = _significant(name), _significant(words)
    if wanted & given or _similar(wanted, given) or _same_alias(name, words, country=country, places=places):
        return AGREES
    named = _significant(" ".join(_CAPITALIZED.findall(text)))
    if wanted & named or _similar(wanted, named) or not _cased(words) or not wanted:
        return CANNOT_TELL
    if _DESCRIBED.search(words):
        return CANNOT_TELL
    others = _other_names(name, country, places)
    if any(f" {other} " in f" {fold(words)} " for other in others):
        return AGREES
    if any(f" {other} " in f" {fold(text)} " for other in others):
        return CANNOT_TELL
    if not others and _PROPER.search(words) and (language or "en")[:2] != "en":
        return CANNOT_TELL  # it may be a name in another language, which no gazetteer has
    return contradicts(f"neither the words “{words[:80]}” nor the article name it")


def _other_names(name: str, country: str | None, places: KnownPlaces) -> frozenset[str]:
    """Return the folded names of a town in all languages: Londres for London; none without the gazetteer."""
    gazetteer = places.towns
    if gazetteer is None or gazetteer.version is None or not country:
        return frozenset()
    return gazetteer.other_names(name, country)


def _significant(text: str) -> set[str]:
    words = set(fold(text).split(" ")) - {""}
    return (words - _GENERIC) or words


def _similar(ones: set[str], others: set[str]) -> bool:
    return any(
        fuzz.ratio(one, other) >= SIMILAR
        for one in ones
        for other in others
        if len(one) >= SHORTEST and len(other) >= SHORTEST and one[0] == other[0]
    )


def _same_alias(name: str, words: str, *, country: str | None, places: KnownPlaces) -> bool:
    """Return True if the alias files have both for one place, or one as a part of the other."""
    one, other = (
        places.places.find(each, None, admin1=None, country=country, precision="site") for each in (name, words)
    )
    if one.by != "names" or other.by != "names":
        return False
    return one.id == other.id or one.id in other.within or other.id in one.within


def _cased(text: str) -> bool:
    """Return True for a script with upper case, where a name can be told by its first letter and read by `fold`."""
    return any(ch.islower() or ch.isupper() for ch in text)


def _check_country(
    country: str, name: str, *, words: str, text: str, language: str, places: KnownPlaces
) -> CheckResult:
    known = places.places.find(name, None, admin1=None, country=country, precision="site") if name else None
    if known and known.flags and known.by is None and places.places.aliases.ids.get(fold(name)):
        return contradicts(known.flags[0].removeprefix("place: "))
    named = _countries(_WITHIN_NAME.sub(" ", _MISSION.sub(" ", words)), language)
    if not named or country in named or country in _countries(text, language):
        return CANNOT_TELL
    return contradicts(f"the words name {', '.join(sorted(named))}, not {country}")


def _countries(text: str, language: str) -> set[str]:
    """Return the codes of the countries that a text names, in its language or in English."""
    folded = f" {fold(text)} "
    found = {code for pattern, code in _SHORT_NAMES if pattern.search(text)}
    named = _territories_by_word(language[:2])
    for word in set(folded.split()) & named.keys():
        found |= {code for key, code in named[word] if f" {key} " in folded and f" new {key} " not in folded}
    return found


# Usual names that the table of countries does not have, and adjectives of the most frequent one.
_SHORT_NAMES = (
    (re.compile(r"\b(?:U\.S\.|US|USA|U\.S\.A\.|American?)(?!\w)"), "US"),
    (re.compile(r"\b(?:U\.K\.|UK|Britain|British|England|Scotland|Wales|Northern Ireland)(?!\w)"), "GB"),
    (re.compile(r"\b(?:Hong Kong)\b"), "HK"),
    (re.compile(r"\b(?:Palestine|Gaza|West Bank)\b"), "PS"),
)


@lru_cache(maxsize=32)
def _territories_by_word(language: str) -> dict[str, list[tuple[str, str]]]:
    """Return the folded names of countries in a language and in English, with their codes, by their first words."""
    named: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, code in {**_territories("en"), **_territories(language)}.items():
        named[key.partition(" ")[0]].append((key, code))
    return named


def _territories(language: str) -> dict[str, str]:
    """Return the folded names of countries in a language (CLDR), and their codes."""
    from babel import Locale, UnknownLocaleError

    try:
        territories = Locale(language).territories
    except (UnknownLocaleError, ValueError):
        return {}
    return {key: code for code, name in territories.items() if re.fullmatch("[A-Z]{2}", code) and (key := fold(name))}
