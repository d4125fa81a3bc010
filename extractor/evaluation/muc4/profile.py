"""The profile of MUC-4: which slots its templates have, and when two of their values agree.

After the scoring guidelines of 1992 (version 7). There a person decided which strings are partly right; here it is
a rule over their words, so the figures differ by a little from the official ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from extractor.evaluation.comparators import APART, PARTLY, SAME, WordOverlap
from extractor.evaluation.muc4.dates import same_days
from extractor.evaluation.muc4.files import Template
from extractor.evaluation.scoring import Comparator, Fill, Item, Profile, TableScore, score

Value = tuple[str, tuple[str, ...]]  # what stands before the colon, and the strings behind it that it is about

# Modifiers that section 3.1.1.1 calls nonessential: quantifiers, and adjectives for nationalities.
_IDLE = [
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
WORDS = WordOverlap([*_IDLE, *map(str, range(1_000))])
# A response that says less than the key is half right where the guidelines name the pair: (key, response).
_LESS: Mapping[int, Callable[[str, str], bool]] = {
    4: lambda _, said: said == "ATTACK",
    7: lambda gold, said: said in _above(gold),
    11: lambda gold, said: (gold, said) == ("SUSPECTED OR ACCUSED BY AUTHORITIES", "SUSPECTED OR ACCUSED"),
    13: lambda gold, said: (gold, said) == ("GOVERNMENT OFFICE OR RESIDENCE", "POLITICAL FIGURE OFFICE OR RESIDENCE"),
    16: lambda gold, said: (gold, said) == ("SOME DAMAGE", "DESTROYED"),
    20: lambda gold, said: gold == f"FORMER {said}" or (gold, said) == ("GOVERNMENT OFFICIAL", "POLITICAL FIGURE"),
    23: lambda gold, said: gold == "NO INJURY OR DEATH" and said in ("NO INJURY", "NO DEATH"),
}
_KINDS = {
    "GUN": ("MACHINE GUN", "MORTAR", "HANDGUN", "RIFLE"),
    "EXPLOSIVE": ("BOMB", "GRENADE", "MOLOTOV COCKTAIL"),
    "BOMB": ("VEHICLE BOMB", "DYNAMITE", "MINE", "AERIAL BOMB"),
    "PROJECTILE": ("MISSILE", "ROCKET"),
}
STRINGS, ABOUT_STRINGS = (6, 9, 10, 12, 18), (19,)
SETS, NUMBERS = (4, 5, 8, 7, 11, 13, 15, 16, 20, 22, 23), (14, 21, 17, 24)


def _above(kind: str) -> Iterator[str]:
    for wider, narrower in _KINDS.items():
        if kind in narrower:
            yield wider
            yield from _above(wider)


def _strings(gold: Value, said: Value) -> float:
    return WORDS.alike(gold[0], said[0])


def _about(gold: Value, said: Value) -> bool:
    """Whether two values are about the same: of a right value about something else, half is right."""
    a, b = ([each for each in value[1] if each != "-"] for value in (gold, said))
    return any(WORDS.alike(one, other) == SAME for one in a for other in b) if a and b else not a and not b


def _with_reference(alike: Comparator) -> Comparator:
    def compare(gold: Value, said: Value) -> float:
        credit = alike(gold, said)
        return PARTLY if credit == SAME and not _about(gold, said) else credit

    return compare


def _set(number: int) -> Comparator:
    less = _LESS.get(number)

    def compare(gold: Value, said: Value) -> float:
        if gold[0] == said[0]:
            return SAME
        return PARTLY if less and less(gold[0], said[0]) else APART

    return compare


def _number(gold: Value, said: Value) -> float:
    """A number at one end of the gold's range, or without its "about", is half right."""
    a, b = (value[0].replace(",", "").replace(" ", "") for value in (gold, said))
    if a == b:
        return SAME
    return PARTLY if b in (a.lstrip("~"), *a.split("-")) else APART


_KIND_OF_PLACE = re.compile(r"\s*\([^)]*\)")


def _location(gold: Value, said: Value) -> float:
    """The country alone, another place in it, or the right place in another country is half right."""
    if gold[0] == said[0]:
        return SAME
    a, b = ([part.strip() for part in _KIND_OF_PLACE.sub("", value[0]).split(":")] for value in (gold, said))
    if a[0] == b[0]:
        return SAME if a[-1] == b[-1] else PARTLY
    return PARTLY if a[1:] and a[1:] == b[1:] else APART


PROFILE = Profile(
    slots={
        "2": lambda gold, said: same_days(gold[0], said[0]),
        "3": _location,
        **{str(number): _strings for number in STRINGS},
        **{str(number): _with_reference(_strings) for number in ABOUT_STRINGS},
        **{str(number): _with_reference(_set(number)) for number in SETS},
        **{str(number): _with_reference(_number) for number in NUMBERS},
    },
    must=("4",),
    either=("9", "10", "12", "13", "18", "19", "20"),
)


def _split(text: str, mark: str) -> list[str]:
    """The parts of a value between marks that stand outside quotes and brackets."""
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
    whole = len(value) > 1 and (value[0], value[-1]) in (('"', '"'), ("(", ")"))
    return value[1:-1] if whole else value.strip('"')


@lru_cache(maxsize=100_000)
def fill(number: int, line: str) -> Fill:
    """A line of a slot: `? VALUE / VALUE: "STRING" / "STRING"`."""
    optional = line.startswith("?")
    line = line.lstrip("? ")
    if number in (2, 3):
        bracketed = line.startswith("(") and ") / (" in line
        return Fill(tuple((_bare(each), ()) for each in (_split(line, "/") if bracketed else [line])), optional)
    head, *rest = _split(line, ":") or [""]
    about = tuple(_bare(each) for each in _split(":".join(rest), "/"))
    return Fill(tuple((_bare(each), about) for each in _split(head, "/")) or (("", about),), optional)


def item(template: Template) -> Item:
    """A template as an item."""
    fills = {str(number): [fill(number, line) for line in lines] for number, lines in template.slots.items()}
    return Item(fills, template.optional)


def score_response(key: Mapping[str, Sequence[Template]], response: Mapping[str, Iterable[Template]]) -> TableScore:
    """All documents of a key against a response; `Score.overall` is the row "all templates" of the official report."""
    found = TableScore()
    for document, templates in key.items():
        score(PROFILE, [*map(item, templates)], [*map(item, response.get(document, ()))], found)
    return found
