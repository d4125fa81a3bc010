"""Normalized keys of names: spellings that differ only in typography or transliteration have one key.

Removed: case, accents, script, quote marks, hyphens, full stops, the Arabic article, doubled letters, a final `h`; `ou`
becomes `u` and `q` becomes `k`. Digits and words stay, and no string distance is computed: any other difference between
two spellings belongs into an alias file, which a person reviews.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

_REMOVED = re.compile(r"['`\"´.]")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[.,](?=\d)")  # Area 1.2 is not Area 12
_TOKEN = re.compile(r"[a-z0-9]+")
_ARTICLE = {"al", "el"}
# The Arabic article assimilates to the consonant that follows: as-Sakhr, ar-Raqqa, ash-Shabab.
_ASSIMILATED = re.compile(r"[aei](sh|th|dh|[dnrstz])")
_LETTERS = (("ou", "u"), ("oo", "u"), ("ee", "i"), ("y", "i"), ("q", "k"))
_DOUBLED = re.compile(r"([a-z])\1+")
_FINAL_H = re.compile(r"(?<=[a-z]a)h$")


@lru_cache(maxsize=200_000)
def fold(name: str) -> str:
    """Return the key of a name: words of a-z and 0-9 with one space between them; empty if there are none."""
    text = _BETWEEN_DIGITS.sub(" ", anyascii(unicodedata.normalize("NFKC", name)).casefold())
    words = _TOKEN.findall(_REMOVED.sub("", text))
    following = [*words[1:], ""]
    kept = [word for word, after in zip(words, following, strict=False) if not _is_article(word, after)]
    return " ".join(_fold_letters(word) for word in kept or words)


def _is_article(word: str, following: str) -> bool:
    if word in _ARTICLE:
        return bool(following)
    consonant = _ASSIMILATED.fullmatch(word)
    return bool(consonant and following.startswith(consonant[1]) and len(following) > 2)


def _fold_letters(word: str) -> str:
    for written, folded in _LETTERS:
        word = word.replace(written, folded)
    return _FINAL_H.sub("", _DOUBLED.sub(r"\1", word)) if len(word) > 2 else word


def prefix_pattern(*words: str) -> re.Pattern[str]:
    """Return a pattern for any of these words at the start of a folded name, several in a row."""
    return re.compile(f"^(?:(?:{_alternatives(words)}) )+")


def suffix_pattern(*words: str) -> re.Pattern[str]:
    """Return a pattern for any of these words at the end of a folded name, several in a row."""
    return re.compile(f"(?: (?:{_alternatives(words)}))+$")


def _alternatives(words: tuple[str, ...]) -> str:
    return "|".join(sorted(map(fold, words), key=len, reverse=True))
