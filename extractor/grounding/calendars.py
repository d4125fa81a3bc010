"""The Persian, the Islamic and the Jewish calendar: names of their months, and days in the Gregorian calendar.

Months of the Islamic calendar begin when the moon is seen, which differs between countries by a day: the days given are
those of Umm al-Qura (Saudi Arabia), and `uncertain` says by how many days another country's may differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Calendar:
    """A calendar.

    Attributes:
        months: number by name, as `plain` leaves it.
        to_date: the Gregorian day of a year, month and day; raises ValueError if there is no such day.
        ahead: years between its era and the Gregorian one, roughly: for a day without its year.
        uncertain: days by which the result may be off.
    """

    months: Mapping[str, int]
    to_date: Callable[[int, int, int], date]
    ahead: int
    uncertain: int = 0


def _persian(year: int, month: int, day: int) -> date:
    from persiantools.jdatetime import JalaliDate

    found: date = JalaliDate(year, month, day).to_gregorian()  # type: ignore[no-untyped-call]
    return found


def _islamic(year: int, month: int, day: int) -> date:
    from hijridate import Hijri

    found: date = Hijri(year, month, day).to_gregorian()
    return date(found.year, found.month, found.day)


def _jewish(year: int, month: int, day: int) -> date:
    from pyluach.dates import HebrewDate

    found: date = HebrewDate(year, month, day).to_pydate()
    return found


def _numbered(*names: str) -> dict[str, int]:
    return {name: number for number, each in enumerate(names, start=1) for name in each.split("|")}


PERSIAN = Calendar(
    _numbered(
        "فروردين|حمل", "ارديبهشت|ثور", "خرداد|جوزا", "تير|سرطان", "مرداد|امرداد|اسد", "شهريور|سنبله", "مهر|ميزان",
        "ابان|عقرب", "اذر|قوس", "دي|جدي", "بهمن|دلو", "اسفند|حوت",
    ),
    _persian, ahead=621,
)  # fmt: skip
ISLAMIC = Calendar(
    _numbered(
        "محرم", "صفر", "ربيع الاول", "ربيع الثاني|ربيع الاخر", "جمادي الاولي|جمادي الاول",
        "جمادي الاخره|جمادي الثانيه|جمادي الاخر",
        "رجب", "شعبان", "رمضان", "شوال", "ذو القعده|ذي القعده|ذوالقعده", "ذو الحجه|ذي الحجه|ذوالحجه",
    ),
    _islamic, ahead=579, uncertain=1,
)  # fmt: skip
JEWISH = Calendar(
    _numbered(
        "ניסן", "אייר", "סיון|סיוון", "תמוז", "אב", "אלול", "תשרי", "חשון|חשוון|מרחשוון", "כסלו", "טבת", "שבט",
        "אדר|אדר א'", "אדר ב'",
    ),
    _jewish, ahead=-3760,
)  # fmt: skip
BY_LANGUAGE: Mapping[str, tuple[Calendar, ...]] = {"fa": (PERSIAN, ISLAMIC), "ar": (ISLAMIC,), "he": (JEWISH,)}

_UNITS = ("يكم|اول", "دوم", "سوم", "چهارم", "پنجم", "ششم", "هفتم", "هشتم", "نهم")
_TENS = ("دهم", "يازدهم", "دوازدهم", "سيزدهم", "چهاردهم", "پانزدهم", "شانزدهم", "هفدهم", "هجدهم", "نوزدهم", "بيستم")
PERSIAN_DAYS: Mapping[str, int] = {
    **_numbered(*_UNITS, *_TENS),
    **{f"بيست و {name}": 20 + number for name, number in _numbered(*_UNITS).items()},
    "سيام": 30, "سي ام": 30, "سي و يكم": 31,
}  # fmt: skip
_HEBREW_VALUES = dict(
    zip("אבגדהוזחטיכלמנסעפצקרשת", (*range(1, 11), *range(20, 100, 10), 100, 200, 300, 400), strict=True)
)
_FINALS = str.maketrans("ךםןףץ", "כמנפצ")


def hebrew_number(text: str) -> int:
    """Return the value of Hebrew letters: י"ד is 14, תשפ"ד is 784, which of a year is 5784."""
    return sum(_HEBREW_VALUES.get(letter, 0) for letter in text.translate(_FINALS))
