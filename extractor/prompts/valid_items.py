"""Keep the valid items of a response that is not valid as a whole, and join the answers to requests for the others.

An item is a member of a table of the schema (see `table_models`). One that is not valid costs no other item; a response
that was cut at a token limit has the items that were complete before the cut.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from extractor.core.canonical import canonical
from extractor.prompts.validation import Unreadable, parsed, parsed_beginning, validated
from extractor.schema.tables import table_models


@dataclass(frozen=True, slots=True)
class WrongItem:
    """An item that is not valid: its table, its index in it, its JSON value, and what is not valid about it."""

    table: str
    index: int
    value: Any
    problems: tuple[str, ...]

    @property
    def path(self) -> str:
        """Return the place of the item in the value: `incidents.2`."""
        return f"{self.table}.{self.index}"


@dataclass(frozen=True)
class ValidPart:
    """The valid part of a value.

    Attributes:
        plain: the whole value as JSON, each wrong item at its place.
        value: the value without the wrong items.
        wrong: the items that are not in `value`.
        notes: references to wrong items that were left out.
    """

    plain: Mapping[str, Any]
    value: BaseModel
    wrong: tuple[WrongItem, ...]
    notes: tuple[str, ...] = ()


def valid_part(schema: type[BaseModel], plain: Any, context: Mapping[str, Any]) -> ValidPart | None:
    """Return the valid part of a value; None where it has no valid item, or more is wrong than items.

    An item whose `id` an earlier item has is wrong if the whole is not valid with both.
    """
    tables = table_models(schema)
    if not isinstance(plain, dict) or not all(isinstance(plain.get(name, []), list) for name in tables):
        return None
    wrong = [
        WrongItem(name, index, item, problems=problems)
        for name, model in tables.items()
        for index, item in enumerate(plain.get(name, []))
        if (problems := _problems(model, item, context, f"{name}.{index}"))
    ]
    found = _without(schema, plain, wrong, context)
    return found or _without(schema, plain, [*wrong, *_same_ids(plain, tables, wrong)], context)


def with_answers(part: ValidPart, asked: Sequence[WrongItem], answer: Any) -> dict[str, Any]:
    """Return a value with the items of an answer in the places of the wrong ones.

    Items are placed by their order, where the answer has as many as were requested or as there are in all, and by their
    `id` otherwise. A wrong item without an answer stays.
    """
    out = dict(part.plain)
    for table in dict.fromkeys(item.table for item in asked):
        places = [item for item in asked if item.table == table]
        given = answer.get(table) if isinstance(answer, dict) else None
        if not isinstance(given, list):
            continue
        items = list(out[table])
        if len(given) == len(places):
            found = dict(zip((place.index for place in places), given, strict=True))
        elif len(given) == len(items):
            found = {place.index: given[place.index] for place in places}
        else:
            known = {item["id"]: item for item in given if isinstance(item, dict) and isinstance(item.get("id"), str)}
            found = {place.index: known[name] for place in places if (name := _id(place.value)) in known}
        for index, item in found.items():
            items[index] = item
        out[table] = items
    return out


def complete_part(text: str) -> dict[str, Any] | None:
    """Return what was complete of a JSON object that was cut; None where nothing was.

    The last member is the one that was cut: of a list its last item is left out, any other is left out whole.
    """
    try:
        whole = parsed(text)
    except (ValueError, RecursionError):
        pass
    else:
        return whole if isinstance(whole, dict) else None
    try:
        part = parsed_beginning(text)
    except ValueError:
        return None
    if not isinstance(part, dict) or not part:
        return None
    last, value = part.popitem()
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        part[last] = value[:-1]
    return part


def joined(plain: Mapping[str, Any], more: Any, schema: type[BaseModel]) -> dict[str, Any]:
    """Return a value with the items of another that it does not have yet, and with the fields that it lacks."""
    out, tables = dict(plain), table_models(schema)
    for name, value in (more if isinstance(more, dict) else {}).items():
        if name in tables and isinstance(value, list):
            items = list(out.get(name, []))
            known = {json.dumps(item, sort_keys=True) for item in items}
            out[name] = items + [item for item in value if json.dumps(item, sort_keys=True) not in known]
        elif name not in out:
            out[name] = value
    return out


def count_items(plain: Mapping[str, Any], schema: type[BaseModel]) -> int:
    """Return the number of items in the tables of a value."""
    return sum(len(plain[name]) for name in table_models(schema) if isinstance(plain.get(name), list))


def _without(
    schema: type[BaseModel], plain: Mapping[str, Any], wrong: Sequence[WrongItem], context: Mapping[str, Any]
) -> ValidPart | None:
    """Return the value without wrong items and, if need be, without references to them; None if it is not valid."""
    left = {(item.table, item.index) for item in wrong}
    kept = {
        name: [item for index, item in enumerate(value) if (name, index) not in left]
        if any(name == item.table for item in wrong)
        else value
        for name, value in plain.items()
    }
    if wrong and not count_items(kept, schema):
        return None
    notes: list[str] = []
    gone = {name for item in wrong if (name := _id(item.value))}
    for again in (False, True):
        if again:
            kept = {name: _unreferenced(value, gone, name, notes) for name, value in kept.items()}
        if value := _validated(schema, kept, context):
            return ValidPart(plain, value, tuple(wrong), notes=tuple(notes))
    return None


def _validated(schema: type[BaseModel], plain: Any, context: Mapping[str, Any]) -> BaseModel | None:
    try:
        return validated(schema, json.dumps(plain), context)
    except Unreadable:
        return None


def _problems(model: type[BaseModel], item: Any, context: Mapping[str, Any], path: str) -> tuple[str, ...]:
    try:
        validated(model, json.dumps(item), context, path)
    except Unreadable as error:
        return tuple(error.problems)
    return ()


def _same_ids(plain: Mapping[str, Any], tables: Mapping[str, Any], wrong: Sequence[WrongItem]) -> Iterator[WrongItem]:
    """Yield the items whose id an earlier one has."""
    left, seen = {(item.table, item.index) for item in wrong}, set()
    for name in tables:
        for index, item in enumerate(plain.get(name, [])):
            if (name, index) in left or not (id_ := _id(item)):
                continue
            if id_ in seen:
                problem = f"{name}.{index}.id: {id_} is the id of another item"
                yield WrongItem(name, index, item, problems=(problem,))
            seen.add(id_)


def _id(item: Any) -> str:
    found = item.get("id") if isinstance(item, dict) else None
    return found if isinstance(found, str) else ""


def _unreferenced(value: Any, gone: set[str], path: str, notes: list[str]) -> Any:
    """Return a value whose references to the given ids are null; each is noted with its path."""
    if isinstance(value, list):
        return [_unreferenced(item, gone, f"{path}.{_id(item) or index}", notes) for index, item in enumerate(value)]
    if isinstance(value, dict):
        return {
            name: inner if name == "id" else _unreferenced(inner, gone, f"{path}.{name}", notes)
            for name, inner in value.items()
        }
    if isinstance(value, str) and value in gone:
        notes.append(f"{path} left empty: {value} is not valid")
        return None
    return value


def item_json(value: Any) -> str:
    """Return a value that a model gave as one line of JSON."""
    try:
        return canonical(value).decode()
    except (ValueError, RecursionError):  # half of a surrogate pair, nesting
        return json.dumps(value)
