"""The profile of any schema, derived from it: a prompt for another codebook is evaluated without a line of code.

Closed lists, numbers and days must be equal; strings are compared by their words; items within an item by their fields.
An item's `id` says nothing. Everything that the schema holds outside its tables is one item of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

from pydantic import BaseModel

from extractor.evaluation.article_score import ArticleScore, Coding, Prediction
from extractor.evaluation.codebook_profile import fills_of
from extractor.evaluation.comparators import APART, PARTLY, SAME, WordOverlap
from extractor.evaluation.error_analysis import CodingError
from extractor.evaluation.gold_format import leaf_types, strings
from extractor.evaluation.scoring import Comparator, Fill, Item, Profile, TableScore, Tally, matched, score_slots
from extractor.schema.tables import item_model, table_models

WORDS = WordOverlap()
_REST = "article"


class SchemaProfile:
    """The tables of a schema as profiles; judges as the codebook's own judge does, but knows no kinds of errors."""

    def __init__(self, schema: type[BaseModel]) -> None:
        self._models = table_models(schema)
        self._profiles = {table: _profile(model) for table, model in self._models.items()}
        rest = {name: info for name, info in schema.model_fields.items() if name not in self._models}
        self._rest = Profile({name: _alike(info.annotation) for name, info in rest.items()})

    def judge(self, gold: Coding, said: Prediction) -> ArticleScore:
        """Judge one article; all tables are summed under `incidents`, with fields called `table.field`.

        Raises:
            UsageError: scipy is not installed.
        """
        whole, mistakes = TableScore(), list[CodingError]()
        for table, profile in self._profiles.items():
            ours, theirs = ([_item(raw, profile) for raw in coding.get(table, ())] for coding in (gold, said.coding))
            found = matched(profile, ours, theirs)
            own = TableScore()
            own.take(profile, ours, theirs, found)
            whole.found += own.found
            whole.given |= {f"{table}.{slot}": tally for slot, tally in own.given.items()}
            whole.all |= {f"{table}.{slot}": tally for slot, tally in own.all.items()}
            for kind, places, items in (("missed", found.missed, ours), ("invented", found.spurious, theirs)):
                mistakes += [CodingError(kind, f"{table} {at + 1}", items[at].id) for at in places]
        rest = (_item(coding, self._rest) for coding in (gold, said.coding))
        whole.add(score_slots(self._rest, *rest), matched=True)
        mistakes += [CodingError("quote not verbatim", where, quote) for where, quote in said.nowhere]
        verbatim = Tally(correct=said.quotes - len(said.nowhere), incorrect=len(said.nowhere))
        return ArticleScore(
            said.name,
            said.state,
            {"incidents": whole},
            support=Tally(),
            verbatim=verbatim,
            mistakes=tuple(mistakes),
            same={},
        )


def _profile(model: type[BaseModel]) -> Profile:
    slots = {name: _alike(info.annotation) for name, info in model.model_fields.items() if name != "id"}
    strings = [name for name, info in model.model_fields.items() if name in slots and _is_text(info.annotation)]
    return Profile(slots, either=strings or list(slots))


def _item(raw: Mapping[str, Any], profile: Profile) -> Item:
    fills: dict[str, Sequence[Fill]] = {}
    for name in profile.slots:
        if isinstance(raw.get(name), list):
            fills[name] = [Fill((each,)) for each in raw[name]]
        elif raw.get(name) is not None or name in raw.get("alternatives", {}):
            fills[name] = list(fills_of({**raw, name: raw.get(name)}, name))
    return Item(fills, bool(raw.get("optional")), str(raw.get("id") or next(strings(raw), "")))


def _is_text(annotation: Any) -> bool:
    """Whether a field holds text; the words of an enumeration are a closed list."""
    found = [leaf for leaf in leaf_types(annotation) if isinstance(leaf, type)]
    return any(issubclass(leaf, str) and not issubclass(leaf, Enum) for leaf in found)


def _alike(annotation: Any) -> Comparator:
    if model := item_model(annotation):
        return _nested({name: _alike(info.annotation) for name, info in model.model_fields.items() if name != "id"})
    return _words if _is_text(annotation) else _equal


def _words(gold: Any, said: Any) -> float:
    return WORDS.alike(gold, said) if isinstance(gold, str) and isinstance(said, str) else _equal(gold, said)


def _equal(gold: Any, said: Any) -> float:
    return SAME if gold == said else APART


def _nested(fields: Mapping[str, Comparator]) -> Comparator:
    """Items within an item: right where all their fields are, half where at least half are."""

    def compare(gold: Mapping[str, Any], said: Mapping[str, Any]) -> float:
        told = [name for name in fields if gold.get(name) is not None or said.get(name) is not None]
        right = sum(_either(fields[name], gold.get(name), said.get(name)) for name in told)
        return SAME if right == len(told) else PARTLY if 2 * right >= len(told) else APART

    return compare


def _either(alike: Comparator, gold: Any, said: Any) -> float:
    if gold is None or said is None:
        return APART
    return _equal(gold, said) if isinstance(gold, list) else alike(gold, said)
