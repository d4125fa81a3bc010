"""Word boundaries: a cut must not split a word, a number, a date, or a prefix that changes the sense of its word.

What may not be split is found by a few patterns around the cut: a number with its sign and separators, a range, a
fraction, a numeric date, a designation ("AK-47"), an abbreviation ("U.N."), a number in words, and a compound with a
prefix that negates or opposes ("anti-Iranian"). Scripts that join words or use no spaces have rules of their own.
"""

from __future__ import annotations

import re
import unicodedata

from extractor.core.number_words import AFTER_JOINER, ALL, JOINERS, compose

REACH = 40  # characters on each side of a cut that are looked at
_DASH = "-\u2010\u2011\u2012\u2013\u2212\u05be\ufe63\uff0d"  # an em dash separates words and is none of them
_APOSTROPHE = "'’‘ʼ´`′"
_SPACE = " \u00a0\u2009\u202f"
_FRACTION = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
# Numbers with separators: 1,500 and 2 500 but not a year before a count, 1,50,000, 1.5 but not the full stop between
# two sentences, 10:30. Then ranges, fractions and dates of numbers: 10-12, 3/5, 12/03/2024, 12.03.2024.
_NUMBER = re.compile(
    rf"(?<![\w.,])[-\u2212]\d|(?<!\d)\d{{1,3}}(?:(?:[,'’٬{_SPACE}]\d{{3}})+(?!\d)(?:[.٫]\d+)?|(?:,\d\d)+,\d{{3}}(?!\d)"
    rf"|[.٫]\d+|,\d\d?(?!\d)|:\d\d(?!\d))"
    rf"|\d+(?:[./]\d+){{1,2}}|\d+[{_DASH}]\d+(?:[{_DASH}]\d+)*|\d\s?[{_FRACTION}]"
)
_JOINT = ".,:/'’٬٫" + _SPACE + _DASH + _FRACTION
_ABBREVIATION = re.compile(r"\b(?:[A-Za-z]\.){1,6}[A-Za-z]\b")
# Before a hyphen these turn the sense of what follows; UN in capitals is another word, and so is a "no" before a dash.
_OPPOSITE = re.compile(
    r"(?:\b(?:[Nn]on|[Uu]n|[Aa]nti|[Cc]ounter|[Ee]x|[Ii][nmrl]|[Nn]o|[Vv]ice|[Dd]is|[Hh]alf|[Qq]uasi|[Pp]seudo|[Ss]emi"
    r"|[Ff]ormer|[Aa]nte|[Pp]ost)|\b(?:אי|בלתי|אנטי|לא))$"
)
_SEPARATE = re.compile(r"(?:^|\s)(?:غير|لا|عدم|בלתי|אי)\s+$")  # "not armed" in two words
_CLITIC = re.compile(r"(?:t|s|re|ve|ll|d|m)\b", re.IGNORECASE)  # of don't, Iran's, they're; l'attaque has none
_WORD_BEFORE, _WORD_AFTER = re.compile(r"([^\W\d_]+)(?:['’][^\W\d_]+)?$"), re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# Particles that Arabic and Hebrew write together with the word that follows.
_PROCLITIC = re.compile(r"(?:[وف]?(?:ال|[بكل](?:ال)?|لل|س)?|[והבלכמש]{1,3})$")
_THAI_NUMBER = re.compile(r"(?:หนึ่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|สิบ|เอ็ด|ยี่|ร้อย|พัน|หมื่น|แสน|ล้าน){2,}")
_THAI_NEGATION = ("ไม่", "มิ")
_CJK_NUMBER = frozenset("〇零一二三四五六七八九十百千万萬億亿两兩廿")
_CJK_OPPOSITE = frozenset("不未无無非反副")


def _cased(ch: str) -> bool:
    return ch.islower() or ch.isupper()


def _visible(text: str, at: int, step: int) -> int:
    """Return the index of the nearest visible character from `at` on, in one direction."""
    while 0 <= at < len(text) and unicodedata.category(text[at]) == "Cf":
        at += step
    return at


def cuts_word(text: str, at: int) -> bool:
    """Return True if a cut before `text[at]` splits a word, a number, a date, or a compound that must stay whole."""
    left, right = _visible(text, at - 1, -1), _visible(text, at, 1)
    if left < 0 or right >= len(text):
        return False
    a, b = text[left], text[right]
    if unicodedata.category(b)[0] == "M" or (a.isdigit() and b.isdigit()):
        return True
    if a.isspace() or b.isspace():
        return _cuts_at_space(text, left, right)
    if a.isalpha() and b.isalpha() and not (_cased(a) or _cased(b)):
        return _cuts_uncased(text, left, right)
    if (a.isdigit() or a in _JOINT) and (b.isdigit() or b in _JOINT) and _in_number(text, left, right):
        return True
    if a in _DASH or b in _DASH:
        return _cuts_at_dash(text, left, right)
    if a == "." or b == ".":
        return _inside(_ABBREVIATION, text, left, right)
    if a in _APOSTROPHE or b in _APOSTROPHE:
        return _cuts_at_apostrophe(text, left, right)
    joined = (_cased(a) or a.isdigit()) and (_cased(b) or b.isdigit())
    return joined and not _run_together(text, left, right)


