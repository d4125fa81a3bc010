"""Simplified MUC-4 task of later papers: an incident type and five roles, each entity a set of mentions.

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
Entity = tuple[str, ...]  # its mentions


@dataclass(frozen=True)
class SimpleTemplate:
    """Template: its equally correct types, and the entities of each role."""

    types: tuple[str, ...]
    roles: Mapping[str, Sequence[Entity]]

    def value_count(self) -> int:
        """Count its values, the type included."""
        return 1 + self.entity_count()

    def entity_count(self) -> int:
        """Count its entities."""
        return sum(map(len, self.roles.values()))

    def mention_count(self) -> int:
        """Count the mentions of its entities."""
        return sum(len(entity) for entities in self.roles.values() for entity in entities)


Documents = Mapping[str, Sequence[SimpleTemplate]]


@dataclass(frozen=True)
class PrecisionRecall:
    """Numerators and denominators of precision and recall."""

    correct_predicted: int
    predicted: int
    correct_gold: int
    gold: int

    @property
    def precision(self) -> float:
        """Precision in percent."""
        return 100 * self.correct_predicted / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Recall in percent."""
        return 100 * self.correct_gold / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """F1 in percent."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def read_documents(path: Path, *, unique: bool = False) -> dict[str, list[SimpleTemplate]]:
    """Read the documents of a gold or a prediction file.

    Args:
        unique: drop duplicate templates of a document, as both papers do with the gold.

    Raises:
        InputError: the file cannot be read, or a line is not such a document.
    """
    documents, number = {}, 0
    try:
        for number, line in enumerate(path.read_bytes().splitlines(), start=1):  # noqa: B007  # used in the error
            document = from_json(line)
            templates = list(map(_hashable, document["templates"]))
            documents[str(document["docid"])] = list(dict.fromkeys(templates)) if unique else templates
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}.", next_step="Check the path.") from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise InputError(
            f"{path}, line {number}: not a document with templates ({error}).",
            next_step='Give lines such as {"docid": ..., "templates": [{"incident_type": ..., "PerpInd": [], ...}]}.',
        ) from error
    return {name: [_template(each) for each in templates] for name, templates in documents.items()}


_Hashable = tuple[str, tuple[tuple[Entity, ...], ...]]  # type, entities by role


def _hashable(template: Mapping[str, Any]) -> _Hashable:
    """Convert a template to a hashable value; the offset that a mention may have is dropped."""
    roles = tuple(
        tuple(
            tuple(_normalized(mention if isinstance(mention, str) else mention[0]) for mention in entity)
            for entity in template[role]
            if entity
        )
        for role in ROLES
    )
    return str(template["incident_type"]), roles


def _template(value: _Hashable) -> SimpleTemplate:
    types, roles = value
    return SimpleTemplate(tuple(types.split(" / ")), dict(zip(ROLES, roles, strict=True)))


def _normalized(mention: str) -> str:
    return " ".join(_ARTICLES.sub(" ", mention.lower().translate(_PUNCTUATION)).split())


def _role_pairs(gold: SimpleTemplate, predicted: SimpleTemplate) -> Iterator[tuple[Sequence[Entity], Sequence[Entity]]]:
    """Yield the gold and predicted entities of each role; nothing if the templates have no type in common."""
    if set(predicted.types) & set(gold.types):
        yield from ((gold.roles[role], predicted.roles[role]) for role in ROLES)


def _contained(gold: SimpleTemplate, predicted: SimpleTemplate) -> tuple[int, int]:
    """Count the correct values of each side: an entity is correct if one gold entity has all of its mentions."""
    correct_predicted = correct_gold = int(bool(set(predicted.types) & set(gold.types)))
    for ours, theirs in _role_pairs(gold, predicted):
        correct_predicted += sum(any(set(entity) <= set(other) for other in ours) for entity in theirs)
        correct_gold += sum(any(set(entity) <= set(other) for entity in theirs) for other in ours)
    return correct_predicted, correct_gold


def _phi_subset(gold: SimpleTemplate, predicted: SimpleTemplate) -> tuple[int, int]:
    """Count predicted entities that share a mention with a gold entity, and the gold entities so found."""
    correct_predicted, correct_gold = 0, 0
    for ours, theirs in _role_pairs(gold, predicted):
        hits = [next((at for at, other in enumerate(ours) if set(entity) & set(other)), None) for entity in theirs]
        correct_predicted += sum(hit is not None for hit in hits)
        correct_gold += len({hit for hit in hits if hit is not None})
    return correct_predicted, correct_gold


def _phi3(gold: SimpleTemplate, predicted: SimpleTemplate) -> tuple[int, int]:
    """Count common mentions of entities that are assigned one to one."""
    common = 0
    for ours, theirs in _role_pairs(gold, predicted):
        grid = [[float(len(set(entity) & set(other))) for entity in theirs] for other in ours]
        common += sum(int(grid[row][column]) for row, column in assign(grid))
    return common, common


@dataclass(frozen=True)
class Scheme:
    """Scoring scheme.

    Attributes:
        compare: correct counts of the predicted and of the gold template.
        size: of a template, the denominator.
        weight: of a comparison in the assignment of templates.
    """

    compare: Callable[[SimpleTemplate, SimpleTemplate], tuple[int, int]]
    size: Callable[[SimpleTemplate], int]
    weight: Callable[[tuple[int, int]], float]


SCHEMES = {
    "GTT micro-F1": Scheme(_contained, SimpleTemplate.value_count, lambda correct: float(sum(correct))),
    "CEAF-RME phi-3": Scheme(_phi3, SimpleTemplate.mention_count, lambda correct: float(correct[0])),
    "CEAF-RME phi-subset": Scheme(_phi_subset, SimpleTemplate.entity_count, lambda correct: float(correct[0])),
}


def score_documents(gold: Documents, predicted: Documents, scheme: Scheme) -> PrecisionRecall:
    """Score all documents of the gold by one scheme.

    Raises:
        UsageError: scipy is not installed.
    """
    correct_predicted = correct_gold = predicted_size = gold_size = 0
    for document, ours in gold.items():
        theirs = predicted.get(document, ())
        grid = [[scheme.compare(one, other) for other in theirs] for one in ours]
        for row, column in assign([[scheme.weight(cell) for cell in line] for line in grid]):
            correct_predicted += grid[row][column][0]
            correct_gold += grid[row][column][1]
        predicted_size += sum(map(scheme.size, theirs))
        gold_size += sum(map(scheme.size, ours))
    return PrecisionRecall(correct_predicted, predicted_size, correct_gold, gold=gold_size)
