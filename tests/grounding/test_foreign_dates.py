"""grounding.foreign_dates: days in languages other than English."""

from datetime import date

import pytest

from extractor.grounding.date_phrases import parse_date_phrase
from extractor.grounding.foreign_dates import parse_foreign_day


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("hier", "fr", date(2024, 1, 23)),
        ("mardi", "fr", date(2024, 1, 23)),
        ("20 janvier 2024", "fr", date(2024, 1, 20)),
        ("20 de enero", "es", date(2024, 1, 20)),
        ("الثلاثاء", "ar", date(2024, 1, 23)),
        ("вчера", "ru", date(2024, 1, 23)),
        ("mercredi", "fr", None),  # today, or a week ago?
        ("janvier", "fr", None),
        ("3/4/2024", "fr", None),
        ("bientôt", "fr", None),
        ("20h30", "fr", None),
        ("après le 20 janvier", "fr", None),
        ("à 9 h", "fr", None),
        ("23-24 de enero", "es", None),
        ("mardi", "xx", None),
    ],
)
def test_days(text: str, language: str, day: date | None) -> None:
    """Calendar dates, weekdays and words for days are resolved; several days and ambiguous phrases are not."""
    assert parse_foreign_day(text, date(2024, 1, 24), language) == day


def test_only_in_the_language_of_the_article() -> None:
    """A phrase is read in the language of its article only."""
    assert parse_date_phrase("mardi", date(2024, 1, 24), "en") is None
    assert parse_date_phrase("hier", date(2024, 1, 24), "fr-FR") is not None
    assert parse_date_phrase("hier", None, "fr") is None