def _inside(pattern: re.Pattern[str], text: str, left: int, right: int) -> bool:
    """Return True if a match of a pattern reaches over the cut between two indices."""
    begin, end = max(0, left - REACH), right + REACH
    return any(found.start() <= left and right < found.end() for found in pattern.finditer(text, begin, end))


def _in_number(text: str, left: int, right: int) -> bool:
    start = left
    while start > 0 and left - start < 24 and (text[start - 1].isdigit() or text[start - 1] in _JOINT):
        start -= 1
    return any(
        found.start() <= left and right < found.end()
        for begin in range(start, left + 1)
        if (found := _NUMBER.match(text, begin))
    )


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


def _cuts_at_space(text: str, left: int, right: int) -> bool:
    """Return True if the cut is inside a number: of digits ("2 500"), or of words ("thirty five")."""
    a, b = text[left], text[right]
    if (a.isdigit() or a in _JOINT) and (b.isdigit() or b in _JOINT) and _in_number(text, left, right):
        return True
    head, tail = text[max(0, left - REACH) : left + 1], text[right : right + REACH]
    if _SEPARATE.search(head if a.isspace() else f"{head} ") and (tail.strip()[:1] or " ").isalpha():
        return True
    joined = bool((last := _WORD_BEFORE.search(head.rstrip())) and last[0].casefold() in JOINERS)
    before, after = _value_before(head.rstrip()), _value_after(tail.lstrip(), joined=joined)
    return before is not None and after is not None and compose(before, after)


def _value_before(text: str) -> int | None:
    """Return the value of the number word, or the digits, that a text ends with; a joiner after it is passed over."""
    if text[-1:].isdigit():
        return 1  # digits go with any word for a hundred or more, and with no other
    if not (found := _WORD_BEFORE.search(text)):
        return None
    word = found[0].casefold()
    if word in JOINERS and (rest := text[: found.start()]).endswith(" "):
        return _value_before(rest.rstrip()) if not rest.rstrip()[-1:].isdigit() else None
    return ALL.get(word)


def _value_after(text: str, *, joined: bool = False) -> int | None:
    """Return the value of the number word that a text begins with; `joined` if "and" stands before it."""
    if not (found := _WORD_AFTER.match(text)):
        return None
    word = found[0].casefold()
    if word in JOINERS and text[found.end() : found.end() + 1] == " ":
        return _value_after(text[found.end() + 1 :], joined=True)
    if word not in ALL and word[:1] in ("و", "ו"):  # "and" is written together with its word
        word = word[1:]
    return ALL.get(word) or (AFTER_JOINER.get(word) if joined else None)


def _cuts_at_dash(text: str, left: int, right: int) -> bool:
    """Return True if a dash joins a number to a word or number, a number in words, or a prefix to its word."""
    dash = left if text[left] in _DASH else right
    head, tail = text[max(0, dash - REACH) : dash], text[dash + 1 : dash + 1 + REACH]
    if not head or not tail or head[-1].isspace() or tail[0].isspace():
        return False
    if tail[0].isdigit():
        return head[-1].isalnum()
    if head[-1].isdigit() or not tail[0].isalpha():
        return False
    before, after = _value_before(head), _value_after(tail)
    if before is not None and after is not None and compose(before, after):
        return True
    return left == dash and bool(_OPPOSITE.search(head))


def _cuts_at_apostrophe(text: str, left: int, right: int) -> bool:
    """Return True inside a contraction: did|n't, don'|t. L'attaque may be cut before the noun, Iran's before the s."""
    if text[left] in _APOSTROPHE:
        return text[left - 1 : left].isalpha() and bool(_CLITIC.match(text, right))
    return text[left] == "n" and text[right + 1 : right + 2] == "t"


def _cuts_uncased(text: str, left: int, right: int) -> bool:
    """Return True if the cut splits a word of a script without case."""
    script = unicodedata.name(text[left], "").partition(" ")[0]
    if script in ("ARABIC", "HEBREW"):
        word = re.search(r"[^\W\d_]+$", text[max(0, left - REACH) : left + 1])
        return not (word and _PROCLITIC.fullmatch(word[0]))
    if script == "THAI":
        head = text[max(0, left - REACH) : left + 1]
        return _inside(_THAI_NUMBER, text, left, right) or head.endswith(_THAI_NEGATION)
    if text[left] in _CJK_NUMBER and text[right] in _CJK_NUMBER:
        return True
    return text[left] in _CJK_OPPOSITE
