"""The forms to correct a coding in: each field of the schema with what may stand in it, as the page needs it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from extractor.evaluation.gold_format import leaf_types
from extractor.schema.quote import Quote
from extractor.schema.tables import item_model

_KINDS = {Quote: "quote", date: "day", int: "count", bool: "flag", str: "text"}


def forms(schema: type[BaseModel]) -> dict[str, list[dict[str, Any]]]:
    """The form of each table of a schema, and of what it says of the article itself.

    Returns:
        by the field's name in the schema its fields: `name`, `kind` (quote, day, count, flag, text, choice, items),
        `list` and `empty` (whether it is a list, whether it may be left empty), `most` of a list, `choices`, `help`,
        `fields` of items.
    """
    return {
        name: _fields(inner)
        for name, info in schema.model_fields.items()
        if (inner := item_model(info.annotation)) is not None
    }


def _fields(model: type[BaseModel]) -> list[dict[str, Any]]:
    return [_field(name, info) for name, info in model.model_fields.items()]


def _field(name: str, info: FieldInfo) -> dict[str, Any]:
    annotation = info.annotation
    many = get_origin(annotation) is list
    inner = item_model(annotation)
    known = [leaf for leaf in leaf_types(annotation) if leaf not in (type(None), list)]
    choices = [leaf for leaf in known if isinstance(leaf, str)]
    kind = "items" if inner else "choice" if choices else next(_KINDS[leaf] for leaf in known)
    found: dict[str, Any] = {
        "name": name,
        "kind": kind,
        "list": many,
        "empty": _may_be_empty(info) if many else type(None) in get_args(annotation),
        "help": info.description or "",
    }
    if many and (most := next((each.max_length for each in info.metadata if hasattr(each, "max_length")), None)):
        found["most"] = most
    if choices:
        found["choices"] = choices
    if inner:
        found["fields"] = _fields(inner)
    return found


def _may_be_empty(info: FieldInfo) -> bool:
    return not any(getattr(each, "min_length", 0) for each in info.metadata)


def quoting(fields: Mapping[str, list[dict[str, Any]]]) -> list[str]:
    """The names of all fields that hold words of the article."""
    found = dict.fromkeys(
        name
        for each in fields.values()
        for field in each
        for name in ([field["name"]] if field["kind"] == "quote" else quoting({"": field.get("fields", [])}))
    )
    return list(found)
