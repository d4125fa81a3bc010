"""date_words: spellings that mean the same are one."""

import pytest

from extractor.grounding.date_words import WORDS
from extractor.grounding.normalize import plain


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("الأَرْبِعَاء", "الاربعاء"),
        ("۲۲ مهٔ", "22 مه"),
        ("سه\u200cشنبه", "سهشنبه"),
        ("п’ятниця", "п'ятниця"),
        ("י״ד", 'י"ד'),
        ("MARDI", "mardi"),
    ],
)
def test_one_spelling(written: str, same: str) -> None:
    """Vowel signs, variants of letters, digits of other scripts, joiners and case do not count."""
    assert plain(written) == same


def test_tables_are_plain() -> None:
    """Words of the tables are as phrases are after `plain`."""
    for words in WORDS.values():
        for table in (words.relative, words.weekdays, words.months):
            assert [name for name in table if plain(name) != name] == []
