"""Read the value of a call: without the wrappers that some models put around it, valid for the schema or not."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_origin

from pydantic import BaseModel

from extractor.prompts.replies import FENCE, FENCED, Call
from extractor.prompts.validation import Unreadable, parsed, validated
from extractor.schema.tables import item_model


@dataclass(frozen=True, slots=True)
class Reading:
    """Result of reading a completion: a value, or problems; and the lenient ways in which it was read.

    `plain` is the JSON value where it is not valid; None where there is none.
    """

    value: BaseModel | None
    problems: tuple[str, ...] = ()
    lenient: tuple[str, ...] = ()
    plain: Any = None


def read(call: Call, schema: type[BaseModel], tool: str, context: Mapping[str, Any]) -> Reading:
    """Validate the value of a response.

    Args:
        call: the response, from `tool_call` or `json_content`.
        schema: the model that the value must satisfy, strictly.
        tool: the name of the function, which some models wrap the value in.
        context: what validators may know besides the value (`published`).
    """
    if call.problem:
        return Reading(None, (call.problem,))
    try:
        return Reading(validated(schema, call.arguments, context), lenient=call.lenient)
    except Unreadable as error:
        problems = tuple(error.problems)
    plain: Any = None
    ways: tuple[str, ...] = ()
    try:
        plain, ways = plain_value(call.arguments, schema, tool)
        if ways:
            value = validated(schema, json.dumps(plain, ensure_ascii=False), context)
            return Reading(value, lenient=(*call.lenient, *ways))
    except (ValueError, RecursionError):
        pass
    return Reading(None, problems, lenient=(*call.lenient, *ways), plain=plain)


def plain_value(text: str, schema: type[BaseModel], tool: str) -> tuple[Any, tuple[str, ...]]:
    """Return the JSON value in the arguments of a call without its wrappers, and the lenient ways in which it was read.

    Raises:
        ValueError, RecursionError: it is not JSON.
    """
    fenced = FENCE.fullmatch(text.strip())
    plain, ways = _unwrapped(parsed(fenced[1] if fenced else text), schema, tool)
    return plain, (*ways, *([FENCED] if fenced else []))


_WRAPPERS = ("arguments", "parameters", "input")


def _unwrapped(value: Any, schema: type[BaseModel], tool: str) -> tuple[Any, list[str]]:
    """Return a value without the wrappers that some models put around it, and which there were."""
    ways = []
    for _ in range(4):
        is_field = isinstance(value, dict) and bool(set(value) & set(schema.model_fields))
        if isinstance(value, str):
            value, way = parsed(value), "the value as a JSON string"
        elif isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
            value, way = value[0], "the value in a list"
        elif isinstance(value, dict) and set(value) <= {"tool_calls", "type", "function", "id"} and not is_field:
            inner = value.get("tool_calls") or [value.get("function")]
            if not isinstance(inner, list) or len(inner) != 1 or not isinstance(inner[0], dict):
                break
            value, way = inner[0], "the value inside a call in content"
        elif isinstance(value, dict) and len(value) == 1 and (name := next(iter(value))) not in schema.model_fields:
            if name != tool and name not in _WRAPPERS:
                break
            value, way = value[name], f"the value inside {name!r}"
        elif isinstance(value, dict) and tool in (value.get("name"), value.get("tool_name")) and not is_field:
            inner = next((value[name] for name in _WRAPPERS if name in value), None)
            if inner is None:
                break
            value, way = inner, "the value inside a call in content"
        else:
            break
        ways.append(way)
    if isinstance(value, dict):
        value, nested = _nested(value, schema)
        ways += [f"{name} as a JSON string" for name in nested]
    return value, ways


def _nested(value: Mapping[str, Any], schema: type[BaseModel]) -> tuple[dict[str, Any], Sequence[str]]:
    """Return an object whose lists and objects are no JSON strings, and the fields that were."""
    out = dict(value)
    found: list[str] = []
    for name, info in schema.model_fields.items():
        inner, is_list = item_model(info.annotation), get_origin(info.annotation) is list
        item = out.get(name)
        if isinstance(item, str) and (inner or is_list) and item.lstrip()[:1] in ("[", "{"):
            out[name], found = parsed(item), [*found, name]
            item = out[name]
        if inner and isinstance(item, dict):
            out[name], more = _nested(item, inner)
            found += more
        elif inner and isinstance(item, list):
            if any(isinstance(each, str) for each in item):
                item, found = [_object_in(each) for each in item], [*found, name]
            pairs = [_nested(each, inner) if isinstance(each, dict) else (each, ()) for each in item]
            out[name] = [each for each, _ in pairs]
            found += dict.fromkeys(way for _, more in pairs for way in more)
    return out, found


def _object_in(item: Any) -> Any:
    """Return the JSON object in a string; anything else as it is."""
    value = parsed(item) if isinstance(item, str) and item.lstrip().startswith("{") else item
    return value if isinstance(value, dict) else item
