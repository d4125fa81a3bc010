"""Normalized keys of names: spellings that differ only in typography or transliteration have one key.

Removed: case, accents, quote marks, hyphens, full stops, the Arabic article, doubled letters, a final `h`; `ou` becomes
`u` and `q` becomes `k`. Alphabets with vowels become Latin. Arabic, Hebrew and East Asian writing stays as it is, but
for vowel signs and variants of letters: without vowels, حماس would be "hms". Digits and words stay, and no string
distance is computed: any other difference between two spellings belongs into an alias file, which a person reviews.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

from extractor.grounding.locate import ascii_digit

_REMOVED = re.compile(r"['`\"´.]")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[.,](?=\d)")  # Area 1.2 is not Area 12
# Hebrew and Arabic; kana, Chinese characters and Hangul.
_NATIVE = "\u0590-\u08ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_OTHERS = re.compile(f"[^{_NATIVE}]+")
_TOKEN = re.compile(f"[a-z0-9{_NATIVE}]+")
_ARABIC_ARTICLE = re.compile("^و?ال(?=...)")
_ABJADS = re.compile("[\u0590-\u08ff]")
_LEFT = "\u0653\u0654\u0655"  # marks that are composed with their letter, if there is such a letter
_VARIANTS = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه", "ؤ": "و",
     "ـ": "", "\u200c": "", "ʼ": "'", "’": "'", "״": '"', "׳": "'", "־": " ", **dict.fromkeys(_LEFT, "")}
)  # fmt: skip


def plain(text: str) -> str:
    """Return a text in lower case, in one Unicode form, with Western digits and without marks of vowels."""
    composed = unicodedata.normalize("NFKC", text).casefold()
    if _ABJADS.search(composed):
        apart = unicodedata.normalize("NFD", composed)
        marked = "".join(ch for ch in apart if unicodedata.category(ch) != "Mn" or ch in _LEFT)
        composed = unicodedata.normalize("NFC", marked)
    return " ".join("".join(map(ascii_digit, composed.translate(_VARIANTS))).split())


_ARTICLE = {"al", "el"}
# The Arabic article assimilates to the consonant that follows: as-Sakhr, ar-Raqqa, ash-Shabab.
_ASSIMILATED = re.compile(r"[aei](sh|th|dh|[dnrstz])")
_LETTERS = (("ou", "u"), ("oo", "u"), ("ee", "i"), ("y", "i"), ("q", "k"))
_DOUBLED = re.compile(r"([a-z])\1+")
_FINAL_H = re.compile(r"(?<=[a-z]a)h$")


@lru_cache(maxsize=200_000)
def fold(name: str) -> str:
    """Return the key of a name: words of letters and digits with one space between them; empty if there are none."""
    text = name if name.isascii() else _OTHERS.sub(lambda part: anyascii(part[0]), plain(name))
    text = _BETWEEN_DIGITS.sub(" ", text.casefold())
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
    if not word.isascii():
        return _ARABIC_ARTICLE.sub("", word)
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
