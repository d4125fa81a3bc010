"""Read the numbers of a quote: digits, number words, ranges, bounds and vague words, and compare a count with them.

Number words are read by text2num in the languages that it knows, by the table of `core.number_words` in others. What is
not a count of people or things is kept apart: dates, times, ages, ordinals, distances, percentages, designations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from extractor.core.number_words import BY_LANGUAGE
from extractor.grounding.locate import folded_text

LIBRARY_LANGUAGES = ("en", "fr", "es", "pt", "de", "it", "nl")
_SUMMED = 6  # counts of one quote whose sums are looked at


@dataclass(frozen=True, slots=True)
class Count:
    """A count in a text: from `low` to `high`, both included; None where the words set no such bound.

    `vague` counts ("dozens", "several") only bound what the value may be.
    """

    low: int | None
    high: int | None
    words: str
    vague: bool = False
    more: bool = False  # "more than": `low` itself is not meant

    def __str__(self) -> str:
        if self.vague:
            return f"“{self.words}”"
        if self.low == self.high:
            return f"{self.low:,}"
        if self.high is None:
            return f"at least {self.low:,}"
        return f"at most {self.high:,}" if self.low is None else f"{self.low:,} to {self.high:,}"


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a text: counts, and the values of what is none (ages, dates, distances).

    `dated` are ages, days and years that cannot be read as a count: "a 16-year-old", "on 7 October", "since 2023".
    """

    counts: tuple[Count, ...]
    others: frozenset[int]
    dated: frozenset[int]
    complete: bool  # whether number words of its language are known
    shared: bool = False  # whether the words give a share of a number, or a number for each
    people: bool = False  # whether a count is followed by a word for people (English, French, Spanish, German)


