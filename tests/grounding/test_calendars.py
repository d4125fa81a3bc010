"""calendars: days of the Persian, the Islamic and the Jewish calendar."""

from datetime import date

import pytest

from extractor.grounding.calendars import ISLAMIC, JEWISH, PERSIAN, Calendar, hebrew_number


@pytest.mark.parametrize(
    ("calendar", "year", "month", "day"),
    [(PERSIAN, 1403, "خرداد", 2), (ISLAMIC, 1445, "ذو القعده", 14), (JEWISH, 5784, "אייר", 14)],
)
def test_one_day_in_three_calendars(calendar: Calendar, year: int, month: str, day: int) -> None:
    """22 May 2024 in each calendar."""
    assert calendar.to_date(year, calendar.months[month], day) == date(2024, 5, 22)


@pytest.mark.parametrize("calendar", [PERSIAN, ISLAMIC, JEWISH])
def test_no_such_day(calendar: Calendar) -> None:
    """A day that a calendar has not is an error."""
    with pytest.raises(ValueError, match=r".+"):
        calendar.to_date(1445, 1, 32)


def test_hebrew_numbers() -> None:
    """Letters are numbers, final forms too."""
    assert [hebrew_number(text) for text in ('י"ד', 'ט"ו', 'תשפ"ד', "ך")] == [14, 15, 784, 20]
