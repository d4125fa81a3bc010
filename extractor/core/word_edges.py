"""Word boundaries: a cut must not split a word, a number, a date, or a prefix that changes the sense of its word.

What may not be split is found by a few patterns around the cut: a number with its sign, currency and separators, a
range ("10-12", "five to ten"), a fraction, a date, a designation ("AK-47"), an abbreviation ("U.N."), a number in
words, a negated comparison ("no fewer than"), and a compound before its last word ("anti-Iranian", "40-year-old"). A
name that begins a compound may stand alone ("US-led"). Scripts that join words or use no spaces have their own rules.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from extractor.core.number_words import AFTER_JOINER, ALL, BETWEEN, JOINERS, MONTHS, ONLY_PARTS, RANGE_WORDS, compose

REACH = 40  # characters on each side of a cut that are looked at
_DASH = "-\u2010\u2011\u2012\u2013\u2212\u05be\ufe63\uff0d"  # an em dash separates words and is none of them
_TILDE = "~～〜"  # between the ends of a range
_APOSTROPHE = "'’‘ʼ´`′"
_SPACE = " \u00a0\u2009\u202f"
_FRACTION = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
# Numbers with separators: 1,500 and 2 500 but not a year before a count, 1,50,000, 1.5 but not the full stop between
# two sentences, 10:30. Then ranges, fractions and dates of numbers: 10-12, 3/5, 12/03/2024, 12.03.2024.
_NUMBER = re.compile(
    rf"(?<![\w.,])[-\u2212]\d|(?<!\d)\d{{1,3}}(?:(?:[,'’٬{_SPACE}]\d{{3}})+(?!\d)(?:[.٫]\d+)?|(?:,\d\d)+,\d{{3}}(?!\d)"
    rf"|[.٫]\d+|,\d\d?(?!\d)|:\d\d(?!\d))"
    rf"|\d+(?:[./]\d+){{1,2}}|\d+[{_DASH}{_TILDE}]\d+(?:[{_DASH}]\d+)*|\d\s?[{_FRACTION}]"
)
_JOINT = ".,:/'’٬٫" + _TILDE + _SPACE + _DASH + _FRACTION
_CURRENCY, _PERCENT = "$€£¥₪₽₹₺₴₩", "%‰٪"
_ABBREVIATION = re.compile(r"\b(?:[A-Za-z]\.){1,6}[A-Za-z]\b")
# Before a dash these turn the sense of what follows; UN in capitals is another word, and so is a "no" before a dash.
_OPPOSITE = re.compile(
    r"(?:\b(?:[Nn]on|[Uu]n|[Aa]nti|[Cc]ounter|[Ee]x|[Ii][nmrl]|[Nn]o|[Vv]ice|[Dd]is|[Hh]alf|[Qq]uasi|[Pp]seudo|[Ss]emi"
    r"|[Ff]ormer|[Aa]nte|[Pp]ost|[Pp]re|[Nn]eo|[Ss]elf|[Cc]o|[Dd]eputy|[Ss]ub|[Tt]hen|[Ss]tep|[Cc]ontr[ae]|[Ss]ous|[Nn]icht"
    r"|[Vv]ize)|\b(?:[Ээ]кс|[Ее]кс|[Аа]нти|[Вв]ице|[Вв]іце|[Кк]онтр|[Нн]е)|\b(?:אי|בלתי|אנטי|לא))$"
)
_HYPHENS = "-\u2010\u2011"  # the other dashes also separate clauses
_ARTICLE = re.compile(r"\b(?:[AaEeUu]l|[Aa]n|[AaEe][sdrtzn]|[AaEe](?:sh|th|dh)|[DdLl])$")  # al-Qaeda, ash-Shabab
# After a number and a hyphen a unit: 40-year-old, 3-month siege. A 40-strong unit has forty members.
_UNIT = re.compile(
    r"(?:year|month|week|day|hour|minute|second|mile|kilomet|met(?:er|re)|km|mm|cm|kg|foot|feet|inch|ton|storey|story|point)"
)
# Kept together because the part is another place; and what a negation turns round.
_NAMES = re.compile(
    r"South Sudan|North Korea|South Korea|Equatorial Guinea|Papua New Guinea|Guinea-Bissau|Northern Ireland|New Mexico"
    r"|West Virginia|Democratic Republic"
)
_NAME_ENDS = frozenset({"Sudan", "Korea", "Guinea", "New", "Ireland", "Mexico", "Virginia", "Republic"})
_COMPARED = "one|single|fewer|less|more|moins|plus|menos|más|weniger|mehr|mais|менее|более|менше|більше"
_NEGATED = re.compile(rf"\b(?:no|not|n't|pas|non|nicht|não|не)\s+(?:{_COMPARED})\b", re.IGNORECASE)
_TURNED = frozenset(_COMPARED.split("|"))
_DAY_MONTH = re.compile(rf"(?<!\d)\d{{1,2}}(?:st|nd|rd|th|er|\.|º)?(?: of| de)? {MONTHS}")
_DAY_LENGTH = 8  # "31st of" is the longest
_DAY = re.compile(r"\d(?:st|nd|rd|th|er|\.|º)?(?: of| de)?$")
_MONTH_NAME = re.compile(MONTHS)
_MONTH_DAY = re.compile(rf"{MONTHS} \d{{1,2}}(?:(?:st|nd|rd|th)\b|,? (?:19|20)\d\d\b)")
_CJK_DIGITS = "〇零一二三四五六七八九十百千万萬億亿两兩廿"
_CJK_NUMBER = frozenset(_CJK_DIGITS)
_CJK_RANGE = re.compile(rf"[\d{_CJK_DIGITS}]+(?:至|到|から)[\d{_CJK_DIGITS}]+")
_NEGATIONS = frozenset({"غير", "لا", "عدم", "בלתי", "אי"})  # "not armed" in two words
_CLITIC = re.compile(r"(?:t|s|re|ve|ll|d|m)\b", re.IGNORECASE)  # of don't, Iran's, they're; l'attaque has none
_TOKEN = re.compile(r"\w+")
_PIECE = re.compile(rf"\d+|[^\W\d_]+(?:['’][^\W\d_]+)?|[^\W_]|[{_CURRENCY}{_PERCENT}]")
_NUMBERS = frozenset(ALL) | frozenset(ONLY_PARTS) | frozenset(AFTER_JOINER)
_SIGNS = frozenset(_CURRENCY + _PERCENT)
_BESIDE_WORDS = frozenset(',;:!?()[]"“”«»…')  # between one of these and a letter a cut splits nothing
_WORD_BEFORE, _WORD_AFTER = re.compile(r"([^\W\d_]+)(?:['’][^\W\d_]+)?$"), re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# Particles that Arabic and Hebrew write together with the word that follows.
_PROCLITIC = re.compile(r"(?:[وف]?(?:ال|[بكل](?:ال)?|لل|س)?|[והבלכמש]{1,3})$")
_THAI_NUMBER = re.compile(r"(?:หนึ่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|สิบ|เอ็ด|ยี่|ร้อย|พัน|หมื่น|แสน|ล้าน){2,}")
_THAI_NEGATION = ("ไม่", "มิ")
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
    left, right = at - 1, at
    if left < 0 or right >= len(text):
        return False
    if not text[left : right + 1].isascii():
        left, right = _visible(text, left, -1), _visible(text, right, 1)
        if left < 0 or right >= len(text):
            return False
    a, b = text[left], text[right]
    if (a.isalpha() and b in _BESIDE_WORDS) or (b.isalpha() and a in _BESIDE_WORDS):
        return False
    if (a == " " and b.isalnum()) or (b == " " and a.isalnum()):
        return _cuts_at_space(text, left, right)
    if unicodedata.category(b)[0] == "M" or (a.isdigit() and b.isdigit()):
        return True
    if a.isspace() or b.isspace():
        return _cuts_at_space(text, left, right)
    if (a in _CURRENCY and b.isnumeric()) or (a.isnumeric() and (b in _CURRENCY or b in _PERCENT)):
        return True
    if (a in "至到から" or b in "至到から") and _inside(_CJK_RANGE, text, left, right):
        return True
    if a.isdigit() and b in _CJK_NUMBER:
        return True
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
    """Return True if the cut is inside a number ("2 500", "thirty five"), a range, a date, a negation, or a name."""
    before = text[max(0, left - REACH) : left + 1].rsplit(None, 2)[-2:]
    after = text[right : right + REACH].split(None, 1)
    if not before or not after:
        return False
    last, following = _kinds(before[-1]), _kinds(after[0])
    if last & _NEGATION:
        return after[0][0].isalpha() or _joins(text, left, right)
    may_join = (
        (last & _NUMERIC and following)
        or (following & (_NUMERIC | _AND_NUMERIC) and last)
        or following & _END
        or (last & _JOINER and following & _JOINER)
        or (last & _OF and _kinds(before[0]) & _NUMERIC)
    )
    return bool(may_join) and _joins(text, left, right)


# What a word may be a part of: a number; a number after its first letter ("and five"); the end of a name or a negated
# comparison; what joins numbers; a negation that is a word of its own; "of" before a month; a range; a month.
_NUMERIC, _AND_NUMERIC, _END, _JOINER, _NEGATION, _OF, _RANGE, _MONTH = (1 << n for n in range(8))


@lru_cache(maxsize=50_000)  # words recur, and only a few need a closer look
def _kinds(token: str) -> int:
    """Return what a run of characters between spaces may be a part of, as flags."""
    word = token.casefold()
    begun = found[0] if (found := _TOKEN.search(token)) else ""
    return (
        _may_be_number(token) * _NUMERIC
        | _may_be_number(token[1:]) * _AND_NUMERIC
        | (begun in _NAME_ENDS or begun.casefold() in _TURNED) * _END
        | (word in JOINERS) * _JOINER
        | (word in _NEGATIONS) * _NEGATION
        | (word in ("of", "de")) * _OF
        | (word in RANGE_WORDS) * _RANGE
        | bool(_MONTH_NAME.search(token)) * _MONTH
    )


def _may_be_number(token: str) -> bool:
    """Return True if a run of characters between spaces holds a digit, a sign, or a word that numbers are made of."""
    return any(
        piece[0].isnumeric() or piece[-1].isnumeric() or piece[0] in _SIGNS or piece.casefold() in _NUMBERS
        for piece in _PIECE.findall(token)
    )


def _joins(text: str, left: int, right: int) -> bool:
    """Return True if the cut at a space is inside something that is one."""
    a, b = text[left], text[right]
    if (a.isdigit() or a in _JOINT) and (b.isdigit() or b in _JOINT) and _in_number(text, left, right):
        return True
    head, tail = text[max(0, left - REACH) : left + 1], text[right : right + REACH]
    head, tail = head.rstrip(), tail.lstrip()
    if not head or not tail:
        return False
    if head[-1].isnumeric() and (tail[0] in _PERCENT or (tail[0] in _CURRENCY and not tail[1:2].isnumeric())):
        return True
    joined = _last_word(head).casefold() in JOINERS
    before, after = _value_before(head), _value_after(tail, joined=joined)
    if before is not None and after is not None and compose(before, after):
        return True
    if _in_range(head, tail):
        return True
    following = word[0] if (word := _TOKEN.match(tail)) else ""
    if following.casefold() in _TURNED and _inside(_NEGATED, text, left, right):
        return True
    if following in _NAME_ENDS and _inside(_NAMES, text, left, right):
        return True
    if following[:1].isdigit():
        return _inside(_MONTH_DAY, text, left, right)
    return bool(_DAY.search(head[-_DAY_LENGTH:])) and _inside(_DAY_MONTH, text, left, right)


def _in_range(head: str, tail: str) -> bool:
    """Return True between the ends of a range: 10 to 12, 5 - 6, between five and ten."""
    if _begins_with_number(tail):
        rest, _, word = head.rpartition(" ")
        return _joins_range(word, rest) and _ends_with_number(rest)
    word, _, rest = tail.partition(" ")
    return _joins_range(word, head) and _ends_with_number(head) and _begins_with_number(rest)


def _joins_range(word: str, before: str) -> bool:
    word = word.casefold()
    return word in RANGE_WORDS or (word in JOINERS and not BETWEEN.isdisjoint(before.casefold().split()[-4:-1]))


def _ends_with_number(text: str) -> bool:
    text = text.rstrip(_PERCENT + " ")
    return text[-1:].isnumeric() or _last_word(text).casefold() in ALL


def _begins_with_number(text: str) -> bool:
    text = text.lstrip(_CURRENCY + " ")
    return text[:1].isnumeric() or bool((found := _WORD_AFTER.match(text)) and found[0].casefold() in ALL)


def _last_word(text: str) -> str:
    """Return the word that a text ends with; empty if it ends otherwise."""
    last = text.rsplit(None, 1)[-1:]
    found = _WORD_BEFORE.search(last[0]) if last and text.endswith(last[0]) else None
    return found[0] if found else ""


def _value_before(text: str) -> int | None:
    """Return the value of the number word, or the digits, that a text ends with; a joiner after it is passed over."""
    if text[-1:].isnumeric():
        return 1  # digits go with any word for a hundred or more, and with no other
    last = _last_word(text)
    word = last.casefold()
    if word in JOINERS and (rest := text[: -len(last)]).endswith(" "):
        return _value_before(rest.rstrip()) if not rest.rstrip()[-1:].isdigit() else None
    return ALL.get(word) or ONLY_PARTS.get(word)


def _value_after(text: str, *, joined: bool = False) -> int | None:
    """Return the value of the number word that a text begins with; `joined` if "and" stands before it."""
    if not (found := _WORD_AFTER.match(text)):
        return None
    word = found[0].casefold()
    if word in JOINERS and text[found.end() : found.end() + 1] == " ":
        return _value_after(text[found.end() + 1 :], joined=True)
    if word not in ALL and word[:1] in ("و", "ו"):  # "and" is written together with its word
        word = word[1:]
    return ALL.get(word) or ONLY_PARTS.get(word) or (AFTER_JOINER.get(word) if joined else None)


def _cuts_at_dash(text: str, left: int, right: int) -> bool:
    """Return True if a dash joins a number to a number or unit, a number in words, or the parts of a compound."""
    dash = left if text[left] in _DASH else right
    head, tail = text[max(0, dash - REACH) : dash], text[dash + 1 : dash + 1 + REACH]
    if not head or not tail or head[-1].isspace() or tail[0].isspace():
        return False
    if tail[0].isdigit():
        return head[-1].isalnum()
    if not tail[0].isalpha():
        return False
    if _inside(_NAMES, text, left, right):
        return True
    if head[-1].isdigit():
        return left == dash or bool(_UNIT.match(tail))
    before, after = _value_before(head), _value_after(tail)
    if before is not None and after is not None and compose(before, after):
        return True
    if left != dash:
        return False
    return bool(_OPPOSITE.search(head)) or (text[dash] in _HYPHENS and _inside_compound(head, tail))


def _inside_compound(head: str, tail: str) -> bool:
    """Return True if a quote that begins with `tail` leaves out the first part of a compound.

    A capitalized word after the hyphen may be a name of its own ("Russia-Ukraine"), a single capital is a model
    ("Iskander-M").
    """
    if head[-1] in _DASH:
        return False
    if tail[0].isupper():
        return not tail[1:2].isalpha() and tail[1:2] != "."
    return tail[0].islower() and not _ARTICLE.search(head)


def _cuts_at_apostrophe(text: str, left: int, right: int) -> bool:
    """Return True inside a contraction: did|n't, don'|t. L'attaque may be cut before the noun, Iran's before the s."""
    if text[left] in _APOSTROPHE:
        return text[left - 1 : left].isalpha() and bool(_CLITIC.match(text, right))
    return text[left] == "n" and text[right + 1 : right + 2] == "t"


def _cuts_uncased(text: str, left: int, right: int) -> bool:
    """Return True if the cut splits a word of a script without case."""
    script = unicodedata.name(text[left], "").partition(" ")[0]
    if script in ("ARABIC", "HEBREW"):
        head = text[max(0, left - REACH) : left + 1]
        word = re.search(r"[^\W\d_]+$", head)
        if not word or not _PROCLITIC.fullmatch(word[0]):
            return True
        before, after = _value_before(head[: word.start()].rstrip()), _value_after(text[right : right + REACH])
        return word[0] in ("و", "ו") and before is not None and after is not None and compose(before, after)
    if script == "THAI":
        head = text[max(0, left - REACH) : left + 1]
        return _inside(_THAI_NUMBER, text, left, right) or head.endswith(_THAI_NEGATION)
    if text[left] in _CJK_NUMBER and text[right] in _CJK_NUMBER:
        return True
    return text[left] in _CJK_OPPOSITE
