"""Check that a requoted string has the same facts as the string it replaces: only the spelling may differ.

Every word counts, whether the old or the new string has it. Words are the same if they differ only in typography,
diacritics, doubled letters, hyphens, or the transliterations that `normalize.fold` and this module know; names also if
an alias file has both. A number may be in words or digits, a month or weekday shortened. Determiners are no facts. So
another number, month, currency, prefix, ending or name is another fact.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache

from extractor.core.number_words import BY_LANGUAGE
from extractor.grounding.locate import folded_text
from extractor.grounding.names import Names, load_names
from extractor.grounding.normalize import fold

_GROUPED = re.compile(r"(?<=\d)[,'’ \u00a0\u2009\u202f](?=\d{3}(?!\d))")
# A word, or a sign that is a fact: a currency, a percentage, a degree, a minus before a number.
_TOKEN = re.compile(r"\w+|[$€£¥₪₽₹₺₴%‰°+&@#]|(?<!\w)-(?=\d)")
_DETERMINERS = frozenset({"the", "a", "an"})
_CONNECTING = frozenset({"of", "the", "and", "de", "du"})
# Spellings of common personal names that no rule makes equal; other vowels may be another name (Joan, John).
_SPELLINGS = {
    spelling: names.split()[0]
    for names in (
        "muhammad mohammad mohammed mohamed mohamad muhammed muhamad mohamud",
        "ahmad ahmed",
        "hussein hussain husain husayn hossein husein",
        "hassan hasan",
        "yusuf yousef youssef yousuf yusef youssouf",
        "usama osama oussama",
        "umar omar",
        "khalid khaled",
        "abdullah abdallah abdulla",
        "abdul abdel",
        "mahmud mahmoud mahmood",
        "saeed saied",
        "mustafa mostafa moustafa",
        "ibrahim ebrahim",
        "ismail ismael esmail",
        "nasser nasir naser",
        "rashid rasheed rachid",
        "sheikh shaykh sheik cheikh",
        "gaddafi qaddafi gadhafi kadhafi qadhafi",
        "haidar haydar haider heydar",
        "suleiman sulaiman suleyman",
        "zelensky zelenskyy zelenskiy zelenskyi",
    )
    for spelling in names.split()
}
_CALENDAR = re.findall(
    r"\w+",
    "january february march april june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday",
)
_SHORTENED = {short: word for word in _CALENDAR for short in {word[:3], word[:4]}} | {
    "tues": "tuesday",
    "thurs": "thursday",
}
_NUMBERS = {word: str(value) for word, value in BY_LANGUAGE["en"].items() if value < 100 and "dozen" not in word}
_NAME_PART = _CONNECTING | {"al", "el", "bin", "ibn", "abu", "van", "von"}


def same_facts(old: str, new: str) -> bool:
    """Return True if `new` may replace `old`."""
    a, b = list(_tokens(old)), list(_tokens(new))
    if not a or not b:
        return False
    matcher = SequenceMatcher(None, [_key(token) for token in a], [_key(token) for token in b], autojunk=False)
    for tag, i, i_end, j, j_end in matcher.get_opcodes():
        if tag == "equal":
            if any(map(_acronym_differs, a[i:i_end], b[j:j_end])):
                return False
        elif not _same_words(a[i:i_end], b[j:j_end]) and not _same_name(_name(a, i, i_end), _name(b, j, j_end)):
            return False
    return True


def _tokens(text: str) -> Iterator[str]:
    plain = _GROUPED.sub("", folded_text(text))
    plain = re.sub(r"\b[AaEe]l-(?=[A-Z])", "al-", plain)
    plain = re.sub(r"(?i)n't\b", " not", re.sub(r"(?i)\bcannot\b|\bcan't\b", "can not", plain))
    yield from _TOKEN.findall(plain)


@cache
def _key(token: str) -> str:
    """Return what two spellings of a word have in common; only Latin letters are read across spellings."""
    if any(ch.isalpha() and "LATIN" not in unicodedata.name(ch, "") for ch in token):
        return token.casefold()
    low = token.casefold()
    if known := _NUMBERS.get(low) or (_SHORTENED.get(low) or _SPELLINGS.get(low) if token[0].isupper() else None):
        return fold(known)
    return fold(token) or token


def _same_words(old: Sequence[str], new: Sequence[str]) -> bool:
    """Return True if two sequences differ in determiners, or in where a word is divided ("air base", "airbase")."""
    kept = [[token for token in tokens if token.casefold() not in _DETERMINERS] for tokens in (old, new)]
    one, other = (_key("".join(tokens)) if tokens else "" for tokens in kept)
    return one == other


def _acronym_differs(one: str, other: str) -> bool:
    """Return True for "IS" and "is", which are two words."""
    return one != other and len(one) > 1 and (one.isupper() or other.isupper()) and (one.islower() or other.islower())


def _name(tokens: Sequence[str], start: int, end: int) -> str:
    """Return the name that a range of tokens belongs to: it and the capitalized words around it."""
    while start > 0 and _in_name(tokens[start - 1]):
        start -= 1
    while end < len(tokens) and _in_name(tokens[end]):
        end += 1
    while start < end and tokens[start] in _CONNECTING:
        start += 1
    while start < end and tokens[end - 1] in _CONNECTING:
        end -= 1
    return " ".join(tokens[start:end])


def _in_name(token: str) -> bool:
    return token[:1].isupper() or token in _NAME_PART


@cache
def _names() -> Names:
    return load_names(gazetteer=False)


def _same_name(old: str, new: str) -> bool:
    """Return True if the alias files have both names for one actor or place."""
    actors, places = _names().actors, _names().places.aliases.ids
    ids = [{actors.find(name), places.get(fold(name))} - {None} for name in (old, new)]
    return bool(ids[0] & ids[1])
