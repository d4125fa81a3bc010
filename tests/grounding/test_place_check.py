"""place_check: a place name and its country against the article's words."""

import pytest

from extractor.grounding.gazetteer import Gazetteer
from extractor.grounding.names import load_names
from extractor.grounding.place_check import KnownPlaces, check_place

PLACES = KnownPlaces(load_names(gazetteer=False).places, Gazetteer(15_000))
TEXT = "Police in Gao said that a drone hit the base near Lakeside on Tuesday."


@pytest.mark.parametrize(
    ("name", "country", "words", "language", "verdict"),
    [
        ("Gao", "ML", "in Gao", "en", "agrees"),
        ("Kyiv", "UA", "Kiev", "en", "agrees"),
        ("Conoco gas field", "SY", "the Koniko base in eastern Syria", "en", "agrees"),
        ("Lakeside", None, "the base", "en", "cannot tell"),
        ("London", "GB", "Londres", "fr", "agrees"),
        ("القاعدة", "IQ", "في القاعدة", "ar", "agrees"),
        (None, "ML", "Mali", "en", "cannot tell"),
        ("Atlanta", "US", "the Georgia Tech campus in Atlanta", "en", "agrees"),
        ("Damascus", "SY", "the consulate of Iran in Damascus", "en", "agrees"),
        ("Sanaa", "YE", "the capital of Yemen", "en", "cannot tell"),
        ("Moscow Kremlin", "RU", "police", "en", "contradicts"),
        ("Melbourne", "AU", "in Sydney", "en", "contradicts"),
        ("Berlin", "DE", "Lyon", "fr", "contradicts"),
        ("al-Qaim", "SY", "al-Qaim", "en", "contradicts"),
        (None, "IQ", "western Syria", "en", "contradicts"),
        ("Gao", "ML", None, "en", "contradicts"),
    ],
)
def test_places(name: str | None, country: str | None, words: str | None, language: str, verdict: str) -> None:
    """A place shares words with its quote, is known under both names, or is named elsewhere in the article."""
    found = check_place(name, country, words, text=TEXT, language=language, places=PLACES)
    assert found.verdict == verdict, found


def test_without_a_gazetteer() -> None:
    """Without the gazetteer a name in another language cannot be told."""
    few = KnownPlaces(PLACES.places)
    assert check_place("Berlin", "DE", "Lyon", text=TEXT, language="fr", places=few).verdict == "cannot tell"
