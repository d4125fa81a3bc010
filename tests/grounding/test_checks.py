"""checks: a value agrees with its words, contradicts them, or cannot be told."""

from datetime import date

import pytest

from extractor.grounding.checks import Verdict, check_date, check_number, check_status
from extractor.grounding.date_phrases import parse_date_phrase
from extractor.grounding.days import DayRange
from extractor.grounding.incident_dates import compare_dates


@pytest.mark.parametrize(
    ("low", "high", "words", "verdict"),
    [
        (10, 12, "killed 10-12 people", "agrees"),
        (8, None, "at least eight people", "agrees"),
        (9, None, "more than eight people", "cannot tell"),
        (24, 24, "two dozen men", "agrees"),
        (30, None, "dozens of people", "agrees"),
        (0, 0, "there were no casualties", "agrees"),
        (5, 5, "two soldiers and three policemen", "cannot tell"),
        (3, 3, "two soldiers and a guide", "cannot tell"),
        (3, 3, "Ali, Omar and Hassan died", "cannot tell"),
        (1, 1, "a soldier was shot by three bullets", "cannot tell"),
        (None, None, "others were injured", "cannot tell"),
        (20, 20, "a score of villagers were killed", "agrees"),
        (13, None, "more than a dozen soldiers were killed", "agrees"),
        (None, 9, "fewer than 10 people were hurt", "cannot tell"),
        (0, 99, "less than 100 people", "cannot tell"),
        (17, 17, "the toll rose from 14 to 17", "agrees"),
        (15, 15, "half of the 30 passengers were killed", "cannot tell"),
        (12, 12, "killed six people each in two attacks", "cannot tell"),
        (5, 5, "a family of four and their driver died", "cannot tell"),
        (900, 900, "killed 10-12 people", "contradicts"),
        (40, None, "up to 40 fighters were killed", "contradicts"),
        (25, 25, "30 fighters, aged 18 to 25, were killed", "contradicts"),
        (900, 900, "officials said", "contradicts"),
        (10, 10, "killed 10-12 people", "contradicts"),
        (8, 8, "at least eight people", "contradicts"),
        (43, None, "at least 42 people dead", "contradicts"),
        (1, 1, "killed 12 people", "contradicts"),
        (5000, 5000, "dozens of people", "contradicts"),
        (7, 7, "six Mexican nationals were killed, he said", "contradicts"),
        (16, 16, "a 16-year-old boy was killed", "contradicts"),
        (7, 7, "killed in the attack on 7 October", "contradicts"),
        (2023, 2023, "killed since 2023", "contradicts"),
        (12, 12, "at least 12 may have died", "cannot tell"),
        (100_000, 100_000, "one lakh people fled", "agrees"),
    ],
)
def test_numbers(low: int | None, high: int | None, words: str, verdict: str) -> None:
    """A number is held against digits, words, ranges, bounds and vague words; sums and lists cannot be told."""
    assert check_number(low, high, words, "en").verdict == verdict


def test_ages_and_years_of_other_schemas() -> None:
    """A number that need not be a count may be the age, the day or the year of its words."""
    for value, words in ((16, "a 16-year-old boy"), (7, "on 7 October"), (2023, "since 2023")):
        assert check_number(value, value, words, "en", counted=False).verdict is Verdict.CANNOT_TELL


def test_other_languages() -> None:
    """In a language without known number words, only large numbers and digits contradict."""
    assert check_number(5, 5, "เสียชีวิตห้าคน", "th").verdict is Verdict.CANNOT_TELL
    assert check_number(500, 500, "เสียชีวิต 12 คน", "th").verdict is Verdict.CONTRADICTS
    assert check_number(90, 90, "quatre-vingt-dix morts", "fr").verdict is Verdict.AGREES
    assert check_number(20, 20, "une vingtaine de blessés", "fr").verdict is Verdict.AGREES
    assert check_number(100, 100, "не менее ста человек", "ru").verdict is Verdict.CANNOT_TELL


MONDAY = date(2024, 3, 11)


@pytest.mark.parametrize(
    ("coded", "words", "verdict"),
    [
        ("2024-03-09", "on Saturday", "agrees"),
        ("2024-03-04", "on Monday", "cannot tell"),  # the paper is of a Monday
        ("2024-03-09", "in the chaos", "cannot tell"),
        ("2024-02-14", "Ash Wednesday", "cannot tell"),
        ("2001-09-11", "September 11", "cannot tell"),
        ("2024-03-08", "on Saturday", "contradicts"),
        ("2024-03-08", "", "contradicts"),
    ],
)
def test_dates(coded: str, words: str, verdict: str) -> None:
    """A day is held against its date phrase; a day without words contradicts."""
    day = date.fromisoformat(coded)
    derived = parse_date_phrase(words, MONDAY) if words else None
    assert derived is None or isinstance(derived, DayRange)
    dated = compare_dates(DayRange(day, day, "exact_day", rule="as coded"), derived)
    assert check_date(dated, has_words=bool(words)).verdict == verdict


@pytest.mark.parametrize(
    ("evidence", "verdict"),
    [
        (["no attack took place"], "contradicts"),
        (["The army would strike the base"], "contradicts"),
        (["Iran denied any attack"], "contradicts"),
        (["The militia would strike the town if it was attacked"], "contradicts"),
        (["If the truce fails, the army will attack"], "contradicts"),
        (["The army did not attack the village"], "contradicts"),
        (["es gab keinen Angriff"], "contradicts"),
        (["Нападения не было"], "contradicts"),
        (["لم يقع هجوم"], "contradicts"),
        (["The army did not attack the village but shelled the town"], "cannot tell"),
        (["no attack took place", "Two men were killed"], "cannot tell"),
        (["The army denied that it killed two men"], "cannot tell"),
        (["Strike on May 4 kills ten"], "cannot tell"),
        (["It could be the deadliest attack in years"], "cannot tell"),
        (["Hamas denied responsibility for the explosion"], "cannot tell"),
        (["no attack took place in the south, but the north was shelled"], "cannot tell"),
        (["They made a deal on condition they would not strike"], "cannot tell"),
    ],
)
def test_status(evidence: list[str], verdict: str) -> None:
    """`occurred` contradicts evidence that only negates, denies or plans the act."""
    assert check_status("occurred", evidence).verdict == verdict
    assert check_status("alleged_disputed", evidence).verdict is Verdict.CANNOT_TELL
