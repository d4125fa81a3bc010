"""Keep the valid items of a response that is not valid as a whole, and join the answers to requests for the others.

An item is a member of a table of the schema (see `table_models`). One that is not valid costs no other item; a response
that was cut at a token limit has the items that were complete before the cut.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter

from extractor.core.canonical import canonical
from extractor.prompts.validation import Unreadable, item_problems, parsed, parsed_beginning, validated
from extractor.schema.tables import table_models

MAX_WRONG = 500  # wrong items; a value with more of them is repaired as a whole
_NUMBERED = re.compile(r"([A-Za-z_-]+)\d+")


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


def valid_part(
    schema: type[BaseModel], plain: Any, context: Mapping[str, Any], *, cut: bool = False
) -> ValidPart | None:
    """Return the valid part of a value; None where it has no valid item, or more is wrong than items.

    An item whose `id` an earlier item has is wrong if the whole is not valid with both.

    Args:
        schema: of the value.
        plain: the value as JSON.
        context: what validators may know besides the value.
        cut: the value was cut, so that it may refer to items that are not in it.
    """
    tables = table_models(schema)
    if not isinstance(plain, dict) or not all(isinstance(plain.get(name, []), list) for name in tables):
        return None
    wrong = []
    for name in tables:
        item_type = TypeAdapter(get_args(schema.model_fields[name].annotation)[0])
        for index, item in enumerate(plain.get(name, [])):
            if problems := item_problems(item_type, item, context, f"{name}.{index}"):
                wrong.append(WrongItem(name, index, item, problems=tuple(problems)))
            if len(wrong) > MAX_WRONG:
                return None
    found = None
    with contextlib.suppress(RecursionError):  # nested too deeply
        gone = _absent_ids(plain, tables) if cut else set()
        found = _without(schema, plain, wrong, context, gone=gone)
        if found is None and (repeated := list(_same_ids(plain, tables, wrong))):
            found = _without(schema, plain, [*wrong, *repeated], context, gone=gone)
    return found


def with_answers(part: ValidPart, asked: Sequence[WrongItem], answer: Any) -> dict[str, Any]:
    """Return a value with the items of an answer in the places of the wrong ones.

    Items are placed by their order, where the answer has as many as were requested or as there are in all, and by their
    `id` otherwise. A wrong item without an answer stays, and so does one whose answer repeats a valid item.
    """
    out = dict(part.plain)
    wrong = {(item.table, item.index) for item in part.wrong}
    for table in dict.fromkeys(item.table for item in asked):
        places = [item for item in asked if item.table == table]
        given = answer.get(table) if isinstance(answer, dict) else None
        if not isinstance(given, list):
            continue
        items = list(out[table])
        kept = [item for index, item in enumerate(items) if (table, index) not in wrong]
        kept_ids = {name for item in kept if (name := _id(item))}
        if len(given) == len(places):
            found = dict(zip((place.index for place in places), given, strict=True))
        elif len(given) == len(items):
            found = {place.index: given[place.index] for place in places}
        else:
            known = {item["id"]: item for item in given if isinstance(item, dict) and isinstance(item.get("id"), str)}
            found = {place.index: known[name] for place in places if (name := _id(place.value)) in known}
        for index, item in found.items():
            if item not in kept and _id(item) not in kept_ids:
                items[index] = item
        out[table] = items
    return out


def complete_part(text: str) -> dict[str, Any] | None:
    """Return what was complete of a JSON object that was cut; None where nothing was.

    An item of a list, or a member of the object, is complete if it was closed before the cut.
    """
    closed = next(_closed(text), None)
    if closed is not None:
        return closed if isinstance(closed, dict) else None
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


def _closed(text: str) -> Iterator[Any]:
    """Yield the value of a text that was cut between two items, two members, or after a name."""
    text = text.rstrip()
    before, comma, _ = text.rpartition(",")
    endings = [(text, ""), (text.rstrip(","), "}"), (text.rstrip(","), "]}"), (text, "null}")]
    for start, ending in [*endings, *([(before, "}"), (before, "]}")] if comma else [])]:
        try:
            value = parsed(start + ending)
        except (ValueError, RecursionError):
            continue
        if ending == "null}" and isinstance(value, dict):
            value.popitem()
        yield value


def joined(plain: Mapping[str, Any], more: Mapping[str, Any] | None, schema: type[BaseModel]) -> dict[str, Any]:
    """Return a value with the items of another that it does not have yet, and with the fields that it lacks."""
    out, tables = dict(plain), table_models(schema)
    known_fields = {name: value for name, value in more.items() if name in schema.model_fields} if more else {}
    for name, value in known_fields.items():
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
    schema: type[BaseModel],
    plain: Mapping[str, Any],
    wrong: Sequence[WrongItem],
    context: Mapping[str, Any],
    *,
    gone: set[str],
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
    gone = gone | {name for item in wrong if (name := _id(item.value))}
    for again in (False, True) if gone else (False,):
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


def _absent_ids(plain: Mapping[str, Any], tables: Iterable[str]) -> set[str]:
    """Return the strings of a value that look like its ids, and are the id of no item."""
    ids = {name for table in tables for item in plain.get(table, []) if (name := _id(item))}
    forms = {match[1] for name in ids if (match := _NUMBERED.fullmatch(name))}
    return {each for each in _strings(plain) if (m := _NUMBERED.fullmatch(each)) and m[1] in forms} - ids


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)
    elif isinstance(value, str):
        yield value


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
        notes.append(f"{path} left empty: {value} is not there")
        return None
    return value


def item_json(value: Any) -> str:
    """Return a value that a model gave as one line of JSON."""
    try:
        return canonical(value).decode()
    except (ValueError, RecursionError):  # half of a surrogate pair, nesting
        return json.dumps(value)
