"""The simplified MUC-4 task of later papers: an incident type and five roles, each entity a set of mentions.

Micro-F1 after Du, Rush and Cardie 2021 ("Template Filling with Generative Transformers"); CEAF-RME after Chen et al.
2023 ("Iterative Document-level Information Extraction via Imitation Learning"). In a file each line is a document:
`{"docid", "templates": [{"incident_type", "PerpInd": [[mention, ...], ...], ...}]}`.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic_core import from_json

from extractor.core.errors import InputError
from extractor.evaluation.scoring import assign

ROLES = ("PerpInd", "PerpOrg", "Target", "Victim", "Weapon")
_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)
Entity = tuple[str, ...]


@dataclass(frozen=True)
class SimpleTemplate:
    """One template: the types that are equally right, and the entities of each role."""

    types: tuple[str, ...]
    roles: Mapping[str, Sequence[Entity]]

    def size(self) -> int:
        """How many values it has, its type included."""
        return 1 + sum(map(len, self.roles.values()))


Documents = Mapping[str, Sequence[SimpleTemplate]]


@dataclass(frozen=True)
class PrecisionRecall:
    """Precision and recall as what they are made of."""

    right_of_said: float
    said: int
    right_of_gold: float
    gold: int

    @property
    def precision(self) -> float:
        """In percent."""
        return 100 * self.right_of_said / self.said if self.said else 0.0

    @property
    def recall(self) -> float:
        """In percent."""
        return 100 * self.right_of_gold / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """In percent."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def read_simple(path: Path, *, once: bool = False) -> dict[str, list[SimpleTemplate]]:
    """Documents of a gold or a prediction file.

    Args:
        once: keep one of equal templates of a document, as both papers do with the gold.

    Raises:
        InputError: the file is not there, or a line is not such a document.
    """
    found, number = {}, 0
    try:
        for number, line in enumerate(path.read_bytes().splitlines(), start=1):  # noqa: B007  # told in the error
            document = from_json(line)
            templates = list(map(_frozen, document["templates"]))
            found[str(document["docid"])] = list(dict.fromkeys(templates)) if once else templates
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}.", next_step="Check the path.") from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise InputError(
            f"{path}, line {number}: no document of templates ({error}).",
            next_step='Give lines such as {"docid": ..., "templates": [{"incident_type": ..., "PerpInd": [], ...}]}.',
        ) from error
    return {name: [_thawed(each) for each in templates] for name, templates in found.items()}


def _frozen(template: Mapping[str, Any]) -> tuple[Any, ...]:
    """A template in a form that can be compared; a mention may carry its offset, which says nothing here."""
    roles = tuple(
        tuple(
            tuple(_normal(mention if isinstance(mention, str) else mention[0]) for mention in entity)
            for entity in template[role]
            if entity
        )
        for role in ROLES
    )
    return str(template["incident_type"]), roles


def _thawed(frozen: tuple[Any, ...]) -> SimpleTemplate:
    types, roles = frozen
    return SimpleTemplate(tuple(types.split(" / ")), dict(zip(ROLES, roles, strict=True)))


def _normal(mention: str) -> str:
    return " ".join(_ARTICLES.sub(" ", mention.lower().translate(_PUNCTUATION)).split())


def _shared(gold: SimpleTemplate, said: SimpleTemplate) -> Iterator[tuple[Sequence[Entity], Sequence[Entity]]]:
    if set(said.types) & set(gold.types):
        yield from ((gold.roles[role], said.roles[role]) for role in ROLES)


def _inside(gold: SimpleTemplate, said: SimpleTemplate) -> tuple[int, int]:
    """Right values of each side: an entity is right if all of its mentions stand in one gold entity."""
    of_said = of_gold = int(bool(set(said.types) & set(gold.types)))
    for ours, theirs in _shared(gold, said):
        of_said += sum(any(set(entity) <= set(other) for other in ours) for entity in theirs)
        of_gold += sum(any(set(entity) <= set(other) for entity in theirs) for other in ours)
    return of_said, of_gold


def _subset(gold: SimpleTemplate, said: SimpleTemplate) -> tuple[int, int]:
    """Predicted entities with a mention in a gold entity, and gold entities that were so met."""
    of_said, of_gold = 0, 0
    for ours, theirs in _shared(gold, said):
        hits = [next((at for at, other in enumerate(ours) if set(entity) & set(other)), None) for entity in theirs]
        of_said += sum(hit is not None for hit in hits)
        of_gold += len({hit for hit in hits if hit is not None})
    return of_said, of_gold


def _phi3(gold: SimpleTemplate, said: SimpleTemplate) -> tuple[int, int]:
    """Mentions in common, entities assigned one to one."""
    common = 0
    for ours, theirs in _shared(gold, said):
        grid = [[float(len(set(entity) & set(other))) for entity in theirs] for other in ours]
        common += sum(int(grid[row][column]) for row, column in assign(grid))
    return common, common


def _entities(template: SimpleTemplate) -> int:
    return sum(map(len, template.roles.values()))


def _mentions(template: SimpleTemplate) -> int:
    return sum(len(entity) for entities in template.roles.values() for entity in entities)


@dataclass(frozen=True)
class Scheme:
    """How two templates are compared, how large one is, and by what the assignment goes."""

    compare: Callable[[SimpleTemplate, SimpleTemplate], tuple[int, int]]
    size: Callable[[SimpleTemplate], int]
    weigh: Callable[[tuple[int, int]], float]


SCHEMES = {
    "GTT micro-F1": Scheme(_inside, SimpleTemplate.size, lambda right: float(sum(right))),
    "CEAF-RME phi-3": Scheme(_phi3, _mentions, lambda right: float(right[0])),
    "CEAF-RME phi-subset": Scheme(_subset, _entities, lambda right: float(right[0])),
}


def ratio(gold: Documents, said: Documents, scheme: Scheme) -> PrecisionRecall:
    """One score over all documents of the gold.

    Raises:
        UsageError: scipy is not installed.
    """
    of_said = of_gold = said_size = gold_size = 0
    for document, ours in gold.items():
        theirs = said.get(document, ())
        grid = [[scheme.compare(one, other) for other in theirs] for one in ours]
        for row, column in assign([[scheme.weigh(cell) for cell in line] for line in grid]):
            of_said += grid[row][column][0]
            of_gold += grid[row][column][1]
        said_size += sum(map(scheme.size, theirs))
        gold_size += sum(map(scheme.size, ours))
    return PrecisionRecall(of_said, said_size, of_gold, gold=gold_size)
