"""grounding.foreign_dates: days in languages other than English."""

from datetime import date, timedelta

import pytest
from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.grounding.date_phrases import parse_date_phrase
from extractor.grounding.date_words import WORDS
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
        ("mercredi", "fr", date(2024, 1, 24)),
        ("mercredi dernier", "fr", date(2024, 1, 17)),
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
    found = parse_foreign_day(text, date(2024, 1, 24), language)
    assert (found and found.start) == day


def test_only_in_the_language_of_the_article() -> None:
    """A phrase is read in the language of its article only."""
    assert parse_date_phrase("mardi", date(2024, 1, 24), "en") is None
    assert parse_date_phrase("hier", date(2024, 1, 24), "fr-FR") is not None
    assert parse_date_phrase("hier", None, "fr") is None


PUBLISHED = date(2024, 5, 23)  # a Thursday


@settings(deadline=None)
@given(st.sampled_from(sorted(WORDS)), st.integers(0, 3_000), st.sampled_from(("long", "full")))
def test_dates_as_each_language_writes_them(language: str, back: int, form: str) -> None:
    """A date in the long form of any language, with or without its weekday, is that day."""
    day = PUBLISHED - timedelta(days=back)
    found = parse_date_phrase(format_date(day, form, locale=language), PUBLISHED, language)
    assert found is not None
    assert (found.start, found.end) == (day, day)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("language", "phrases"),
    [
        ("zh", "22日 5月22日 五月二十二日 昨天 昨日晚间 周三 週三 当地时间22日 22日上午10时30分"),
        ("ja", "22日 昨日 水曜日 22日夜 令和6年5月22日 22日(水) 22日午後3時ごろ"),
        ("ko", "22일 어제 수요일 지난_22일 22일_오후_3시"),
        (
            "ar",
            "٢٢_مايو 22_أيار أمس يوم_الأربعاء ٢٢_أيار/مايو_٢٠٢٤ أمس_الأربعاء مساء_الأربعاء 22_ماي الأربعاء_الماضي والأربعاء",
        ),
        ("fa", "۲_خرداد_۱۴۰۳ دوم_خرداد دیروز روز_چهارشنبه چهارشنبه_۲_خرداد ۲۲_مه_۲۰۲۴"),
        ("he", "22_במאי אתמול ביום_רביעי י״ד_באייר_תשפ״ד רביעי_בערב"),
        ("uk", "22_травня вчора у_середу"),
        ("ru", "22_мая вчера_вечером в_среду 22_числа"),
        ("es", "el_miércoles 22_de_mayo ayer"),
        ("fr", "mercredi_soir le_22_mai hier mercredi_dernier hier_à_20h30 le_22"),
        ("de", "am_Mittwoch am_22._Mai Mittwochabend gestern_Abend"),
        ("it", "mercoledì_sera ieri"),
        ("pt", "quarta-feira ontem"),
        ("tr", "Çarşamba_günü dün"),
        ("", "22日 أمس 22_травня"),  # by their script
    ],
)
def test_words_of_a_language(language: str, phrases: str) -> None:
    """Each of these is the day before publication."""
    for phrase in phrases.split():
        found = parse_date_phrase(phrase.replace("_", " "), PUBLISHED, language or None)
        assert found is not None, phrase
        assert (found.start, found.end) == (date(2024, 5, 22), date(2024, 5, 22)), phrase  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("language", "phrase", "back"),
    [
        ("es", "anoche", 1),
        ("fa", "شب گذشته", 1),
        ("uk", "в ніч на 22 травня", 2),
        ("fr", "dans la nuit de mardi à mercredi", 2),
        ("de", "in der Nacht zum Mittwoch", 2),
        ("ar", "13 ذو القعدة 1445", 3),  # the moon may be seen a day earlier or later
    ],
)
def test_nights(language: str, phrase: str, back: int) -> None:
    """A night is of two days; a day of the Islamic calendar may be off by one."""
    found = parse_date_phrase(phrase, PUBLISHED, language)
    assert found is not None
    assert found.start == PUBLISHED - timedelta(days=back)  # type: ignore[union-attr]
    assert found.precision == "day_range"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("language", "phrase"),
    [
        ("zh", "上周三"), ("zh", "22日至23日"), ("zh", "4月底"), ("ja", "3日間"), ("fr", "depuis mardi"), ("fr", "mardi 22 mai"),
        ("ru", "с 22 мая"), ("ru", "до среды"), ("ar", "منذ الأربعاء"), ("ar", "14 ذو القعدة 1445 الموافق 28 مايو 2024"),
        ("ar", "الثلاثاء والأربعاء"), ("es", "31 de febrero"), ("fr", "la semaine dernière"), ("de", "Mittwoch, 22.05."),
    ],
)  # fmt: skip
def test_what_is_no_day(language: str, phrase: str) -> None:
    """Bounds, spans, several days and dates that contradict themselves are not resolved."""
    assert parse_date_phrase(phrase, PUBLISHED, language) is None


def test_an_east_asian_day_of_the_month() -> None:
    """22日 is a day of the month, never 22 days ago; one that is still to come is of the month before."""
    found = parse_foreign_day("29日", PUBLISHED, "zh")
    assert found is not None
    assert found.start == date(2024, 4, 29)
