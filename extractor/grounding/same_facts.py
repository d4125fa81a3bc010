"""Check that a requoted string has the same facts as the string it replaces: only spelling may differ."""

from __future__ import annotations

import re
import unicodedata

from rapidfuzz import fuzz

from extractor.grounding.locate import fold_typography

MIN_SIMILARITY = 80.0  # percent (Indel), of the strings and of each word that differs

_NUMBER_OR_NEGATION = re.compile(
    r"\d+(?:\.\d+)?|\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|"
    r"sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|dozens?|scores?|half|several|many|few|"
    r"more|fewer|less|least|most|first|second|third|once|twice|"
    r"no|not|never|none|nobody|neither|nor|without|cannot|den(?:y|ies|ied)|refus\w*|reject\w*)\b"
)
_GROUPED = re.compile(r"(?<=\d)[,'’ \u00a0\u2009\u202f](?=\d{3}(?!\d))")
_WORD = re.compile(r"\w+")
_OPPOSITES = ("un", "non", "dis", "in", "anti")


def numbers_and_negations(text: str) -> list[str]:
    """Return the digits, number words and negations of an English text, in order."""
    return _NUMBER_OR_NEGATION.findall(_plain(text))


def same_facts(old: str, new: str) -> bool:
    """Return True if `new` may replace `old`: similar as a whole and in each word that differs,
    with the same numbers and negations in the same order.

    Always False for scripts other than Latin, whose number words and negations are not known here.
    """
    if not (_latin(old) and _latin(new)) or numbers_and_negations(old) != numbers_and_negations(new):
        return False
    a, b = _plain(old), _plain(new)
    return fuzz.ratio(a, b) >= MIN_SIMILARITY and _words_similar(_WORD.findall(a), _WORD.findall(b))


def _plain(text: str) -> str:
    """Remove case, thousands separators and contracted negations."""
    digits = _GROUPED.sub("", fold_typography(text).text.casefold())
    return digits.replace("n't", " not").replace("cannot", "can not")


def _latin(text: str) -> bool:
    return all("LATIN" in unicodedata.name(ch, "") for ch in text if ch.isalpha())


def _words_similar(old: list[str], new: list[str]) -> bool:
    for word in set(old) - set(new):
        nearest = max(new, key=lambda other: fuzz.ratio(word, other), default="")
        opposite = any(nearest == prefix + word or word == prefix + nearest for prefix in _OPPOSITES)
        if opposite or (fuzz.ratio(word, nearest) < MIN_SIMILARITY and not _NUMBER_OR_NEGATION.fullmatch(word)):
            return False
    return True
