"""Synthetic articles, each derived from its number, and the model's response to each."""

from __future__ import annotations

import json
import random
import re
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
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
_NUMBER = re.compile(rb"Dispatch (\d+):")
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


def _coding(facts: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "article": {"published_text": None, "agencies": [], "garbled_passages": []},
        "operations": [],
        "incidents": [_incident(fact) for fact in facts],
        "statements": [],
        "aggregates": [],
    }


def tokens(data: str) -> int:
    """Approximate the token count of a byte-pair vocabulary: word pieces, groups of three digits, single signs."""
    return sum(1 for _ in re.finditer(r" ?[A-Za-z]{1,7}|\d{1,3}|\s+|[^\sA-Za-z\d]{1,2}", data))


BYTES_A_TOKEN = 4.3  # of a request: prose and schema


@lru_cache(maxsize=10_000)
def _written(facts: str) -> tuple[str, int]:
    arguments = json.dumps(_coding(json.loads(facts)), ensure_ascii=False)
    return json.dumps(arguments), tokens(arguments)


_REPLY = (
    '{"id":"chatcmpl-%d","object":"chat.completion","created":1710000000,"model":"bench","choices":[{"index":0,'
    '"finish_reason":"stop","logprobs":null,"message":{"role":"assistant","content":null,"refusal":null,"tool_calls":'
    '[{"id":"call_1","type":"function","function":{"name":"Coding","arguments":%s}}]}}],"usage":{"prompt_tokens":%d,'
    '"completion_tokens":%d,"total_tokens":%d,"prompt_tokens_details":{"cached_tokens":0}}}'
)


def reply(n: int, request_bytes: int = 33_000) -> bytes:
    """Return the chat completion for the article of a number."""
    arguments, written = _written(json.dumps(_facts(n)))
    read = round(request_bytes / BYTES_A_TOKEN)
    return (_REPLY % (n, arguments, read, written, read + written)).encode()


def plain_reply(n: int) -> bytes:
    """Return the response for a request without tools: langextract's format, one attack per attack sentence."""
    rows = [{"attack": _sentence(fact), "attack_attributes": {"place": fact["place"]}} for fact in _facts(max(n, 0))]
    content = json.dumps({"extractions": rows})
    message = {"role": "assistant", "content": content}
    choice = {"index": 0, "finish_reason": "stop", "message": message, "logprobs": None}
    facts = {"id": f"chatcmpl-{n}", "object": "chat.completion", "created": 1_710_000_000, "model": "bench"}
    return json.dumps({**facts, "choices": [choice]}).encode()


def number_of(body: bytes) -> int:
    """Return the article number in a request body; -1 if there is none."""
    found = _NUMBER.search(body, max(0, body.rfind(b"Dispatch ")))
    return int(found[1]) if found else -1


def write(path: Path, count: int) -> Path:
    """Write the first `count` articles as JSONL; return the path."""
    with path.open("w", encoding="utf-8") as out:
        for n in range(count):
            row = {"id": f"a{n:07}", "text": text(n), "published": "2024-03-11"}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path
