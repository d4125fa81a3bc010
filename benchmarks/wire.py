"""Synthetic wire copy, each article derived from its number, with its coding: as long, as dense and as typographic as
the sample articles (four to five incidents, 60 to 80 quotes, curly quotes, accents, other scripts).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

MONDAY = date(2024, 3, 4)
PUBLISHED = date(2024, 3, 11)
_NUMBERS = [
    "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve", "Thirteen", "Fourteen",
]  # fmt: skip
_PLACES = [
    ("Gao", "ML"), ("Ménaka", "ML"), ("Mosul", "IQ"), ("Deir al-Zour", "SY"), ("Al-Ḥasakah", "SY"), ("Kandahar", "AF"),
    ("Goma", "CD"), ("Aden", "YE"), ("Ta’izz", "YE"), ("Kharkiv", "UA"), ("Zaporizhzhia", "UA"), ("Sa’dah", "YE"),
    ("Kramatorsk", "UA"), ("N’Djamena", "TD"), ("Bouaké", "CI"), ("Culiacán", "MX"), ("Ciudad Juárez", "MX"),
    ("São Gonçalo", "BR"), ("Bamenda", "CM"), ("Maïné-Soroa", "NE"), ("Tillabéri", "NE"), ("Djibo", "BF"),
    ("Ouahigouya", "BF"), ("Marib", "YE"), ("Erbil", "IQ"), ("Kobanî", "SY"), ("Şırnak", "TR"), ("Idlib", "SY"),
]  # fmt: skip
_FORCES = [
    "the army", "government forces", "a militia", "the rebels", "the police", "the coalition", "gunmen",
    "the Islamic Resistance", "the “Lions of the Valley” group", "al-Qa’ida fighters", "the presidential guard",
    "paramilitary troops", "the Houthis", "Boko Haram", "the junta’s air force", "a drone unit of the 14th brigade",
]  # fmt: skip
_VICTIMS = ["soldiers", "civilians", "market traders", "police officers", "villagers", "aid workers", "fishermen"]
_TARGETS = [
    "a checkpoint", "an arms depot near the river", "the headquarters of the provincial command", "a convoy of lorries",
    "the old customs house", "a training camp", "residential buildings", "an oil depot",
]  # fmt: skip
_WEAPONS = [
    ("two drones", "armed_drone"), ("mortar shells", "artillery_mortar"),
    ("air-to-ground missiles", "aircraft_munition"),
    ("Grad rockets", "rocket"), ("a “suicide drone”", "armed_drone"), ("Kalashnikov rifles", "small_arms"),
]  # fmt: skip
_SPEAKERS = [
    "Colonel Amadou Traoré", "Gen. Mykola Șevcenko", "Ñancy Peña", "Brig. Gen. Yaḥyā Sareʿ", "Dr. José Muñoz",
    "Maj. Gen. Zoë Müller", "Abū ʿAlī al-ʿAskarī", "Ms. Françoise N’Goran",
]  # fmt: skip
_SOURCES = [
    "the ministry of defence", "a hospital official", "two security sources", "the governor’s office",
    "the Syrian Observatory for Human Rights", "a spokesman for the Red Crescent", "residents",
]  # fmt: skip
_FILLER = [
    "Residents said that shops had closed early and that the road to the market stayed “practically deserted” until "
    "the evening – a sight that the town has not known since last year’s siege.",
    "“We don’t know who is firing at whom any more,” said a teacher who gave only her first name, Zoé. “It’s been like "
    "this for weeks…”",
    "The governor of the province called a meeting of the security committee, and asked people to “stay calm”.",
    "Fuel has been scarce in the region since the beginning of the month; prices have risen by 31.5 % – to €2.40 a "
    "litre – and queues stretch for kilometres.",
    "Aid organisations had warned for weeks that the camps on the outskirts “aren’t safe for anybody”.",
]


@dataclass(frozen=True)
class Facts:
    """Facts of one paragraph; strings as the text has them."""

    id: str
    place: str
    country: str
    day: date
    by: str
    victims: str
    target: str
    weapon: tuple[str, str]
    speaker: str
    sources: tuple[str, str]
    killed: int
    injured: int


def _facts(draw: random.Random, number: int) -> Facts:
    place, country = draw.choice(_PLACES)
    return Facts(
        id=f"i{number + 1}",
        place=place,
        country=country,
        day=MONDAY + timedelta(draw.randrange(6)),
        by=draw.choice(_FORCES),
        victims=draw.choice(_VICTIMS),
        target=draw.choice(_TARGETS),
        weapon=draw.choice(_WEAPONS),
        speaker=draw.choice(_SPEAKERS),
        sources=(draw.choice(_SOURCES[:3]), draw.choice(_SOURCES[3:])),
        killed=draw.randrange(2, len(_NUMBERS) + 2),
        injured=draw.randrange(17, 60),
    )


@dataclass(frozen=True)
class Passages:
    """The passages of one paragraph: what is quoted, and the sentences that the quotes are in."""

    killed: str
    victims: str
    injured: str
    by: str
    target: str
    weapon: str
    day: str
    place: str
    sources: tuple[str, str]
    speaker: str
    claim: str
    sentences: tuple[str, ...]
    coded: tuple[str, str] | None = None  # name and country of the place, where the paragraph has its own


def _english(f: Facts) -> Passages:
    killed = f"{_NUMBERS[f.killed - 2]} {f.victims} were killed"
    injured = f"{f.injured} others were wounded"
    day = f"on {f.day:%A}"
    claim = f"“We struck {f.target} because it was used against our people, and we’ll do so again,”"
    return Passages(
        killed, f.victims, injured, f.by, f.target, f.weapon[0], day, f.place, f.sources, f.speaker, claim,
        (
            f"{killed} {day} when {f.by} hit {f.target} in {f.place} with {f.weapon[0]}, {f.sources[0]} said.",
            f"According to {f.sources[1]}, {injured} – some of them “critically” – and taken to two clinics.",
            f"{claim} {f.speaker}, who speaks for {f.by}, wrote on Telegram.",
        ),
    )  # fmt: skip


def _french(f: Facts) -> Passages:
    killed = f"{f.killed} civils ont été tués"
    injured = f"{f.injured} autres ont été blessés"
    day = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi")[f.day.weekday()]
    claim = "« Nous avons frappé l’ennemi là où il se croyait à l’abri »"
    by, target, weapon, source = "l’armée", "un dépôt d’armes", "deux drones", "le ministère de la Défense"
    other = "l’hôpital régional"
    return Passages(
        killed, "civils", injured, by, target, weapon, day, f.place, (source, other), f.speaker, claim,
        (
            f"{killed} {day} à {f.place} lorsque {by} a visé {target} avec {weapon}, a annoncé {source}.",
            f"Selon {other}, {injured}, dont plusieurs « grièvement ».",
            f"{claim}, a déclaré {f.speaker} au nom de l’état-major.",
        ),
    )  # fmt: skip


def _ukrainian(f: Facts) -> Passages:
    killed = f"загинули {f.killed} цивільних"
    injured = f"ще {f.injured} людей дістали поранення"
    day = ("у понеділок", "у вівторок", "у середу", "у четвер", "у п’ятницю", "у суботу")[f.day.weekday()]
    place, name = (("Харкові", "Kharkiv"), ("Запоріжжі", "Zaporizhzhia"), ("Херсоні", "Kherson"))[f.killed % 3]
    claim = "«Ми й надалі знищуватимемо їхні склади»"
    by, target, weapon, source = "російські війська", "житлові будинки", "двома безпілотниками", "обласна адміністрація"
    other = "міська рада"
    return Passages(
        killed, "цивільних", injured, by, target, weapon, day, place, (source, other), "речник", claim,
        (
            f"Унаслідок удару {day} по {place} {killed}: {by} обстріляли {target} {weapon}, повідомила {source}.",
            f"Як уточнює {other}, {injured}.",
            f"{claim}, – заявив речник угруповання.",
        ), (name, "UA"),
    )  # fmt: skip


def _arabic(f: Facts) -> Passages:
    killed = f"مقتل {f.killed} مدنيين"
    injured = f"إصابة {f.injured} آخرين"
    names = ("يوم الاثنين", "يوم الثلاثاء", "يوم الأربعاء", "يوم الخميس", "يوم الجمعة", "يوم السبت")
    day = names[f.day.weekday()]
    place, *coded = (("الموصل", "Mosul", "IQ"), ("عدن", "Aden", "YE"), ("إدلب", "Idlib", "SY"))[f.killed % 3]
    claim = "«سنواصل عملياتنا حتى يتوقف العدوان»"
    by, target, weapon, source = "قوات الجيش", "مستودعاً للأسلحة", "طائرتين مسيّرتين", "وزارة الدفاع"
    other = "المرصد السوري"
    return Passages(
        killed, "مدنيين", injured, by, target, weapon, day, place, (source, other), "المتحدث باسم القوات", claim,
        (
            f"أعلنت {source} {killed} {day} في {place} بعد أن استهدفت {by} {target} بواسطة {weapon}.",
            f"وأفاد {other} عن {injured}، بعضهم في حالة حرجة.",
            f"وقال المتحدث باسم القوات: {claim}.",
        ), (coded[0], coded[1]),
    )  # fmt: skip


_LANGUAGES: Sequence[Callable[[Facts], Passages]] = [_english] * 16 + [_french] * 2 + [_ukrainian, _arabic]


def _paragraphs(n: int) -> tuple[list[tuple[Facts, Passages]], random.Random]:
    draw = random.Random(1_000_003 * n + 7)  # noqa: S311  # a benchmark's corpus, not a secret
    language = _LANGUAGES[n % len(_LANGUAGES)]
    facts = [_facts(draw, number) for number in range(draw.choice([4, 4, 5]))]
    return [(each, language(each)) for each in facts], draw


def text(n: int) -> str:
    """Return the article of a number: about 3,500 characters, four or five attacks."""
    paragraphs, draw = _paragraphs(n)
    lines = [f"Wire {n}: “Another week of attacks” – what we know"]
    for number, (_, passages) in enumerate(paragraphs):
        lines += [f"{number + 1}. {passages.sentences[0]}", " ".join(passages.sentences[1:]), draw.choice(_FILLER)]
    while sum(map(len, lines)) < 3_300:
        lines.append(draw.choice(_FILLER))
    return "\n\n".join(lines)


def _incident(f: Facts, p: Passages) -> dict[str, Any]:
    def toll(status: str, count: int, source: str, quote: str) -> dict[str, Any]:
        victims = p.victims if status == "killed" else None
        return {"status": status, "low": count, "high": count, "victims": victims, "source": source,
                "superseded": False, "quote": quote}  # fmt: skip

    name, country = p.coded or (f.place, f.country)
    return {
        "id": f.id, "operation": None, "type": "ground_attack_or_clash", "status": "occurred", "salience": "main",
        "summary": f"{f.killed} people killed in {p.place}.",
        "initiators": [{"name": p.by, "kind": "unknown"}], "basis": "reported_as_fact", "claimed_by": p.speaker,
        "targets": [{"name": p.victims, "kind": "unknown"}], "target_kinds": ["civilian_object"],
        "target_text": p.target, "weapon": f.weapon[1], "weapon_text": p.weapon,
        "date_text": p.day, "date_start": f.day.isoformat(), "date_end": f.day.isoformat(),
        "date_precision": "exact_day", "date_basis": "relative_to_publication",
        "place_text": p.place, "place_name": name, "admin1": None, "country": country,
        "place_precision": "town_or_district",
        "casualties": [
            toll("killed", f.killed, p.sources[0], p.killed), toll("injured", f.injured, p.sources[1], p.injured),
        ],
        "damage": "unknown", "in_response_to": None, "evidence": list(p.sentences[:2]),
    }  # fmt: skip


def coding(n: int) -> dict[str, Any]:
    """Return the coding of an article: 60 to 80 quotes, all of which are in its text."""
    paragraphs, _ = _paragraphs(n)
    return {
        "article": {"published_text": None, "agencies": [], "garbled_passages": []},
        "operations": [],
        "incidents": [_incident(*each) for each in paragraphs],
        "statements": [
            {"type": "justification", "speaker": p.speaker, "on_behalf_of": None, "about": f.id, "quote": p.claim}
            for f, p in paragraphs
        ],
        "aggregates": [],
    }


def sentences(n: int) -> list[tuple[str, str]]:
    """Return each passage that is quoted, and the place of its attack."""
    found = []
    for _, p in _paragraphs(n)[0]:
        passages = [p.killed, p.victims, p.injured, p.by, p.target, p.weapon, p.day, *p.sources, p.speaker, p.claim]
        found += [(each, p.place) for each in (*passages, *p.sentences[:2])]
    return found


def page(n: int) -> str:
    """Return an article as a page of HTML with a menu, a side column and a footer."""
    head, *paragraphs = text(n).split("\n\n")
    menu = "".join(f'<li><a href="/{name.lower()}">{name}</a></li>' for name in ("World", "Politics", "Sport", "Video"))
    body = "".join(f"<p>{each}</p>\n" for each in paragraphs)
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{head} - The Wire</title>'
        f'<meta property="article:published_time" content="{PUBLISHED}T08:00:00Z"></head><body>'
        f"<nav><ul>{menu}</ul></nav><main><article><h1>{head}</h1>\n{body}</article></main>"
        f"<aside><h2>Most read</h2><ul>{menu}</ul></aside><footer>© The Wire. All rights reserved.</footer>"
        "</body></html>"
    )
