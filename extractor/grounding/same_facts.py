"""Whether a string that was copied again says what the first one said: only its spelling may differ."""

from __future__ import annotations

import re
import unicodedata

from rapidfuzz import fuzz

from extractor.grounding.locate import fold

ALIKE = 80.0  # least similarity, in percent (Indel), of strings and of each word that differs

_FIGURES = re.compile(
    r"\d+(?:\.\d+)?|\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|"
    r"sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|dozens?|scores?|half|several|many|few|"
    r"more|fewer|less|least|most|first|second|third|once|twice|"
    r"no|not|never|none|nobody|neither|nor|without|cannot|den(?:y|ies|ied)|refus\w*|reject\w*)\b"
)
_GROUPED = re.compile(r"(?<=\d)[,'’ \u00a0\u2009\u202f](?=\d{3}(?!\d))")
_WORD = re.compile(r"\w+")
_OPPOSITES = ("un", "non", "dis", "in", "anti")


def figures(text: str) -> list[str]:
    """The digits, number words and negations of an English text, in its order."""
    return _FIGURES.findall(_plain(text))


def same_facts(old: str, new: str) -> bool:
    """Whether `new` may take the place of `old`: alike as a whole and in each word that differs,
    with the same figures and negations in the same order.

    Words and negations of other scripts than Latin cannot be judged here, so there only an equal
    string would do, and that would have been found in the first place.
    """
    if not (_latin(old) and _latin(new)) or figures(old) != figures(new):
        return False
    a, b = _plain(old), _plain(new)
    return fuzz.ratio(a, b) >= ALIKE and _words_alike(_WORD.findall(a), _WORD.findall(b))


def _plain(text: str) -> str:
    """Without case, separators of thousands and contracted negations."""
    digits = _GROUPED.sub("", fold(text).text.casefold())
    return digits.replace("n't", " not").replace("cannot", "can not")


def _latin(text: str) -> bool:
    return all("LATIN" in unicodedata.name(ch, "") for ch in text if ch.isalpha())


def _words_alike(old: list[str], new: list[str]) -> bool:
    for word in set(old) - set(new):
        nearest = max(new, key=lambda other: fuzz.ratio(word, other), default="")
        opposite = any(nearest == prefix + word or word == prefix + nearest for prefix in _OPPOSITES)
        if opposite or (fuzz.ratio(word, nearest) < ALIKE and not _FIGURES.fullmatch(word)):
            return False
    return True
