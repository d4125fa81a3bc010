"""grounding.normalize: one key for names that differ only in typography or transliteration."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.grounding.normalize import fold, prefix_pattern, suffix_pattern


@pytest.mark.parametrize(
    "spellings",
    [
        ["al-Qaim", "Al-Qaïm", "Al Qaim", "AL-QĀ’IM", "Al Qā’im", "al‑Qaim", "Qaim"],
        ["Ain al-Assad", "Aïn al-Assad", "Ain al-Asad"],
        ["Jurf al-Sakhr", "Jurf as-Sakhr", "Jurf as Sakhr"],
        ["Kata'ib Hezbollah", "Kataib Hezbollah", "Kata’ib Hezbolláh", "KATAIB HEZBOLLAH"],
        ["Sayyid", "Sayyed".replace("e", "i"), "Said"],
        ["U.S. military", "US military", "US  Military"],
        ["Ar-Raqqah", "al-Raqqa", "Raqqa"],
        ["ash-Shabab", "Shabab", "al-Shabab"],
    ],
)
def test_spellings_of_one_name(spellings: list[str]) -> None:
    """Case, accents, quote marks, hyphens, the Arabic article and doubled letters make no difference."""
    assert len({fold(name) for name in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kataib Hezbollah", "Hezbollah"),
        ("Kataib Hezbollah", "Harakat Hezbollah al-Nujaba"),
        ("14th brigade", "15th brigade"),
        ("Division 30", "Division 3"),
        ("Iraq", "Iran"),
        ("Mali", "Male"),
        ("Kerman", "Karman"),
        ("Tower 22", "Tower 2 2"),
        ("Area 1.2", "Area 12"),
        ("Zone AA", "Zone A"),
    ],
)
def test_distinct_names(one: str, other: str) -> None:
    """Names that differ in a digit, a word or a vowel have different keys."""
    assert fold(one) != fold(other)


@given(st.text())
def test_digits_are_kept(name: str) -> None:
    """No digit of a name is removed."""
    ascii_digits = re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", name))
    folded = re.sub(r"[^0-9]", "", fold(name))
    for digit in set(ascii_digits):
        assert folded.count(digit) >= ascii_digits.count(digit)


@given(st.text())
def test_form_of_keys(name: str) -> None:
    """A key consists of lower case words of a-z, 0-9 and letters without an alphabet of vowels, one space apart."""
    key = fold(name)
    assert re.fullmatch(r"(?:[^\W_A-Z]+(?: [^\W_A-Z]+)*)?", re.sub("[\u0590-\u08ff\u3040-\u30ff]", "x", key))


@given(st.from_regex(r"[A-Za-z]{2,12}( [A-Za-z]{2,12}){0,3}", fullmatch=True))
def test_case_and_accents(name: str) -> None:
    """A name in capitals, in small letters, or with an accent on every vowel has one key."""
    accented = re.sub("([aeiouAEIOU])", lambda vowel: unicodedata.normalize("NFC", vowel[0] + "\u0301"), name)
    assert fold(name) == fold(name.upper()) == fold(name.lower()) == fold(accented)


def test_words_around_a_name() -> None:
    """Prefix and suffix words are given as written and removed from folded names, several in a row."""
    assert prefix_pattern("the", "city of").sub("", fold("The City of Al-Qaïm")) == "kaim"
    assert suffix_pattern("city", "military base").sub("", fold("Erbil City Military Base")) == "erbil"


def test_another_script() -> None:
    """A name in Arabic letters has a key, and so has an article alone."""
    assert fold("كتائب حزب الله") != fold("حزب الله") != ""
    assert fold("al") == "al"
    assert fold("…") == ""