_SHORT = {"k": 1_000, "m": 1_000_000, "bn": 10**9}  # written together with the digits; "5 m" is a length
_SCALES = {
    word: value
    for value, words in (
        (100, "hundred cent cien"),
        (100_000, "lakh lakhs"),
        (10_000_000, "crore crores"),
        (1_000, "thousand mille mil tausend mila thousands тысяч тысячи тыс тисяч ألف آلاف אלף bin duizend هزار 千"),
        (10_000, "万 萬"),
        (
            1_000_000,
            "million millions millones millón milhões milioni millionen миллион миллиона миллионов "
            "млн مليون milyon miljoen",
        ),
        (1_000_000_000, "billion milliard milliards"),
        (12, "dozen dozens douzaine docena docenas dúzia dozzina dutzend"),
        (20, "score"),
    )
    for word in words.split()
}
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?<![\w.,])(?P<digits>\d{{1,3}}(?:[,.' ]\d{{3}})+(?![\d])|\d{{1,3}}(?:,\d\d)+,\d{{3}}|\d+(?:[.,]\d+)?)"
    rf"(?P<half>½)?(?P<suffix>st|nd|rd|th|e|er|ème|º|ª)?(?:[ -]?(?P<scale>{_SCALE})\b|(?P<short>bn|k|m)\b)?(?!\w)"
)
# Between digits and letters of scripts without case, which write no spaces.
_UNCASED = "[^\\W\\d_A-Za-zÀ-ɏЀ-ӿΑ-ω]"
_APART = re.compile(rf"(?<={_UNCASED})(?=\d)|(?<=\d)(?={_UNCASED})")
_SCALED = re.compile(_NUMBER.pattern.replace(r"?(?!\w)", r"(?!\w)"))
_COMPOUND = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
# Words that a number alone does not need: the text is no count there.
_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|janv|févr|fevr|mars|avr|mai|juin|juil|août|aout|déc|ene|abr|ago|"
    r"dic|märz|okt|dez|maio|junho|julho|gen|mag|giu|lug|set|ott)\w*\.?"
)
_NOT_COUNTS = re.compile(
    rf"\d{{1,4}}[/.]\d{{1,2}}[/.]\d{{2,4}}|\d{{4}}-\d\d-\d\d"
    rf"|\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? (?:19|20)\d\d\b)?"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th|er|º)?\.?(?: (?:of|de))? {_MONTH}\b(?:,?(?: de)? (?:19|20)\d\d\b)?"
    rf"|\b{_MONTH},?(?: de)? (?:19|20)\d\d\b|\b(?:in|since|of|by|en|depuis|desde|de|seit|em|nel|del) (?:19|20)\d\d\b"
    r"|\b\d{1,2}(?::|h)\d{2}\b|\b\d{1,2}(?::\d\d)? ?(?:(?:am|pm|gmt|utc|o'clock|uhr|heures|horas)\b|[ap]\.m\.)"
    r"|\b\d{1,3}(?:-| )(?:year|month|week|day)s?(?:-| )old\b|\baged (?:between )?\d{1,3}(?:(?: and | to |-)\d{1,3})?\b"
    r"|,\s*\d{1,2},|\b\d{1,3}[- ](?:ans|años|anos|jahre|jährig\w*|anni|jaar)\b|\(\d{1,2}\)"
    r"|\b\d+(?:[.,]\d+)?[ -]?(?:km|kilomet\w+|met(?:er|re)s?|mètres|metros|miles?|feet|foot|mm|cm|kg|tons?|tonnes?|"
    r"hours?|minutes?|seconds?|days?|weeks?|months?|years?|°|degrees)\b"
    r"|\d+(?:[.,]\d+)? ?(?:%|percent\b|per cent\b|pour cent\b|por ciento\b|prozent\b)"
    r"|[$€£¥] ?\d[\d.,]*(?: ?(?:million|billion|bn|m|k)\b)?"
    r"|\b[a-z]{1,10}-\d+\w*\b|\bno\.? ?\d+\b|#\d+"
)
_MONTH_NAME = (
    "(?:january|february|april|june|july|august|september|october|november|december)"  # "may" is a verb as well
)
_DATED = re.compile(
    rf"\d{{1,3}}[- ](?:year|month|week|day)s?[- ]old|\d{{1,2}} {_MONTH_NAME}(?:,? (?:19|20)\d\d)?"
    rf"|{_MONTH_NAME} \d{{1,2}}(?:,? (?:19|20)\d\d)?|(?:in|since|by) (?:19|20)\d\d"
)
_ARABIC_PLURAL = {"عشرات": 20, "مئات": 200, "آلاف": 2_000}
# Collective numbers are approximate: "une vingtaine" is between 14 and 30.
_COLLECTIVE = {
    10: "dizaine decena decina dezena tiental",
    15: "quinzaine quincena quindicina quinzena",
    20: "vingtaine veintena ventina vintena twintigtal score",
    30: "trentaine treintena trentina dertigtal",
    40: "quarantaine cuarentena quarantina",
    50: "cinquantaine cinquantina vijftigtal",
    60: "soixantaine sessantina",
    100: "centaine centenar centena centinaio honderdtal",
    1_000: "millier millar milhar migliaio duizendtal",
}
_HALVES = {
    50: "medio centenar|un demi-cent",
    500: "medio millar",
    6: "halbes dutzend|halben dutzend",
    3: "trio",
    4: "quartet",
}
_ABOUT = (0.7, 1.5)
# Words for a number that is not exact: its least and largest value.
_VAGUE = tuple(
    (re.compile(rf"(?<!\w)(?<!\d )(?:{words})(?!\w)"), low, high)
    for words, low, high in (
        (r"tens of thousands|dizaines de milliers|decenas de miles|zehntausende", 10_000, 99_999),
        (r"hundreds of thousands|centaines de milliers|cientos de miles|hunderttausende", 100_000, 999_999),
        (r"thousands|milliers|miles de|tausende|milhares|migliaia|тысячи|آلاف", 1_000, 99_999),
        (r"hundreds|centaines|cientos|centenares|hunderte|centenas|centinaia|сотни|مئات|מאות", 100, 9_999),
        (r"dozens|scores|dizaines|douzaines|decenas|docenas|dutzende|dezenas|decine|"
         r"tientallen|десятки|عشرات|עשרות", 12, 999),
        (r"several|many|numerous|some|multiple|various|a number of|plusieurs|varios|varias|mehrere|diversos|vários|"
         r"diversi|others|autres|otros|несколько|عدد من|מספר", 2, 99),
        (r"a few|a handful|handful|quelques|unos|unas|einige|alguns|alcuni", 2, 20),
        (r"half a million|half million|demi-million|medio millón|mezzo milione|halbe million", 500_000, 500_000),
        (r"(?:a|an?other|one) dozen|une douzaine|una docena|uma dúzia|una dozzina|ein dutzend|een dozijn", 12, 12),
        (r"half a dozen|half-dozen|half dozen|demi-douzaine", 5, 7),
        (r"a couple|couple|a pair|pair of|both|twin|double", 2, 2),
        (r"triple", 3, 3),
        (r"all (?:those|people|passengers|aboard|on board)|entire|whole family|everyone", 1, 10_000),
    )
)  # fmt: skip
_APPROXIMATE = tuple(
    (re.compile(rf"(?<!\w)(?<!\d )(?:(?:une?|uma?|una?|een|a) )?(?:{'|'.join(words)})(?!\w)"), value)
    for value, words in (
        *((value, words.split("|")) for value, words in _HALVES.items()),
        *((value, words.split()) for value, words in _COLLECTIVE.items()),
    )
)
_NOT_EXACT = [*_VAGUE, *((pattern, int(_ABOUT[0] * value), int(_ABOUT[1] * value)) for pattern, value in _APPROXIMATE)]
# Parts of a number, and numbers that are given for each: what they come to is not in the words.
_SHARE = re.compile(
    r"\b(?:half|halves|thirds?|quarters?|fifths?|all but|percent of|each|apiece|moiti\w+|tiers|quarts?|mitad|tercio"
    r"|cuarta|hälfte|drittel|viertel|anderthalb|\w*einhalb|metà|metade|chacun\w*|cada un\w*|jeweils|doubled|tripled"
    r"|and a half)\b|-odd\b"
)
_NONE = re.compile(
    r"\b(?:no|not any|without|zero|nobody|no one|none|not a single|aucun\w*|sans|ningun\w*|ningún|sin|"
    r"kein\w*|nenhum\w*|nessun\w*|sem)\b"
    r"|\bnot (?:been )?(?:\w+ )?(?:hurt|injured|killed|harmed)\b|لم |ولا |אין |не "
)
_BEFORE_OPEN = re.compile(
    r"(?:at least|more than|over|no fewer than|no less than|not less than|upwards of|in excess of|above|exceed\w*|"
    r"surpass\w*|a minimum of|minimum|au moins|plus de|al menos|más de|por lo menos|mindestens|mehr als|über|"
    r"pelo menos|mais de|almeno|più di|oltre|minstens|meer dan|"
    r"не менее|более|больше|щонайменше|понад|ما لا يقل عن|أكثر من|"
    r"לפחות|יותר מ|en az)\W*(?:the |another |a |some |about |further )*$"
)
_LEAST = re.compile(r"(?:least|minimum|fewer|less|moins|menos|mindestens|almeno|minstens|менее|щонайменше|يقل|לפחות)\b")
_AFTER_OPEN = re.compile(r"^(?:\+|-plus\b| or more\b| plus\b| ou plus\b| o más\b| ou mais\b| o più\b| oder mehr\b)")
_BEFORE_CAPPED = re.compile(
    r"(?:at most|up to|as many as|no more than|fewer than|less than|under|below|nearly|almost|jusqu'à|moins de|hasta|"
    r"menos de|bis zu|weniger als|até|fino a|meno di)\W*$"
)
_PEOPLE = re.compile(
    r"\d[\d,.]*\W+(?:\w+\W+){0,3}?(?:people|persons?|men|wom[ae]n|children|civilians?|soldiers?|troops?|fighters?|militants?|"
    r"rebels?|polic\w+|officers?|dead|deaths?|killed|wounded|injured|casualties|victims?|members?|personnes?|morts?|tués?|"
    r"blessés?|soldats?|civils?|personas|muert[oa]s|heridos|soldados|civiles|menschen|tote|verletzte|soldaten)\b"
)
_JOINS = re.compile(r"^ ?(?:-|to|and|or|à|a|ou|o|y|bis|oder|até|e|до|إلى) ?$")
_CHANGE = re.compile(r"\b(?:rose|risen|climb\w*|increas\w*|grew|jump\w*|fell|drop\w*|revised|went up|updated) from $")
_LESS = re.compile(r"(?:fewer|less|under|below|moins|menos|weniger|meno)\b")
_BETWEEN = re.compile(r"(?:between|entre|zwischen|tra|between about|from|de|von|da|عن|بين) (?:about |around )?$")


