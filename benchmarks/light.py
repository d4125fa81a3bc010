"""Short synthetic articles in plain ASCII, each derived from its number: one or two attacks, a dozen quotes."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

PLACES = [("Gao", "ML"), ("Mosul", "IQ"), ("Deir al-Zour", "SY"), ("Kandahar", "AF"), ("Goma", "CD"), ("Aden", "YE")]
FORCES = ["the army", "a militia", "the rebels", "the police", "the coalition", "gunmen"]
NUMBERS = ["Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"]
FILLER = [
    "Residents said that shops had closed early and that the road to the market stayed blocked until the evening.",
    "A spokesman told reporters that an investigation had been opened and that its findings would be made public.",
    "The governor of the province called a meeting of the security committee and asked the population to stay calm.",
    "Fuel has been scarce in the region since the beginning of the month, and prices have risen by a third.",
    "Aid organisations had warned for weeks that the camps on the outskirts were no longer safe.",
]
MONDAY = date(2024, 3, 4)


def _facts(n: int) -> list[dict[str, Any]]:
    draw = random.Random(n)  # noqa: S311  # a benchmark's corpus, not a secret
    facts = []
    for number in range(draw.choice([1, 1, 2])):
        place, country = draw.choice(PLACES)
        index = draw.randrange(len(NUMBERS))
        facts.append(
            {
                "id": f"i{number + 1}",
                "place": place,
                "country": country,
                "killed": index + 2,
                "words": NUMBERS[index],
                "by": draw.choice(FORCES),
                "day": draw.randrange(7),
            }
        )
    return facts


def _sentence(fact: dict[str, Any]) -> str:
    day = (MONDAY + timedelta(fact["day"])).strftime("%A")
    return (
        f"{fact['words']} soldiers were killed in {fact['place']} on {day} when {fact['by']} attacked a checkpoint, "
        f"the ministry of defence said."
    )


def text(n: int) -> str:
    """Return the article of a number: about 1,500 characters, one or two attacks."""
    draw = random.Random(-n - 1)  # noqa: S311
    lines = [f"Dispatch {n}: a week of attacks."]
    for fact in _facts(n):
        lines += [_sentence(fact), *draw.sample(FILLER, 4)]
    while sum(map(len, lines)) < 1_200:
        lines.append(draw.choice(FILLER))
    return "\n".join(lines)


def _incident(fact: dict[str, Any]) -> dict[str, Any]:
    sentence, day = _sentence(fact), MONDAY + timedelta(fact["day"])
    return {
        "id": fact["id"],
        "operation": None,
        "type": "ground_attack_or_clash",
        "status": "occurred",
        "salience": "main",
        "summary": f"{fact['killed']} soldiers killed at a checkpoint in {fact['place']}.",
        "initiators": [{"name": fact["by"], "kind": "unknown"}],
        "basis": "reported_as_fact",
        "claimed_by": None,
        "targets": [{"name": "soldiers", "kind": "state_military"}],
        "target_kinds": ["military_base"],
        "target_text": "a checkpoint",
        "weapon": "unknown",
        "weapon_text": None,
        "date_text": f"on {day.strftime('%A')}",
        "date_start": day.isoformat(),
        "date_end": day.isoformat(),
        "date_precision": "exact_day",
        "date_basis": "relative_to_publication",
        "place_text": fact["place"],
        "place_name": fact["place"],
        "admin1": None,
        "country": fact["country"],
        "place_precision": "town_or_district",
        "casualties": [
            {
                "status": "killed",
                "low": fact["killed"],
                "high": fact["killed"],
                "victims": "soldiers",
                "source": "the ministry of defence",
                "superseded": False,
                "quote": f"{fact['words']} soldiers were killed",
            }
        ],
        "damage": "unknown",
        "in_response_to": None,
        "evidence": [sentence],
    }


def sentences(n: int) -> list[tuple[str, str]]:
    """Return the sentence of each attack, and its place."""
    return [(_sentence(fact), fact["place"]) for fact in _facts(n)]


def coding(n: int) -> dict[str, Any]:
    """Return the coding of an article."""
    return {
        "article": {"published_text": None, "agencies": [], "garbled_passages": []},
        "operations": [],
        "incidents": [_incident(fact) for fact in _facts(n)],
        "statements": [],
        "aggregates": [],
    }
