"""Date phrases in languages other than English: calendar dates, weekdays, "hier".

A phrase of a language in `WORDS` is read whole: each of its words must be a date, a weekday, "yesterday" or the like,
or a word without weight, and all must mean the same day. Others are read by dateparser, which looks for a date in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache

from extractor.grounding.calendars import BY_LANGUAGE, PERSIAN_DAYS, Calendar, hebrew_number
from extractor.grounding.date_words import WORDS, DateWords
from extractor.grounding.days import LATEST, WITH_YEAR, DayRange
from extractor.grounding.normalize import plain

# 3/4 may be either of two days; 23-24 are two days; 20h30 is a time of day.
_AMBIGUOUS = re.compile(r"\d[/.:]\d|\d ?[-–] ?\d|\d ?h\b|\dh\d")
# Before, after, since, until: a bound is not a day.
_BOUND = re.compile(
    r"\b(?:après|avant|depuis|dès|jusqu\w*|desde|hasta|antes|después|tras|nach|vor|seit|bis|dopo|prima|após|после|до|с)\b"
    r"|بعد|قبل|منذ"
)
_CLOCK = re.compile(r"(?<!\d)\d{1,2} ?(?::\d\d|h(?:\d\d)?|[時时시点點]半?(?:\d{1,2}[分분])?)(?![\d間间])")
_EAST_ASIAN = {"zh", "ja", "ko"}
_NUMERALS = re.compile(r"[〇零一二三四五六七八九十]+(?=[年月日号號])")
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}
_SCRIPTS: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = (
    (("ja",), re.compile("[\u3040-\u30ff]|曜")),
    (("ko",), re.compile("[\uac00-\ud7af]")),
    (("zh",), re.compile("[\u4e00-\u9fff]")),
    (("he",), re.compile("[\u05d0-\u05ea]")),
    (("ar", "fa"), re.compile("[\u0621-\u064a]")),
    (("ru", "uk"), re.compile("[а-яёіїєґ]")),
)


def languages_of_script(text: str) -> tuple[str, ...]:
    """Return the languages that a phrase may be in, by its letters; none for Latin ones."""
    return next((codes for codes, letters in _SCRIPTS if letters.search(text)), ()) if not text.isascii() else ()


def parse_foreign_day(text: str, published: date, language: str) -> DayRange | None:
    """Return the day or days that a phrase means, relative to the publication date.

    Args:
        text: the phrase.
        published: the publication date.
        language: ISO 639-1.

    Returns:
        None if it is not a day or a night, is ambiguous, or is after the publication date.
    """
    if words := WORDS.get(language):
        written = plain(text)
        found = _Reader(language, words).read(written)
        if found is not None:
            return found.days(published)
        if language in _EAST_ASIAN and re.search(r"(?<!月)(?<!월 )\d{1,2}[日日号號일](?!\s?[전前])", written):
            return None  # dateparser takes "22日" for a number of days
    day = _by_dateparser(text, published, language)
    return DayRange(day, day, "exact_day", rule=f"as dateparser reads it ({language})") if day else None


@dataclass(frozen=True)
class _Date:
    """A calendar date; without a calendar the Gregorian one, without year or month the latest such day."""

    calendar: Calendar | None = None
    year: int | None = None
    month: int | None = None
    day: int = 0

    def resolve(self, published: date) -> date:
        """Return the day; one day after publication is allowed. Raises ValueError if there is no such day."""
        to_date = self.calendar.to_date if self.calendar else date
        if self.year is not None and self.month is not None:
            return to_date(self.year, self.month, self.day)
        latest = published + timedelta(days=1)
        for year, month in self._candidates(latest):
            try:
                found = to_date(year, month, self.day)
            except (ValueError, OverflowError):
                continue
            if found <= latest:
                return found
        raise ValueError("no such day")

    def _candidates(self, latest: date) -> list[tuple[int, int]]:
        """Return years and months, the latest first."""
        if self.month is None:
            months = ((latest.year, latest.month - back) for back in range(3))
            return [(year, number) if number > 0 else (year - 1, number + 12) for year, number in months]
        newest = latest.year + 1 - (self.calendar.ahead if self.calendar else 0)
        return [(newest - back, self.month) for back in range(4)]


@dataclass
class _Found:
    """Parts of a date phrase; a phrase whose parts disagree is not resolved."""

    dates: list[_Date] = field(default_factory=list)
    weekdays: list[int] = field(default_factory=list)
    relative: list[int] = field(default_factory=list)
    night: bool = False
    into: bool = False
    last: bool = False

    def days(self, published: date) -> DayRange | None:
        """Return the days; None if there are none, several, or what is said does not agree."""
        try:
            days = self._calendar_days(published)
        except ValueError:
            return None
        if days and not all(day.weekday() in self.weekdays or not self.weekdays for day in days):
            return None
        days = days or [_latest(day, published) for day in self.weekdays]
        days += [published + timedelta(days=each) for each in self.relative]
        if self.last and self.weekdays and days == [published]:
            days = [published - timedelta(days=7)]
        if self.night:
            return None if days else DayRange(published - timedelta(days=1), published, "day_range", rule=_NIGHT)
        if self.into:
            return _two_days(days)
        if len(set(days)) != 1 or days[0] > published + timedelta(days=1):
            return None
        return self._one(days[0])

    def _one(self, day: date) -> DayRange:
        off = min((each.calendar.uncertain if each.calendar else 0 for each in self.dates), default=0)
        if self.dates:
            rule = WITH_YEAR if any(each.year for each in self.dates) else LATEST.format("date")
        else:
            rule = LATEST.format("weekday") if self.weekdays else "counted from publication"
        around = timedelta(days=off)
        return DayRange(day - around, day + around, "day_range" if off else "exact_day", rule=rule)

    def _calendar_days(self, published: date) -> list[date]:
        """Return the Gregorian days; of two calendars those of the more certain one, if they agree."""
        days = [(each.calendar, each.resolve(published)) for each in self.dates]
        certain = [day for calendar, day in days if not (calendar and calendar.uncertain)]
        for calendar, day in days:
            if certain and calendar and abs((day - certain[0]).days) > calendar.uncertain:
                raise ValueError("two calendars disagree")
        return certain or [day for _, day in days]


_NIGHT = "the night before publication"


def _two_days(days: list[date]) -> DayRange | None:
    """Return the night into a day, or from one day to the next."""
    last = max(days, default=None)
    if last is None or len(days) > 2 or (len(days) == 2 and last - min(days) != timedelta(days=1)):
        return None
    return DayRange(last - timedelta(days=1), last, "day_range", rule="the night between two days")


def _latest(weekday: int, published: date) -> date:
    return published - timedelta(days=(published.weekday() - weekday) % 7)


class _Reader:
    """Reads phrases of one language."""

    def __init__(self, language: str, words: DateWords) -> None:
        self._language, self._words = language, words
        self._pattern, self._months, self._weekdays = _tables(language)

    def read(self, text: str) -> _Found | None:
        """Read a phrase; None unless each of its words is understood."""
        text = _CLOCK.sub(" ", _with_digits(text, self._language))
        found = _Found()
        for match in self._pattern.finditer(text):
            self._add(found, match)
        rest = self._pattern.sub(" ", text)
        understood = not re.search(r"\w", rest) and (found.dates or found.weekdays or found.relative or found.night)
        return found if understood else None

    def _add(self, found: _Found, match: re.Match[str]) -> None:
        kind = match.lastgroup
        given = match.groupdict()
        if kind == "ago":
            found.relative.append(-int(given["count"]))
        elif given.get("alone"):
            found.dates.append(_Date(day=int(given["alone"])))
        elif given.get("day"):
            calendar, number = self._months[given["month"]]
            found.dates.append(_Date(calendar, _year(given.get("year")), number, day=_number(given["day"])))
        elif given.get("d"):
            year, month = (int(given[name]) if given[name] else None for name in ("y", "m"))
            found.dates.append(_Date(None, year, month, day=int(given["d"])))
        elif given.get("weekday"):
            found.weekdays.append(self._weekdays[given["weekday"]])
        elif given.get("relative"):
            found.relative.append(self._words.relative[given["relative"]])
        found.night |= bool(given.get("night"))
        found.into |= bool(given.get("into"))
        found.last |= bool(given.get("last"))


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    return PERSIAN_DAYS.get(text) or hebrew_number(text)


def _year(text: str | None) -> int | None:
    """Return a year; in Hebrew letters it leaves out the thousands."""
    if not text:
        return None
    return int(text) if text.isdecimal() else 5000 + hebrew_number(text)


def _with_digits(text: str, language: str) -> str:
    """Return East Asian dates with digits: 五月二十二日, 令和6年."""
    if language not in _EAST_ASIAN:
        return text.replace(" شنبه", "شنبه") if language == "fa" else text
    text = _NUMERALS.sub(lambda numeral: str(_chinese_number(numeral[0])), text)
    for era, before in _ERAS.items():
        text = re.sub(rf"{era}(\d+|元)年", lambda year, b=before: f"{b + int(year[1].replace('元', '1'))}年", text)  # type: ignore[misc]
    return text


def _chinese_number(text: str) -> int:
    digits = {ch: value for value, ch in enumerate("〇一二三四五六七八九")} | {"零": 0}
    if "十" not in text:
        return int("".join(str(digits[ch]) for ch in text))
    tens, _, units = text.partition("十")
    return (digits[tens] if tens else 1) * 10 + (digits[units] if units else 0)


_Months = Mapping[str, tuple[Calendar | None, int]]


@lru_cache(maxsize=32)
def _tables(language: str) -> tuple[re.Pattern[str], _Months, Mapping[str, int]]:
    """Return the pattern of all that is understood in a language, and its months and weekdays by name."""
    words = WORDS[language]
    months, weekdays = dict(_months(language)), {**_cldr_weekdays(language), **words.weekdays}
    before, after = (r"(?<!\w)", r"(?!\w)") if words.spaced else ("", "")
    of_day = "(?:abend|morgen|nachmittag|vormittag|mittag)?" if language == "de" else ""  # written together
    alone = f"{words.day_alone}(?! (?:de |di )?(?:{_any(months)}))" if words.day_alone else ""
    whole = [_group("into", words.into), _group("night", words.night), _group("relative", _any(words.relative))]
    prefixed = [
        *_dates(language, months),
        alone,
        f"{_group('weekday', _any(weekdays))}{of_day}",
        _group("last", words.last),
        f"(?:{words.fillers})",
    ]
    body = "|".join([*filter(None, whole), f"{words.prefix}(?:{'|'.join(filter(None, prefixed))})"])
    return re.compile(f"{before}(?:{body}){after}"), months, weekdays


def _group(name: str, pattern: str) -> str:
    return f"(?P<{name}>{pattern})" if pattern else ""


def _any(names: Mapping[str, int] | _Months) -> str:
    return "|".join(map(re.escape, sorted(names, key=len, reverse=True)))


def _dates(language: str, months: _Months) -> Iterator[str]:
    """Yield the patterns of calendar dates."""
    if language in _EAST_ASIAN:
        year, month, day = ("년", "월", "일") if language == "ko" else ("年", "月", "[日号號]")
        yield r"(?P<count>\d{1,2}) ?[天日일] ?(?P<ago>[前전])"
        yield rf"(?:(?P<y>\d{{4}}){year} ?)?(?:(?P<m>\d{{1,2}}){month} ?)?(?P<d>\d{{1,2}}){day}(?!間|间|간)"
        return
    day = r"\d{1,2}"
    if language == "fa":
        day += f"|{_any(PERSIAN_DAYS)}"
    elif language == "he":
        day += r"|[א-ת]{1,2}['\"]?[א-ת]?"
    year = r"\d{4}" + (r"|תש[א-ת]{0,2}\"?[א-ת]" if language == "he" else "")
    other = rf"(?:\s?/\s?(?:{_any(months)}))?"  # ايار/مايو
    yield (
        rf"(?P<day>{day})(?:\.|er|º|°|-го)? ?(?:de |di |d'|من |ב|ל)?(?:شهر )?(?P<month>{_any(months)}){other}"
        rf"(?:,? (?:de |del |سنه |عام |سال |ה'?)?(?P<year>{year}))?"
    )


def _months(language: str) -> Iterator[tuple[str, tuple[Calendar | None, int]]]:
    """Yield the names of months: those of the language in all its countries, and of its other calendars."""
    from babel.localedata import locale_identifiers

    for locale in locale_identifiers():
        if locale.partition("_")[0] == language:
            for context in ("format", "stand-alone"):
                for number, name in _cldr("months", locale, context).items():
                    yield plain(name), (None, number)
    for name, number in WORDS[language].months.items():
        yield name, (None, number)
    for calendar in BY_LANGUAGE.get(language, ()):
        for name, number in calendar.months.items():
            yield name, (calendar, number)


def _cldr_weekdays(language: str) -> dict[str, int]:
    return {plain(name).removeprefix("יום "): day for day, name in _cldr("days", language, "format").items()}


def _cldr(kind: str, locale: str, context: str) -> Mapping[int, str]:
    from babel.dates import get_day_names, get_month_names

    names = get_month_names if kind == "months" else get_day_names
    return dict(names("wide", context, locale))  # type: ignore[arg-type]


def _by_dateparser(text: str, published: date, language: str) -> date | None:
    from dateparser.date import DateDataParser

    settings = {
        "RELATIVE_BASE": datetime(published.year, published.month, published.day),
        "PREFER_DATES_FROM": "past",
    }
    try:
        found = DateDataParser(languages=[language], settings=settings).get_date_data(text)
    except ValueError:
        return None  # a language that dateparser does not support
    if found.date_obj is None or found.period != "day" or _AMBIGUOUS.search(text) or _BOUND.search(text):
        return None
    day: date = found.date_obj.date()
    # dateparser reads the weekday of publication as that of the week before.
    return day if day <= published and day != published - timedelta(days=7) else None