def read_numbers(text: str, language: str | None) -> Numbers:
    """Read the numbers of a text.

    Args:
        text: any text.
        language: ISO 639-1; where it is None the languages of text2num are tried together.
    """
    return _read(text, (language or "").casefold()[:2])


@lru_cache(maxsize=20_000)
def _read(text: str, language: str) -> Numbers:
    plain = _APART.sub(" ", folded_text(text).casefold()).replace("veintiún", "veintiuno")
    latin = any("a" <= ch <= "z" for ch in plain)
    spoken = LIBRARY_LANGUAGES if not language and latin else (language,)
    vague, rest = _vague(plain)
    counts: list[Count] = []
    others: set[int] = set()
    dated: set[int] = set()
    people = False
    # Mostly the same text in all languages: it has figures, or words of one language.
    for digits in dict.fromkeys(_with_digits(rest, each) for each in spoken):
        found, apart, timed, counts_people = _counts_in(digits)
        counts += [*found, *vague]
        others |= apart
        dated |= timed
        people |= counts_people
    complete = spoken[0] in LIBRARY_LANGUAGES
    shared = bool(_SHARE.search(plain))
    return Numbers(
        tuple(dict.fromkeys(counts)),
        frozenset(others),
        frozenset(dated - others),
        complete=complete,
        shared=shared,
        people=people,
    )


