"""word_edges: positions where a text may be cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.core import word_edges
from extractor.core.number_words import AFTER_JOINER, ALL, BETWEEN, JOINERS, ONLY_PARTS, RANGE_WORDS
from extractor.core.word_edges import cuts_word
from extractor.grounding.locate import QuoteLocator


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("twenty-seven people were killed", "seven people were killed"),
        ("twenty-two were killed", "twenty"),
        ("killed 2 500 people", "500 people"),
        ("killed 2\u202f500 people", "killed 2"),
        ("about 12’500 killed", "500 killed"),
        ("some 1,234,567 people", "234"),
        ("at 10:30 pm", "30 pm"),
        ("killed 1,250 people", "killed 1"),
        ("lost 1.5 million", "5 million"),
        ("a non-combatant died", "combatant died"),
        ("anti-government forces fled", "government forces fled"),
        ("they didn't fire", "they did"),
        ("un\u00adarmed men", "armed men"),
        ("killed 5\u200d6 men", "killed 5"),
        ("\ufb01ve men", "ive men"),
        ("the 14th brigade", "the 14"),
        ("the ministry", "minist"),
        ("an Iranian ship", "Iran"),
        ("the anti-ISIS coalition", "ISIS"),
        ("ex-President Trump said", "President Trump said"),
        ("Anti–Houthi force", "Houthi force"),
        ("the vice-president", "president"),
        ("a no-fly zone", "fly zone"),
        ("felt -5 degrees", "5 degrees"),
        ("won 3/5 votes", "5 votes"),
        ("1½ million people", "½ million people"),
        ("AK-47 rifles", "47 rifles"),
        ("U.N. troops", "N. troops"),
        ("They don't attack", "t attack"),
        ("half-dozen men", "dozen men"),
        ("quatre-vingt-dix morts", "dix morts"),
        ("vingt et un blessés", "un blessés"),
        ("treinta y cinco muertos", "cinco muertos"),
        ("three hundred men", "hundred men"),
        ("خمسة وثلاثين شخصا", "وثلاثين شخصا"),
        ("المهاجمون", "هاجمون"),
        ("أشخاص غير مسلحين", "مسلحين"),
        ("שלושים וחמישה", "שלושים"),
        ("三十五人死亡", "五人死亡"),
        ("反政府军", "政府军"),
        ("สามสิบห้าคน", "ห้าคน"),
        ("killed 10 to 12 people", "12 people"),
        ("killed 10 to 12 people", "killed 10"),
        ("between five and ten people died", "ten people died"),
        ("de 5 a 6 muertos", "6 muertos"),
        ("10至12人死亡", "12人死亡"),
        ("5～6人", "6人"),
        ("no fewer than 12 died", "fewer than 12 died"),
        ("no one was killed", "one was killed"),
        ("the twenty-first brigade", "first brigade"),
        ("двадцать один погибший", "один погибший"),
        ("ثلاثة وعشرون شخصا", "عشرون شخصا"),
        ("5万人死亡", "万人死亡"),
        ("paid $5 million", "5 million"),
        ("hit 50% of homes", "hit 50"),
        ("on 3 March 2024", "March 2024"),
        ("on March 3, 2024", "3, 2024"),
        ("a 40-year-old man", "old man"),
        ("killed 40-year-old Ali", "killed 40"),
        ("the US-led coalition", "led coalition"),
        ("Iskander-M missiles", "M missiles"),
        ("экс-президент арестован", "президент арестован"),
        ("South Sudan’s army", "Sudan’s army"),
    ],
)
def test_no_cut_through_a_number_or_a_negation(text: str, quote: str) -> None:
    """A part of a number, of a hyphenated negation or of a word is not found."""
    assert QuoteLocator(text).find(quote).match == "ungrounded"


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("US-led strikes", "US"),
        ("a UN-brokered truce", "UN"),
        ("pro-Iran groups", "Iran"),
        ("Iran-backed", "Iran"),
        ("a fifty-strong group", "fifty"),
        ("On 7 October 2023 251 people were taken", "251 people were taken"),
        ("in March 2024 120 soldiers died", "March 2024"),
        ("on January 30,2024", "2024"),
        ("said Tuesday20 people", "20 people"),
        ("said Tuesday20 people", "Tuesday"),
        ("8people were killed", "people were killed"),
        ("the IDFsaid", "IDF"),
        ("Elena RomanovskyHe sent", "Elena Romanovsky"),
        ("killed 20.People fled", "killed 20"),
        ("the army's", "the army"),
        ("“unacceptable,” he said", "unacceptable"),
        ("وقتل جنديان في غاو", "جنديان"),
        ("美国空袭伊拉克", "空袭"),
        ("l'attaque d'hier", "attaque d'hier"),
        ("al-Qaeda fighters", "Qaeda fighters"),
        ("in 2023, 500 died", "500 died"),
        ("قال والمهاجمون", "المهاجمون"),
        ("one - no more", "no more"),
        ("seven two-storey houses", "seven"),
        ("a 40-strong unit", "40"),
        ("the Russia-Ukraine war", "Ukraine war"),
        ("at least 12 may have died", "at least 12"),
        ("in May 12 people died", "12 people died"),
        ("killed 10 and 12 people", "12 people"),
        ("killed 5 a day", "killed 5"),
        ("the al-shabaab men", "shabaab men"),
    ],
)
def test_honest_quotes_are_no_cut(text: str, quote: str) -> None:
    """Names next to hyphens, years before counts, words joined by translation and scripts without case are found."""
    assert QuoteLocator(text).find(quote).match == "exact"


DASHES = st.sampled_from("-\u2010\u2011\u2013")
UNITS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def _of(*parts: "st.SearchStrategy[str]") -> "st.SearchStrategy[str]":
    return st.tuples(*parts).map("".join)


def _digits(least: int, most: int) -> "st.SearchStrategy[str]":
    return st.integers(least, most).map(str)


WHOLE = {
    "thousands": st.tuples(st.integers(1_000, 10**9), st.sampled_from(",'’ \u00a0\u202f")).map(
        lambda pair: f"{pair[0]:,}".replace(",", pair[1])
    ),
    "decimal": _of(_digits(0, 999), st.just("."), _digits(0, 99)),
    "range": _of(_digits(1, 999), DASHES, _digits(1, 999)),
    "date": st.dates().map(lambda day: day.strftime("%d/%m/%Y"))
    | st.dates().map(lambda day: day.strftime("%d.%m.%Y"))
    | st.dates().map(lambda day: day.isoformat()),
    "time": st.times().map(lambda time: time.strftime("%H:%M")),
    "designation": _of(st.sampled_from(["AK", "Su", "F", "Shahed", "Covid"]), DASHES, _digits(1, 999)),
    "number words": _of(st.sampled_from(TENS), st.sampled_from("- \u2013"), st.sampled_from(UNITS))
    | _of(st.sampled_from(UNITS), st.just(" "), st.sampled_from(["hundred", "thousand", "million", "dozen"])),
    "compound": _of(
        st.sampled_from(["anti", "non", "ex", "counter", "vice", "un", "Anti"]),
        DASHES,
        st.sampled_from(["Iranian", "combatants", "Soviet", "president", "government"]),
    ),
}


@pytest.mark.parametrize("kind", WHOLE)
@given(st.data())
def test_what_is_never_cut(kind: str, data: st.DataObject) -> None:
    """No part that begins inside a number, a range, a date, a designation or an opposed compound is found."""
    whole = data.draw(WHOLE[kind])
    text = f"They saw {whole} people there"
    begin = text.index(whole)
    for at in range(begin + 1, begin + len(whole)):
        if text[at] in " \u00a0\u202f" or not text[at].isalnum():
            continue
        assert cuts_word(text, at), (whole, text[at:])


WORDS = st.sampled_from(
    [*ALL, *ONLY_PARTS, *AFTER_JOINER, *JOINERS, *RANGE_WORDS, *BETWEEN, "May", "Sept.", "января", "of", "de", "no",
     "not", "fewer", "fewer,", "менее", "South", "Sudan", "New", "Mexico", "Democratic", "Republic", "غير", "مسلح", "12",
     "5th", "3rd,", "10%", "$", "€", "%", "1,500", "½", "五", "12.", "soldiers", "killed,", "in", "“five", "ten”", "x5",
     "twenty-five", "وخمسة", "-", "٥", "n't", "Ⅳ"]
)  # fmt: skip


@given(st.lists(st.tuples(WORDS, st.sampled_from([" ", "  ", "\n", "\u00a0", "\u200b ", " \u200e"])), max_size=8))
def test_the_quick_look_misses_nothing(words: list[tuple[str, str]]) -> None:
    """At a space where the close look finds a cut, the quick look at the words beside it lets it look."""
    text = "".join(word + space for word, space in words)
    for at in range(1, len(text)):
        if text[at - 1].isspace() != text[at].isspace() and word_edges._joins(text, at - 1, at):
            assert cuts_word(text, at), (text[:at], text[at:])
