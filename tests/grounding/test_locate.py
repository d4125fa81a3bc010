"""locate: exact and folded search; a changed word never matches."""

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from extractor.core.span import Span
from extractor.core.word_edges import cuts_word
from extractor.grounding.locate import QuoteLocator, fold_typography, folded_text, says_something

TEXT = (
    "“At least two people were killed,” the ministry said – not three – in Jurf al-Sakhar.\n"
    "The US-led coalition denied it. Elena RomanovskyHe sent a message. The 14th brigade lost 1,500 men; IS is back."
)


@pytest.mark.parametrize(
    ("quote", "match"),
    [
        ("At least two people were killed", "exact"),
        ('"At least two people were killed," the ministry said - not three', "folded"),
        ("Jurf al‑Sakhar", "folded"),  # non-breaking hyphen
        ("Jurf\u00a0al-Sakhar", "folded"),
        ("Jurf al-\u200bSakhar", "folded"),
        ("in Jurf al-Sakhar. The US-led coalition", "folded"),  # newline as space
        ("ＵＳ-led", "folded"),  # full-width
        ("elena Romanovsky", "folded"),
        ("Elena Romanovsky", "exact"),  # glued to the next sentence
        ("He sent a message", "exact"),
    ],
)
def test_found(quote: str, match: str) -> None:
    """M26: typography and case may differ; the offsets are those of the original."""
    found = QuoteLocator(TEXT).find(quote)
    assert found.match == match
    assert found.span is not None
    shown = fold_typography(TEXT[found.span.start : found.span.end]).text.casefold().strip()
    assert shown == fold_typography(quote).text.casefold().strip()


@pytest.mark.parametrize(
    "quote",
    [
        "At least three people were killed",
        "At least 2 people were killed",
        "the ministry said – three – in",
        "Jurf al-Nasr",
        "The coalition denied it",
        "The US-led coalition confirmed it",
        "500 men",
        "lost 1",
        "The 14",
        "minist",
        "Is is back",
        "us-led",
        "",
        "  ",
        "“”",
        "—",
        "T",
        "a word that is not there",
    ],
)
def test_not_found(quote: str) -> None:
    """A changed digit, number word, negation or name, a cut word or number and a blank string are ungrounded."""
    assert QuoteLocator(TEXT).find(quote).match == "ungrounded"


def test_superscripts_are_no_digits() -> None:
    """Folding keeps 5², which NFKC would turn into 52."""
    assert QuoteLocator("an area of 5² km").find("52 km").match == "ungrounded"
    assert QuoteLocator("an area of 5² km").find("5² km").match == "exact"


def test_nearest_of_several() -> None:
    """Of several occurrences the nearest one is used."""
    text = "Washington spoke. " * 3 + "Then Washington bombed the site."
    at = text.index("Then")
    found = QuoteLocator(text).find("Washington", Span(at, len(text)))
    assert found.span == Span(at + 5, at + 15)


WORDS = st.lists(
    st.sampled_from(
        ["the", "army", "killed", "two", "three", "14", "15", "not", "Iran", "Iraq", "soldiers", "in", "on", "Gao"]
    ),
    min_size=5,
    max_size=30,
)


@given(WORDS, st.data())
def test_a_changed_word_is_never_found(words: list[str], data: st.DataObject) -> None:
    """A quote with one word replaced by one that is not in the text is never found."""
    text = " ".join(words)
    start = data.draw(st.integers(0, len(words) - 3))
    quote = words[start : start + 3]
    quote[data.draw(st.integers(0, 2))] = data.draw(st.sampled_from(["four", "16", "never", "Iranian", "sold"]))
    assert QuoteLocator(text).find(" ".join(quote)).match == "ungrounded"


TYPOGRAPHY = str.maketrans({"'": "’", '"': "“", "-": "–", " ": "\u00a0"})


