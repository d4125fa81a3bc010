"""One spelling for names that differ in typography or transliteration, and for nothing more.

Folded away: case, accents, script, quote marks, hyphens, full stops, the Arabic article, doubled letters, `ou` for
`u`, `q` for `k`, a final `h`. Digits and words stay as they are, and no distance between strings is ever
measured: whatever else two spellings differ in is for an alias file, which a person reviews.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

_SILENT = re.compile(r"['`\"´.]")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[.,](?=\d)")  # Area 1.2 is not Area 12
_TOKEN = re.compile(r"[a-z0-9]+")
_ARTICLE = {"al", "el"}
# The Arabic article takes the sound of what follows: as-Sakhr, ar-Raqqa, ash-Shabab.
_ASSIMILATED = re.compile(r"[aei](sh|th|dh|[dnrstz])")
_LETTERS = (("ou", "u"), ("oo", "u"), ("ee", "i"), ("y", "i"), ("q", "k"))
_DOUBLED = re.compile(r"([a-z])\1+")
_FINAL = re.compile(r"(?<=[a-z]a)h$")


@lru_cache(maxsize=200_000)
def fold(name: str) -> str:
    """The key of a name: words of a-z and 0-9, one space between them; empty if there are none."""
    text = _BETWEEN_DIGITS.sub(" ", anyascii(unicodedata.normalize("NFKC", name)).casefold())
    words = _TOKEN.findall(_SILENT.sub("", text))
    following = [*words[1:], ""]
    kept = [word for word, after in zip(words, following, strict=False) if not _is_article(word, after)]
    return " ".join(_letters(word) for word in kept or words)


def _is_article(word: str, following: str) -> bool:
    if word in _ARTICLE:
        return bool(following)
    sound = _ASSIMILATED.fullmatch(word)
    return bool(sound and following.startswith(sound[1]) and len(following) > 2)


def _letters(word: str) -> str:
    for written, meant in _LETTERS:
        word = word.replace(written, meant)
    return _FINAL.sub("", _DOUBLED.sub(r"\1", word)) if len(word) > 2 else word


def before(*words: str) -> re.Pattern[str]:
    """A pattern for any of these words at the beginning of a folded name, several in a row."""
    return re.compile(f"^(?:(?:{_either(words)}) )+")


def after(*words: str) -> re.Pattern[str]:
    """A pattern for any of these words at the end of a folded name, several in a row."""
    return re.compile(f"(?: (?:{_either(words)}))+$")


def _either(words: tuple[str, ...]) -> str:
    return "|".join(sorted(map(fold, words), key=len, reverse=True))