def _counts_in(digits: str) -> tuple[list[Count], set[int], set[int], bool]:
    """Return the counts, the other values, the ages, days and years among them apart, and if people are counted."""
    others: set[int] = set()
    dated: set[int] = set()

    def blank(match: re.Match[str]) -> str:
        values = {int(number) for number in re.findall(r"\d+", match[0]) if len(number) < 10}
        (dated if _DATED.fullmatch(match[0]) else others).update(values)
        return re.sub(r"[^\s]", "_", match[0])

    rest = _NOT_COUNTS.sub(blank, digits)
    counts: list[Count] = []
    spans: list[tuple[int, int, int]] = []
    for match in _NUMBER.finditer(rest):
        value = _value(match)
        if match["suffix"] or value is None:
            others.update({value} - {None} if value is not None else ())
        else:
            spans.append((match.start(), match.end(), value))
    counts += _with_bounds(rest, spans)
    return counts, others, dated, bool(_PEOPLE.search(rest))


def _with_digits(plain: str, language: str) -> str:
    """Return a text with its number words as digits."""
    if language in LIBRARY_LANGUAGES:
        from text_to_num import alpha2digit

        scaled = _SCALED.sub(
            lambda match: str(_value(match) or match[0]), plain
        )  # the library would read "1.5 1000000"
        return str(alpha2digit(_COMPOUND.sub(" ", scaled), language, threshold=0))
    known = BY_LANGUAGE.get(language, {})
    return re.sub(r"[^\W\d_]+(?:'[^\W\d_]+)?", lambda word: _table_digits(word[0], known), plain)


