"""Profile of any schema, derived from its fields: a prompt for another codebook is evaluated without further code.

Closed lists, numbers and days must be equal; strings are compared by their words, nested items by their fields, and
lists as sets, by the best assignment of their members. A nested item whose only text is a list of strings is an entity
with its mentions: it agrees if any mention does. The `id` of an item is not compared. All fields of the schema outside
its tables form one item.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from extractor.evaluation.article_score import ArticleScore, Prediction
from extractor.evaluation.codebook_profile import fills_of
from extractor.evaluation.comparators import compare_exactly, compare_words
from extractor.evaluation.error_analysis import CodingError
from extractor.evaluation.gold_format import iter_strings, leaf_types
from extractor.evaluation.scoring import (
    CORRECT,
    INCORRECT,
    PARTIAL,
    Comparator,
    Fill,
    Item,
    Profile,
    TableScore,
    Tally,
    align,
    assign,
    score_slots,
)
from extractor.schema.rows import Row
from extractor.schema.tables import item_model, table_models


class SchemaProfile:
    """The tables of a schema as profiles; of the kinds of errors it detects only those that any schema has."""

    def __init__(self, schema: type[BaseModel]) -> None:
        models = table_models(schema)
        self._tables = {table: _table_profile(model) for table, model in models.items()}
        rest = {name: info for name, info in schema.model_fields.items() if name not in models}
        self._rest = Profile({name: _comparator(info.annotation) for name, info in rest.items()})

    def score_article(self, gold: Row, predicted: Prediction) -> ArticleScore:
        """Score one article; all tables are summed under `incidents`, with slots named `table.field`.

        Raises:
            UsageError: scipy is not installed.
        """
        total, errors = TableScore(), list[CodingError]()
        for table, profile in self._tables.items():
            ours, theirs = (
                [_item(raw, profile) for raw in coding.get(table, ())] for coding in (gold, predicted.coding)
            )
            alignment = align(profile, ours, theirs)
            score = TableScore()
            score.add_document(profile, ours, theirs, alignment)
            total.items += score.items
            total.matched_slots |= {f"{table}.{slot}": tally for slot, tally in score.matched_slots.items()}
            total.all_slots |= {f"{table}.{slot}": tally for slot, tally in score.all_slots.items()}
            errors += [CodingError("missed", f"{table} {at + 1}", ours[at].id) for at in alignment.missed]
            errors += [CodingError("invented", f"{table} {at + 1}", theirs[at].id) for at in alignment.spurious]
        rest = (_item(coding, self._rest) for coding in (gold, predicted.coding))
        total.add_slots(score_slots(self._rest, *rest), matched=True)
        return ArticleScore(
            predicted.name,
            predicted.state,
            {"incidents": total},
            support=Tally(),
            verbatim=predicted.verbatim,
            errors=(*errors, *predicted.quote_errors),
            gold_ids={},
        )


def _table_profile(model: type[BaseModel]) -> Profile:
    fields = {name: info.annotation for name, info in model.model_fields.items() if name != "id"}
    telling = [name for name, annotation in fields.items() if item_model(annotation) or _is_text(annotation)]
    return Profile({name: _comparator(each) for name, each in fields.items()}, any_of=telling or list(fields))


def _item(raw: Row, profile: Profile) -> Item:
    fills: dict[str, Sequence[Fill]] = {}
    for name in profile.slots:
        if isinstance(raw.get(name), list):
            fills[name] = [Fill((each,)) for each in raw[name]]
        elif raw.get(name) is not None or name in raw.get("alternatives", {}):
            fills[name] = list(fills_of({**raw, name: raw.get(name)}, name))
    return Item(fills, bool(raw.get("optional")), str(raw.get("id") or next(iter_strings(raw), "")))


def _is_text(annotation: Any) -> bool:
    """Return True if a field holds text; the values of an enumeration are a closed list."""
    leaves = [leaf for leaf in leaf_types(annotation) if isinstance(leaf, type)]
    return any(issubclass(leaf, str) and not issubclass(leaf, Enum) for leaf in leaves)


def _comparator(annotation: Any) -> Comparator:
    """Return the comparator of the values of a field; of a list, of its members."""
    if model := item_model(annotation):
        fields = {name: info.annotation for name, info in model.model_fields.items() if name != "id"}
        texts = [name for name, each in fields.items() if item_model(each) or _is_text(each)]
        if len(texts) == 1 and _is_list(fields[texts[0]]) and not item_model(fields[texts[0]]):
            return _entity(texts[0], [name for name in fields if name not in texts])
        return _nested({name: _field_comparator(each) for name, each in fields.items()})
    return _compare_text if _is_text(annotation) else compare_exactly


def _field_comparator(annotation: Any) -> Comparator:
    """Return the comparator of a field as a whole, which may be a list."""
    return _as_set(_comparator(annotation)) if _is_list(annotation) else _comparator(annotation)


def _is_list(annotation: Any) -> bool:
    """Return True for a list, a tuple or a set, also where it may be None."""
    kinds = {get_origin(each) or each for each in (annotation, *get_args(annotation))}
    return bool(kinds & {list, tuple, set, frozenset}) and get_origin(annotation) is not dict


def _as_set(compare: Comparator) -> Comparator:
    """Make a comparator of lists as sets: credit by the F1 of the best assignment of their members."""

    def compare_lists(gold: Sequence[Any], predicted: Sequence[Any]) -> float:
        credits = [[compare(one, other) for other in predicted] for one in gold]
        total = sum(credits[row][column] for row, column in assign(credits))
        return 2 * total / (len(gold) + len(predicted)) if gold or predicted else CORRECT

    return compare_lists


def _entity(mentions: str, others: Sequence[str]) -> Comparator:
    """Make a comparator of entities: by their most similar mentions, and partial if another field differs."""

    def compare(gold: Row, predicted: Row) -> float:
        pairs = [(one, other) for one in gold.get(mentions) or () for other in predicted.get(mentions) or ()]
        best = max((_compare_text(one, other) for one, other in pairs), default=INCORRECT)
        same = all(compare_exactly(gold.get(name), predicted.get(name)) for name in others)
        return best if same else min(best, PARTIAL)

    return compare


def _compare_text(gold: Any, predicted: Any) -> float:
    texts = isinstance(gold, str) and isinstance(predicted, str)
    return compare_words(gold, predicted) if texts else compare_exactly(gold, predicted)


def _nested(fields: Mapping[str, Comparator]) -> Comparator:
    """Make a comparator of nested items: correct if all fields are, partial if at least half are."""

    def compare(gold: Row, predicted: Row) -> float:
        filled = [name for name in fields if _is_filled(gold.get(name)) or _is_filled(predicted.get(name))]
        credit = sum(_field_credit(fields[name], gold.get(name), predicted.get(name)) for name in filled)
        return CORRECT if credit == len(filled) else PARTIAL if 2 * credit >= len(filled) else INCORRECT

    return compare


def _is_filled(value: Any) -> bool:
    return value is not None and value != []


def _field_credit(compare: Comparator, gold: Any, predicted: Any) -> float:
    if gold is None or predicted is None:
        return INCORRECT
    return compare(gold, predicted)
