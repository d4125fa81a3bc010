"""Word boundaries: a cut must not split a word, a number, or a negation from its word."""

from __future__ import annotations

import re
import unicodedata

_HYPHEN = "-\u2010\u2011"
_TENS = re.compile(r"\b(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)$", re.IGNORECASE)
_UNITS = re.compile(r"(?:one|two|three|four|five|six|seven|eight|nine)\b", re.IGNORECASE)
# Before a hyphen and a lower-case letter these negate what follows; UN is another word.
_OPPOSITE = re.compile(r"\b(?:[Nn]on|[Uu]n|[Aa]nti|[Cc]ounter|[Ee]x)$")
# Separators inside one number: 1,500 and 2 500 but not a year before a count, 1.5 but not the
# full stop between two sentences, 10:30.
_NUMBER = re.compile(
    r"(?<!\d)\d{1,3}(?:(?:[,'’٬ \u00a0\u2009\u202f]\d{3})+(?!\d)(?:[.٫]\d+)?|[.٫]\d+|,\d\d?(?!\d)|:\d\d(?!\d))"
)

_JOINT = ".,:'’٬٫ \u00a0\u2009\u202f"


def _cased(ch: str) -> bool:
    return ch.islower() or ch.isupper()


def _visible(text: str, at: int, step: int) -> int:
    """Return the index of the nearest visible character from `at` on, in one direction."""
    while 0 <= at < len(text) and unicodedata.category(text[at]) == "Cf":
        at += step
    return at


def _in_number(text: str, left: int, right: int) -> bool:
    """Return True if a cut between two indices splits a number with separators."""
    start = left
    while start > 0 and left - start < 24 and (text[start - 1].isdigit() or text[start - 1] in _JOINT):
        start -= 1
    spans = (found.span() for found in _NUMBER.finditer(text, start, right + 24))
    return any(begin <= left and right < end for begin, end in spans)


def _run_together(text: str, left: int, right: int) -> bool:
    """Return True if two words or numbers lack the space between them, as in some machine translations.

    A lower-case letter before a capital ("RomanovskyHe sent"), a word and a number ("Tuesday20",
    "8people"), an abbreviation and a word ("IDFsaid").
    """
    a, b = text[left], text[right]
    before, after = text[max(0, left - 2) : left + 1], text[right : right + 3]
    if b.isdigit():
        return len(before) == 3 and before.islower() and before.isalpha()
    if a.isdigit() or (a.isupper() and text[max(0, left - 1) : left].isupper()):
        return len(after) == 3 and after.islower() and after.isalpha()
    return a.islower() and b.isupper()


def cuts_word(text: str, at: int) -> bool:
    """Return True if a cut before `text[at]` splits a word or a number.

    Always False between letters without case: their scripts join words or use no spaces.
    """
    left, right = _visible(text, at - 1, -1), _visible(text, at, 1)
    if left < 0 or right >= len(text):
        return False
    a, b = text[left], text[right]
    if unicodedata.category(b)[0] == "M" or (a.isdigit() and b.isdigit()):
        return True
    if (a.isdigit() or a in _JOINT) and (b.isdigit() or b in _JOINT) and _in_number(text, left, right):
        return True
    if a in _HYPHEN and _cased(b):
        word = text[max(0, left - 12) : left]
        return bool((_TENS.search(word) and _UNITS.match(text, right)) or (b.islower() and _OPPOSITE.search(word)))
    if b in _HYPHEN and _cased(a):
        return bool(_TENS.search(text[max(0, right - 12) : right]) and _UNITS.match(text, right + 1))
    if b in "'’" and text[right + 1 : right + 2] == "t" and a == "n":
        return True  # did in didn't
    joined = (_cased(a) or a.isdigit()) and (_cased(b) or b.isdigit())
    return joined and not _run_together(text, left, right)
