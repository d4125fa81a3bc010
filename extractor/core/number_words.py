"""Number words of the languages that articles are read in, with their values.

They tell where a number written in words may not be cut, and read such words where no library does. Only the words that
numbers are composed of are listed; "one" is left out where it is an article as well.
"""

from __future__ import annotations

_WORDS = {
    "en": "one 1 two 2 three 3 four 4 five 5 six 6 seven 7 eight 8 nine 9 ten 10 eleven 11 twelve 12 thirteen 13 "
    "fourteen 14 fifteen 15 sixteen 16 seventeen 17 eighteen 18 nineteen 19 twenty 20 thirty 30 forty 40 fifty 50 "
    "sixty 60 seventy 70 eighty 80 ninety 90 dozen 12 dozens 12 hundred 100 hundreds 100 thousand 1000 thousands 1000 "
    "million 1000000 millions 1000000 billion 1000000000",
    "fr": "deux 2 trois 3 quatre 4 cinq 5 six 6 sept 7 huit 8 neuf 9 dix 10 onze 11 douze 12 treize 13 quatorze 14 "
    "quinze 15 seize 16 vingt 20 vingts 20 trente 30 quarante 40 cinquante 50 soixante 60 septante 70 huitante 80 "
    "nonante 90 dizaine 10 dizaines 10 douzaine 12 vingtaine 20 trentaine 30 cent 100 cents 100 centaine 100 "
    "centaines 100 mille 1000 millier 1000 milliers 1000 million 1000000 millions 1000000 milliard 1000000000",
    "es": "dos 2 tres 3 cuatro 4 cinco 5 seis 6 siete 7 ocho 8 nueve 9 diez 10 once 11 doce 12 trece 13 catorce 14 "
    "quince 15 dieciséis 16 diecisiete 17 dieciocho 18 diecinueve 19 veinte 20 treinta 30 cuarenta 40 cincuenta 50 "
    "sesenta 60 setenta 70 ochenta 80 noventa 90 docena 12 docenas 12 decenas 10 cien 100 ciento 100 cientos 100 "
    "doscientos 200 doscientas 200 trescientos 300 quinientos 500 mil 1000 miles 1000 millón 1000000 millones 1000000",
    "pt": "dois 2 duas 2 três 3 quatro 4 cinco 5 seis 6 sete 7 oito 8 nove 9 dez 10 onze 11 doze 12 treze 13 quinze 15 "
    "dezesseis 16 dezessete 17 dezoito 18 dezenove 19 vinte 20 trinta 30 quarenta 40 cinquenta 50 sessenta 60 "
    "setenta 70 oitenta 80 noventa 90 dúzia 12 cem 100 cento 100 centenas 100 duzentos 200 mil 1000 milhares 1000 "
    "milhão 1000000 milhões 1000000",
    "it": "due 2 tre 3 quattro 4 cinque 5 sei 6 sette 7 otto 8 nove 9 dieci 10 undici 11 dodici 12 tredici 13 "
    "quattordici 14 quindici 15 sedici 16 venti 20 trenta 30 quaranta 40 cinquanta 50 sessanta 60 settanta 70 "
    "ottanta 80 novanta 90 dozzina 12 cento 100 centinaia 100 mille 1000 mila 1000 migliaia 1000 milione 1000000 "
    "milioni 1000000",
    "de": "zwei 2 drei 3 vier 4 fünf 5 sechs 6 sieben 7 acht 8 neun 9 zehn 10 elf 11 zwölf 12 dreizehn 13 vierzehn 14 "
    "fünfzehn 15 sechzehn 16 siebzehn 17 achtzehn 18 neunzehn 19 zwanzig 20 dreißig 30 vierzig 40 fünfzig 50 "
    "sechzig 60 siebzig 70 achtzig 80 neunzig 90 dutzend 12 dutzende 12 hundert 100 hunderte 100 tausend 1000 "
    "tausende 1000 million 1000000 millionen 1000000 milliarde 1000000000",
    "nl": "twee 2 drie 3 vier 4 vijf 5 zes 6 zeven 7 acht 8 negen 9 tien 10 elf 11 twaalf 12 twintig 20 dertig 30 "
    "veertig 40 vijftig 50 zestig 60 zeventig 70 tachtig 80 negentig 90 tientallen 10 dozijn 12 honderd 100 "
    "honderden 100 duizend 1000 duizenden 1000 miljoen 1000000",
    "ru": "два 2 две 2 двое 2 двух 2 три 3 трое 3 трёх 3 трех 3 четыре 4 четверо 4 пять 5 пятеро 5 пяти 5 шесть 6 "
    "шестеро 6 семь 7 восемь 8 девять 9 десять 10 одиннадцать 11 двенадцать 12 тринадцать 13 четырнадцать 14 "
    "пятнадцать 15 шестнадцать 16 семнадцать 17 восемнадцать 18 девятнадцать 19 двадцать 20 тридцать 30 сорок 40 "
    "пятьдесят 50 шестьдесят 60 семьдесят 70 восемьдесят 80 девяносто 90 сто 100 двести 200 триста 300 четыреста 400 "
    "пятьсот 500 тысяча 1000 тысячи 1000 тысяч 1000 миллион 1000000 миллиона 1000000 миллионов 1000000 "
    "десятки 10 десятков 10 сотни 100 сотен 100",
    "uk": "два 2 дві 2 двоє 2 двох 2 три 3 троє 3 трьох 3 чотири 4 четверо 4 п'ять 5 п'ятеро 5 шість 6 сім 7 вісім 8 "
    "дев'ять 9 десять 10 одинадцять 11 дванадцять 12 двадцять 20 тридцять 30 сорок 40 п'ятдесят 50 шістдесят 60 "
    "сімдесят 70 вісімдесят 80 дев'яносто 90 сто 100 двісті 200 тисяча 1000 тисячі 1000 тисяч 1000 мільйон 1000000",
    "ar": "اثنان 2 اثنين 2 اثنتان 2 اثنتين 2 ثلاثة 3 ثلاث 3 أربعة 4 أربع 4 خمسة 5 خمس 5 ستة 6 ست 6 سبعة 7 سبع 7 "
    "ثمانية 8 ثماني 8 تسعة 9 تسع 9 عشرة 10 عشر 10 عشرون 20 عشرين 20 ثلاثون 30 ثلاثين 30 أربعون 40 أربعين 40 خمسون 50 "
    "خمسين 50 ستون 60 ستين 60 سبعون 70 سبعين 70 ثمانون 80 ثمانين 80 تسعون 90 تسعين 90 مئة 100 مائة 100 مئات 100 "
    "مئتان 200 مئتين 200 ألف 1000 آلاف 1000 ألفين 2000 مليون 1000000 ملايين 1000000 عشرات 10",
    "he": "שניים 2 שני 2 שתיים 2 שתי 2 שלושה 3 שלוש 3 ארבעה 4 ארבע 4 חמישה 5 חמש 5 שישה 6 שש 6 שבעה 7 שבע 7 שמונה 8 "
    "תשעה 9 תשע 9 עשרה 10 עשר 10 עשרים 20 שלושים 30 ארבעים 40 חמישים 50 שישים 60 שבעים 70 שמונים 80 תשעים 90 מאה 100 "
    "מאות 100 מאתיים 200 אלף 1000 אלפים 1000 אלפי 1000 מיליון 1000000 עשרות 10",
    "tr": "iki 2 üç 3 dört 4 beş 5 altı 6 yedi 7 sekiz 8 dokuz 9 on 10 yirmi 20 otuz 30 kırk 40 elli 50 altmış 60 "
    "yetmiş 70 seksen 80 doksan 90 yüz 100 yüzlerce 100 bin 1000 binlerce 1000 milyon 1000000 onlarca 10",
    "fa": "دو 2 سه 3 چهار 4 پنج 5 شش 6 هفت 7 هشت 8 نه 9 ده 10 یازده 11 دوازده 12 بیست 20 سی 30 چهل 40 پنجاه 50 شصت 60 "
    "هفتاد 70 هشتاد 80 نود 90 صد 100 دویست 200 هزار 1000 میلیون 1000000 ده‌ها 10 صدها 100",
}