@given(
    st.text(alphabet=st.characters(codec="utf-8", categories=["L", "N", "P", "Zs", "M"]), min_size=4, max_size=60),
    st.data(),
)
def test_typography_never_hides_a_quote(text: str, data: st.DataObject) -> None:
    """Any slice of whole words with other quotation marks, dashes and spaces is found at its offsets."""
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 2, len(text)))
    quote = text[start:end]
    assume(quote == quote.strip() and says_something(quote))
    assume(sum(ch.isalnum() for ch in fold_typography(quote).text) > 1)
    assume(not cuts_word(text, start) and not cuts_word(text, end))
    assume(not unicodedata.combining(quote[0]))
    found = QuoteLocator(text).find(quote.translate(TYPOGRAPHY))
    assert found.span is not None
    assert fold_typography(text[found.span.start : found.span.end]).text.strip() == fold_typography(quote).text.strip()


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("‹Attack› he said", "'Attack' he said"),
        ("the ``brave'' men", 'the "brave" men'),
        ("It -- was", "It — was"),
        ("two com-\nbatants died", "two combatants died"),
        ("an anti-\nIranian act", "anti-Iranian act"),
        ("He said attack them", '"attack them"'),
        ("חיילי צה״ל ירו", 'צה"ל'),
        ("בבית־חאנון נהרגו", "בבית-חאנון"),
        ("في بغـــداد", "في بغداد"),
        ("مقتل ١٢ شخصا", "مقتل 12 شخصا"),
        ("کشته شده\u200cاند", "کشته شده اند"),
        ("‘‘We won’’ he said", '"We won" he said'),
        ("「勝利」と言った", '"勝利"と言った'),
        ("قُتِلَ شخصان", "قتل شخصان"),
        ("في أربيل", "في اربيل"),
        ("علی آباد", "علي آباد"),
    ],
)
def test_forms_of_one_text(text: str, quote: str) -> None:
    """Quotation marks of any kind, double hyphens, broken lines, and digits and signs of other scripts are typography."""
    assert QuoteLocator(text).find(quote).match == "folded"


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("killed 1\u20622 men", "killed 12 men"),
        ("the team of men", "of"),
        ("It was us", "us"),
        ("и в Газе", "в"),
        ("In Gaza", "In"),
        ("لا هجوم", "لا"),
        ("قُتِلَ شخصان", "قَتَلَ شخصان"),
    ],
)
def test_no_evidence(text: str, quote: str) -> None:
    """Invisible operators and differing vowel signs are not folded; a function word of two letters is no evidence."""
    assert QuoteLocator(text).find(quote).match == "ungrounded"


@given(st.data())
def test_the_nearest_occurrence(data: st.DataObject) -> None:
    """Of all occurrences that cut no word the nearest is found, the earlier of two that are equally near."""
    words = data.draw(st.lists(st.sampled_from(["ab", "abc", "abab", "x", "."]), min_size=2, max_size=20))
    text, quote = " ".join(words), data.draw(st.sampled_from(["ab", "abc", "ab x", "abab"]))
    assume(quote != "ab")
    start = data.draw(st.integers(0, len(text) - 1))
    near = Span(start, data.draw(st.integers(start + 1, len(text))))
    places = [at for at in range(len(text)) if text.startswith(quote, at)]
    whole = [at for at in places if not cuts_word(text, at) and not cuts_word(text, at + len(quote))]
    expected = min(whole, key=lambda at: (max(near.start - at, at + len(quote) - near.end, 0), at), default=None)
    found = QuoteLocator(text).find(quote, near).span
    assert (found.start if found else None) == expected


@given(st.text(alphabet="abXY09 .-'\"!’“–—\u0301\u064b\u0640éüßабйёЇأىکھ\u200c\u200b½ ﬁ\n", max_size=20))
def test_folded_text_is_the_text_of_the_fold(text: str) -> None:
    """Folding without offsets gives the same text as with them."""
    assert folded_text(text) == fold_typography(text).text
