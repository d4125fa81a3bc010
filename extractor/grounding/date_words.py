"""Words of dates in languages other than English; names of months and weekdays are those of CLDR, and these besides.

Words are as `plain` leaves them: lower case, Arabic and Hebrew without vowel signs and with one form for each letter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class DateWords:
    """Words of one language; patterns are of `re`.

    Attributes:
        relative: days by the word for them, counted from publication: yesterday is -1.
        night: the night before publication, which is of two days.
        into: "in the night to": the day that follows is the second of two.
        last: "last", beside a weekday: not the day of publication.
        fillers: articles, prepositions, parts of the day.
        weekdays: further forms of weekdays, Monday 0.
        months: further names of months.
        day_alone: a day of the month without its month, as group `alone`.
        prefix: letters that are written together with a word.
        spaced: whether words are separated by spaces.
    """

    relative: Mapping[str, int]
    night: str = ""
    into: str = ""
    last: str = ""
    fillers: str = ""
    weekdays: Mapping[str, int] = field(default_factory=dict)
    months: Mapping[str, int] = field(default_factory=dict)
    day_alone: str = ""
    prefix: str = ""
    spaced: bool = True


_CJK_WEEKDAYS = {name: day for day, name in enumerate("一二三四五六日")} | {"天": 6}
_CHINESE_WEEK = ("周", "週", "星期", "礼拜", "禮拜")

WORDS: Mapping[str, DateWords] = {
    "ar": DateWords(
        {"اليوم": 0, "امس": -1, "يوم امس": -1, "اول امس": -2, "اول من امس": -2},
        night="الليله الماضيه|ليله امس|ليل امس|البارحه",
        into="ليل|ليله",
        last="الماضي|الفايت|المنصرم",
        fillers="يوم|صباح|مساء|ظهر|عصر|فجر|في|من|هذا|الموافق|ل|شهر|عام|سنه|م|ه|هـ|بعد ظهر|لشهر",
        weekdays={"اثنين": 0, "الاثنين": 0, "الاتنين": 0},
        months={"جويليه": 7, "غشت": 8, "شتنبر": 9, "نونبر": 11, "دجنبر": 12, "ابريل": 4, "نيسان": 4, "يوليوز": 7},
        prefix="[وبلف]?",
    ),
    "fa": DateWords(
        {"امروز": 0, "ديروز": -1, "پريروز": -2},
        night="شب گذشته|ديشب",
        last="گذشته",
        fillers="روز|صبح|عصر|ظهر|بعدازظهر|بعد از ظهر|شب|شامگاه|بامداد|در|ماه|سال|مورخ|برابر با|ام|م",
        months={"مي": 5, "ژوييه": 7, "جولاي": 7},
    ),
    "he": DateWords(
        {"היום": 0, "אתמול": -1, "שלשום": -2},
        night="אמש|הלילה|הלילה האחרון",
        into="בלילה שבין|ליל",
        last="האחרון|שעבר",
        fillers="ב|ה|יום|בבוקר|הבוקר|בערב|הערב|בצהריים|בצהרי|אחר הצהריים|לפנות בוקר|לחודש|שנת",
        weekdays={"ראשון": 6, "שני": 0, "שלישי": 1, "רביעי": 2, "חמישי": 3, "שישי": 4, "שבת": 5},
        prefix="[בהולמש]{0,2}",
    ),
    "uk": DateWords(
        {"сьогодні": 0, "вчора": -1, "учора": -1, "позавчора": -2},
        night="минулої ночі|вночі|уночі",
        into="(?:у|в) ніч (?:на|проти)|(?:у|в) ніч (?:з|із)",
        last="минулого|минулої|минулу",
        fillers="у|в|о|об|на|ввечері|увечері|вранці|зранку|вдень|удень|пополудні|року|р|день|числа",
        weekdays={"понеділка": 0, "вівторка": 1, "середу": 2, "середи": 2, "четверга": 3, "п'ятницю": 4, "п'ятниці": 4,
                  "п'ятниця": 4, "суботу": 5, "суботи": 5, "неділю": 6, "неділі": 6},
        day_alone=r"(?P<alone>\d{1,2})(?:-го)? числа",
    ),
    "ru": DateWords(
        {"сегодня": 0, "вчера": -1, "позавчера": -2},
        night="минувшей ночью|прошлой ночью|ночью",
        into="в ночь (?:на|с|со)",
        last="прошлый|прошлую|минувший|минувшую|прошлое",
        fillers="в|во|на|утром|вечером|днем|днём|года|г|числа|днями",
        weekdays={"понедельника": 0, "вторника": 1, "среду": 2, "среды": 2, "четверга": 3, "пятницу": 4, "пятницы": 4,
                  "субботу": 5, "субботы": 5, "воскресенья": 6},
        day_alone=r"(?P<alone>\d{1,2})(?:-го)? числа",
    ),
    "es": DateWords(
        {"hoy": 0, "ayer": -1, "anteayer": -2, "antes de ayer": -2},
        night="anoche|la noche pasada|la pasada noche|ayer por la noche",
        last="pasado|último",
        fillers="el|la|los|por|en|de|del|al|a|mañana|tarde|madrugada|noche|mediodía|día|este|esta|año",
        day_alone=r"(?:el día|el) (?P<alone>\d{1,2})(?= |$)",
    ),
    "fr": DateWords(
        {"aujourd'hui": 0, "hier": -1, "avant-hier": -2, "ce matin": 0},
        night="la nuit dernière|cette nuit|la nuit passée",
        into="(?:dans |durant |pendant )?la nuit (?:de|du)",
        last="dernier|passé",
        fillers="le|la|l'|du|de|d'|au|à|dans|en|ce|matin|matinée|soir|soirée|après-midi|midi|journée|aube",
        day_alone=r"le (?P<alone>\d{1,2})(?= |$)",
    ),
    "de": DateWords(
        {"heute": 0, "gestern": -1, "vorgestern": -2},
        night="gestern nacht|vergangene nacht|letzte nacht|in der vergangenen nacht",
        into="in der nacht (?:zum|auf|von|vom)(?: den)?",
        last="vergangenen|vergangener|letzten|letzter|vorigen|vergangene",
        fillers="am|der|den|dem|im|auf|morgen|morgens|abend|abends|nachmittag|nachmittags|vormittag|mittag|mittags|früh|frühen|späten",
    ),
    "it": DateWords(
        {"oggi": 0, "ieri": -1, "l'altro ieri": -2, "altro ieri": -2},
        night="ieri notte|la scorsa notte|la notte scorsa|nella notte",
        into="nella notte tra|nella notte fra",
        last="scorso|scorsa",
        fillers="il|la|l'|di|nel|nella|del|al|alle|e|mattina|mattino|mattinata|pomeriggio|sera|serata",
        day_alone=r"il (?P<alone>\d{1,2})(?= |$)",
    ),
    "pt": DateWords(
        {"hoje": 0, "ontem": -1, "anteontem": -2},
        night="ontem à noite|na noite passada|na última noite",
        last="passado|passada|último|última",
        fillers="na|no|a|o|à|as|às|de|da|do|em|feira|manhã|tarde|noite|madrugada|dia|desta|deste|esta",
        weekdays={"segunda": 0, "terça": 1, "quarta": 2, "quinta": 3, "sexta": 4},
        day_alone=r"dia (?P<alone>\d{1,2})(?= |$)",
    ),
    "tr": DateWords(
        {"bugün": 0, "dün": -1, "evvelsi gün": -2, "önceki gün": -2},
        night="dün gece",
        last="geçen",
        fillers="günü|sabah|sabahı|akşam|akşamı|öğleden|öğle|gün|tarihinde|yılında",
    ),
    "zh": DateWords(
        {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "前天": -2, "前日": -2},
        night="昨晚|昨夜",
        fillers="当地时间|當地時間|北京时间|北京時間|晚间|晚間|晚上|晚|夜间|夜間|深夜|凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|于|於|在|的|本",
        weekdays={week + name: day for week in _CHINESE_WEEK for name, day in _CJK_WEEKDAYS.items()},
        spaced=False,
    ),
    "ja": DateWords(
        {"今日": 0, "本日": 0, "きょう": 0, "昨日": -1, "きのう": -1, "一昨日": -2, "おととい": -2},
        night="昨夜|昨晩|ゆうべ",
        fillers="現地時間|日本時間|未明|早朝|午前|午後|夜|夕方|深夜|朝|昼|正午|ごろ|頃|の|に|は|夕",
        weekdays={f"({name})": day for day, name in enumerate("月火水木金土日")}
        | {f"{name}曜": day for day, name in enumerate("月火水木金土日")},
        spaced=False,
    ),
    "ko": DateWords(
        {"오늘": 0, "어제": -1, "그저께": -2, "그제": -2},
        night="지난밤|간밤|어젯밤|지난 밤",
        last="지난",
        fillers="오전|오후|밤|새벽|저녁|아침|낮|현지시간|현지 시간|현지시각|현지 시각|에|날",
        weekdays={f"({name})": day for day, name in enumerate("월화수목금토일")},
        spaced=False,
    ),
}  # fmt: skip