def _table_digits(word: str, known: dict[str, int]) -> str:
    if word in _ARABIC_PLURAL:
        return word
    value = known.get(word) or (known.get(word[1:]) if word[:1] in "وו" else None)
    return word if value is None or value >= 1_000 else str(value)


def _value(match: re.Match[str]) -> int | None:
    digits = match["digits"]
    scale = _SCALES[match["scale"]] if match["scale"] else _SHORT.get(match["short"], 1)
    if re.fullmatch(r"\d{1,3}(?:[,.' ]\d{3})+", digits) or re.fullmatch(r"\d{1,3}(?:,\d\d)+,\d{3}", digits):
        number = float(re.sub(r"\D", "", digits))
    else:
        number = float(digits.replace(",", "."))
    number += 0.5 if match["half"] else 0
    value = number * scale
    return int(value) if value == int(value) and value < 10**12 else None


def _with_bounds(text: str, spans: Sequence[tuple[int, int, int]]) -> Iterator[Count]:
    """Yield the counts of numbers at their places: a range of two, or one with the bound that stands beside it."""
    skip = False
    for number, (start, end, value) in enumerate(spans):
        if skip:
            skip = False
            continue
        following = spans[number + 1] if number + 1 < len(spans) else None
        if following and _is_range(text, (start, end, value), following):
            skip = True
            yield Count(_scaled_alike(value, following[2]), following[2], text[start : following[1]])
            continue
        before, after = text[max(0, start - 40) : start], text[end : end + 12]
        if (bound := _BEFORE_OPEN.search(before)) or _AFTER_OPEN.match(after):
            more = bool(bound) and not _LEAST.search(before)
            yield Count(value, None, text[start:end], more=more)
        elif found := _BEFORE_CAPPED.search(before):
            about = found[0].strip().startswith(("nearly", "almost"))
            less = bool(_LESS.search(found[0]))
            yield Count(value if about else None, value, text[start:end], more=less)
        else:
            yield Count(value, value, text[start:end])


def _scaled_alike(low: int, high: int) -> int:
    """Return the lower end of a range whose scale is written once: "2 to 3 thousand"."""
    scale = next((scale for scale in (10**9, 10**6, 1_000, 100) if high % scale == 0 and high >= scale), 1)
    return low * scale if low < 10 and low * scale < high else low


def _is_range(text: str, one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    gap = text[one[1] : other[0]]
    if _CHANGE.search(text[max(0, one[0] - 30) : one[0]]):
        return False  # "rose from 14 to 17"
    if one[2] >= other[2] or not _JOINS.match(gap):
        return False
    if gap.strip() in ("and", "y", "e"):
        return bool(_BETWEEN.search(text[max(0, one[0] - 20) : one[0]]))
    return True


def _vague(text: str) -> tuple[list[Count], str]:
    """Return the counts of vague words, and the text without these words."""
    counts = []
    for pattern, low, high in _NOT_EXACT:
        matches = list(pattern.finditer(text))
        for match in matches:
            more = bool(_BEFORE_OPEN.search(text[max(0, match.start() - 40) : match.start()]))
            counts.append(Count(low, 10 * high if more else high, match[0], vague=more or low != high))
        if matches:
            text = pattern.sub(lambda match: "_" * len(match[0]), text)
    return counts, text


def says_none(text: str) -> bool:
    """Tell whether a text says that there were none."""
    return bool(_NONE.search(folded_text(text).casefold()))


def sums(counts: Sequence[Count]) -> set[int]:
    """Return the sums of the exact counts of a text, two and more at a time."""
    exact = [count.low for count in counts if count.low is not None and not count.vague][:_SUMMED]
    return {sum(some) for size in range(2, len(exact) + 1) for some in combinations(exact, size)}
