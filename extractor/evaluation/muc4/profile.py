"""Profile of MUC-4: the slots of its templates and their comparators.

It follows the scoring guidelines of 1992 (version 7). There a person decided which strings are partially correct; here
it is a rule over their words, so the scores differ slightly from the official ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from extractor.evaluation.comparators import WordOverlap
from extractor.evaluation.muc4.dates import compare_dates
from extractor.evaluation.muc4.files import Template
from extractor.evaluation.scoring import (
    CORRECT,
    INCORRECT,
    PARTIAL,
    Comparator,
    Fill,
    Item,
    Profile,
    TableScore,
    score_document,
)

Value = tuple[str, tuple[str, ...]]  # the value before the colon, and the strings after it, to which it refers

# Modifiers that section 3.1.1.1 calls nonessential: quantifiers, and adjectives for nationalities.
_NONESSENTIAL = [
    "some",
    "several",
    "many",
    "all",
    "both",
    "other",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "about",
    "least",
    "approximately",
    "salvadoran",
    "colombian",
    "peruvian",
    "guatemalan",
    "honduran",
    "chilean",
    "bolivian",
    "ecuadoran",
    "ecuadorian",
    "argentine",
    "venezuelan",
    "spanish",
    "us",
    "u.s",
    "american",
    "nicaraguan",
    "panamanian",
    "uruguayan",
    "mexican",
    "cuban",
    "brazilian",
    "italian",
    "french",
    "british",
    "soviet",
    "mr",
    "mrs",
    "dr",
]
_WORDS = WordOverlap([*_NONESSENTIAL, *map(str, range(1_000))])
# Responses less specific than the key that the guidelines list as partially correct, by slot: (key, response).
_LESS_SPECIFIC: Mapping[int, Callable[[str, str], bool]] = {
    4: lambda _, predicted: predicted == "ATTACK",
    7: lambda gold, predicted: predicted in _broader(gold),
    11: lambda gold, predicted: (gold, predicted) == ("SUSPECTED OR ACCUSED BY AUTHORITIES", "SUSPECTED OR ACCUSED"),
    13: lambda gold, predicted: (
        (gold, predicted) == ("GOVERNMENT OFFICE OR RESIDENCE", "POLITICAL FIGURE OFFICE OR RESIDENCE")
    ),
    16: lambda gold, predicted: (gold, predicted) == ("SOME DAMAGE", "DESTROYED"),
    20: lambda gold, predicted: (
        gold == f"FORMER {predicted}" or (gold, predicted) == ("GOVERNMENT OFFICIAL", "POLITICAL FIGURE")
    ),
    23: lambda gold, predicted: gold == "NO INJURY OR DEATH" and predicted in ("NO INJURY", "NO DEATH"),
}
_NARROWER = {
    "GUN": ("MACHINE GUN", "MORTAR", "HANDGUN", "RIFLE"),
    "EXPLOSIVE": ("BOMB", "GRENADE", "MOLOTOV COCKTAIL"),
    "BOMB": ("VEHICLE BOMB", "DYNAMITE", "MINE", "AERIAL BOMB"),
    "PROJECTILE": ("MISSILE", "ROCKET"),
}
STRINGS, REFERRING_STRINGS = (6, 9, 10, 12, 18), (19,)
CLOSED, NUMBERS = (4, 5, 8, 7, 11, 13, 15, 16, 20, 22, 23), (14, 21, 17, 24)


def _broader(kind: str) -> Iterator[str]:
    for broader, narrower in _NARROWER.items():
        if kind in narrower:
            yield broader
            yield from _broader(broader)


def _compare_strings(gold: Value, predicted: Value) -> float:
    return _WORDS.compare(gold[0], predicted[0])


def _same_reference(gold: Value, predicted: Value) -> bool:
    """Return True if two values refer to the same string."""
    a, b = ([each for each in value[1] if each != "-"] for value in (gold, predicted))
    return any(_WORDS.compare(one, other) == CORRECT for one in a for other in b) if a and b else not a and not b


def _with_reference(comparator: Comparator) -> Comparator:
    """Make a comparator by which a correct value with another reference is partially correct."""

    def compare(gold: Value, predicted: Value) -> float:
        credit = comparator(gold, predicted)
        return PARTIAL if credit == CORRECT and not _same_reference(gold, predicted) else credit

    return compare


def _closed_list(number: int) -> Comparator:
    less_specific = _LESS_SPECIFIC.get(number)

    def compare(gold: Value, predicted: Value) -> float:
        if gold[0] == predicted[0]:
            return CORRECT
        return PARTIAL if less_specific and less_specific(gold[0], predicted[0]) else INCORRECT

    return compare


def _compare_numbers(gold: Value, predicted: Value) -> float:
    """Compare numbers: partial for one end of the gold's range, or without its "about"."""
    a, b = (value[0].replace(",", "").replace(" ", "") for value in (gold, predicted))
    if a == b:
        return CORRECT
    return PARTIAL if b in (a.lstrip("~"), *a.split("-")) else INCORRECT