def _table(words: str) -> dict[str, int]:
    parts = words.split(" ")
    return {word: int(value) for word, value in zip(parts[::2], parts[1::2], strict=True)}


BY_LANGUAGE: dict[str, dict[str, int]] = {language: _table(words) for language, words in _WORDS.items()}

# Words that are something else in another language ("on", "sei", "once", "bin") compose no number across languages.
_COMMON = {"on", "sei", "bin", "once", "due", "die", "sept", "mil", "miles", "elf", "six", "ست", "נה"}
ALL: dict[str, int] = {
    word: value for table in BY_LANGUAGE.values() for word, value in table.items() if word not in _COMMON
} | {"six": 6, "sept": 7, "mil": 1000}
JOINERS = frozenset({"and", "et", "y", "e", "und", "en", "و", "ו"})
AFTER_JOINER = dict.fromkeys(("un", "une", "uno", "una", "um", "uma"), 1)  # vingt et un
# Parts of a number that alone are ordinals, or pronouns as well: twenty-first, двадцать один.
ONLY_PARTS = _table(
    "first 1 second 2 third 3 fourth 4 fifth 5 sixth 6 seventh 7 eighth 8 ninth 9 один 1 одна 1 одно 1 одне 1 одного 1 "
    "одной 1 واحد 1 واحدة 1 إحدى 1 bir 1"
)
# Between the ends of a range. "And" joins a range only after "between".
RANGE_WORDS = frozenset(
    {"to", "or", "à", "a", "ou", "o", "bis", "oder", "até", "до", "или", "або", "إلى", "-", "–", "~"}
)
BETWEEN = frozenset({"between", "entre", "zwischen", "tra", "fra", "между", "між", "بين", "בין"})
# Months by name, as they stand beside a day. English and German ones are capitalized, so "12 may" is no date.
MONTHS = (
    r"(?:(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\.?|Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember"
    r"|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
    r"|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro"
    r"|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre"
    r"|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
    r"|січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня)(?!\w))"
)


def compose(one: int, other: int) -> bool:
    """Tell whether two number words in a row are parts of one number: "thirty five", "two hundred", "hundred five"."""
    if other in (12, 100, 1_000, 1_000_000, 1_000_000_000):
        return one < other
    if other == 20 and one == 4:
        return True  # quatre vingt
    if one in (20, 60, 80) and 10 <= other < 20:
        return True  # soixante quinze, quatre vingt dix
    if 0 < one < 10 and other in range(20, 100, 10):
        return True  # خمسة وثلاثين
    return (one >= 20 and one % 10 == 0 and 0 < other < 10) or (one >= 100 and one % 100 == 0 and other < one)
