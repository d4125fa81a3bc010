"""Where a text may be cut: never through a word, a number, or between a negation and its word."""

from __future__ import annotations

import re
import unicodedata

_HYPHEN = "-\u2010\u2011"
_TENS = re.compile(r"\b(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)$", re.IGNORECASE)
_UNITS = re.compile(r"(?:one|two|three|four|five|six|seven|eight|nine)\b", re.IGNORECASE)
# Before a hyphen and a small letter these make the opposite of what follows; UN is another word.
_OPPOSITE = re.compile(r"\b(?:[Nn]on|[Uu]n|[Aa]nti|[Cc]ounter|[Ee]x)$")
# What may stand between the digits of one number, and what must follow it: 1,500 and 2 500 but
# not a year before a count, 1.5 but not the full stop between two sentences, 10:30.
_NUMBER = re.compile(
    r"(?<!\d)\d{1,3}(?:(?:[,'’٬ \u00a0\u2009\u202f]\d{3})+(?!\d)(?:[.٫]\d+)?|[.٫]\d+|,\d\d?(?!\d)|:\d\d(?!\d))"
)

_JOINT = ".,:'’٬٫ \u00a0\u2009\u202f"


def _cased(ch: str) -> bool:
    return ch.islower() or ch.isupper()


def _seen(text: str, at: int, step: int) -> int:
    """The place of the nearest visible character from `at` on, in one direction."""
    while 0 <= at < len(text) and unicodedata.category(text[at]) == "Cf":
        at += step
    return at


def _in_number(text: str, left: int, right: int) -> bool:
    """Whether a cut between two places goes through a number with separators in it."""
    start = left
    while start > 0 and left - start < 24 and (text[start - 1].isdigit() or text[start - 1] in _JOINT):
        start -= 1
    spans = (found.span() for found in _NUMBER.finditer(text, start, right + 24))
    return any(begin <= left and right < end for begin, end in spans)


def _glued(text: str, left: int, right: int) -> bool:
    """Whether two words or numbers stand together that machine translation has run into one.

    A small letter before a capital ("RomanovskyHe sent"), a word and a number ("Tuesday20",
    "8people"), an abbreviation and a word ("IDFsaid").
    """
    a, b = text[left], text[right]
    before, after = text[max(0, left - 2) : left + 1], text[right : right + 3]
    if b.isdigit():
        return len(before) == 3 and before.islower() and before.isalpha()
    if a.isdigit() or (a.isupper() and text[max(0, left - 1) : left].isupper()):
        return len(after) == 3 and after.islower() and after.isalpha()
    return a.islower() and b.isupper()


def splits(text: str, at: int) -> bool:
    """Whether a cut before `text[at]` goes through a word or a number.

    Letters without case have no such rule, since their scripts join words or write no spaces.
    """
    left, right = _seen(text, at - 1, -1), _seen(text, at, 1)
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
    return joined and not _glued(text, left, right)
