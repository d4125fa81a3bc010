"""word_edges: positions where a text may be cut."""

import pytest

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
        ("the anti-ISIS coalition", "ISIS"),
        ("ex-President Trump said", "President Trump"),
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
    ],
)
def test_honest_quotes_are_no_cut(text: str, quote: str) -> None:
    """Names next to hyphens, years before counts, words joined by translation and scripts without case are found."""
    assert QuoteLocator(text).find(quote).match == "exact"