_KIND_OF_PLACE = re.compile(r"\s*\([^)]*\)")


def _compare_locations(gold: Value, predicted: Value) -> float:
    """Compare locations: partial for the country alone, another place in it, or the place in another country."""
    if gold[0] == predicted[0]:
        return CORRECT
    a, b = ([part.strip() for part in _KIND_OF_PLACE.sub("", value[0]).split(":")] for value in (gold, predicted))
    if a[0] == b[0]:
        return CORRECT if a[-1] == b[-1] else PARTIAL
    return PARTIAL if a[1:] and a[1:] == b[1:] else INCORRECT


PROFILE = Profile(
    slots={
        "2": lambda gold, predicted: compare_dates(gold[0], predicted[0]),
        "3": _compare_locations,
        **{str(number): _compare_strings for number in STRINGS},
        **{str(number): _with_reference(_compare_strings) for number in REFERRING_STRINGS},
        **{str(number): _with_reference(_closed_list(number)) for number in CLOSED},
        **{str(number): _with_reference(_compare_numbers) for number in NUMBERS},
    },
    required=("4",),
    any_of=("9", "10", "12", "13", "18", "19", "20"),
)


def _split(text: str, mark: str) -> list[str]:
    """Split a value at marks outside quotes and brackets."""
    parts, depth, quoted, escaped = [""], 0, False, False
    for ch in text:
        if ch == '"' and not escaped:
            quoted = not quoted
        escaped = ch == "\\" and not escaped
        if not quoted:
            depth += (ch == "(") - (ch == ")")
        if ch == mark and not quoted and depth == 0:
            parts.append("")
        else:
            parts[-1] += ch
    return [stripped for part in parts if (stripped := part.strip())]


def _bare(value: str) -> str:
    """Strip the quotes or brackets around a value."""
    enclosed = len(value) > 1 and (value[0], value[-1]) in (('"', '"'), ("(", ")"))
    return value[1:-1] if enclosed else value.strip('"')


@lru_cache(maxsize=100_000)
def parse_fill(number: int, line: str) -> Fill:
    """Parse a line of a slot: `? VALUE / VALUE: "STRING" / "STRING"`."""
    optional = line.startswith("?")
    line = line.lstrip("? ")
    if number in (2, 3):
        bracketed = line.startswith("(") and ") / (" in line
        return Fill(tuple((_bare(each), ()) for each in (_split(line, "/") if bracketed else [line])), optional)
    head, *rest = _split(line, ":") or [""]
    references = tuple(_bare(each) for each in _split(":".join(rest), "/"))
    return Fill(tuple((_bare(each), references) for each in _split(head, "/")) or (("", references),), optional)


def to_item(template: Template) -> Item:
    """Convert a template to an item."""
    fills = {str(number): [parse_fill(number, line) for line in lines] for number, lines in template.slots.items()}
    return Item(fills, template.optional)


def score_response(key: Mapping[str, Sequence[Template]], response: Mapping[str, Iterable[Template]]) -> TableScore:
    """Score a response against a key; `overall` of the result is the row "all templates" of the official report."""
    total = TableScore()
    for document, templates in key.items():
        predicted = map(to_item, response.get(document, ()))
        score_document(PROFILE, [*map(to_item, templates)], [*predicted], total)
    return total
