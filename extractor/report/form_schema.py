"""The schema of the review forms: each field of the codebook with its kind and its allowed values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NotRequired, TypedDict, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from extractor.evaluation.gold_format import leaf_types
from extractor.schema.quote import Quote
from extractor.schema.tables import item_model

_KINDS = {Quote: "quote", date: "day", int: "count", bool: "flag", str: "text"}


class FormField(TypedDict):
    """A field of a form.

    `kind` is quote, day, count, flag, text, choice or items. `list` is true for a list, `empty` if it may be
    left empty. `most` is the maximum length of a list, `choices` are the allowed values, `fields` those of the items.
    """

    name: str
    kind: str
    list: bool
    empty: bool
    help: str
    most: NotRequired[int]
    choices: NotRequired[list[str]]
    fields: NotRequired[list[FormField]]


def form_schema(schema: type[BaseModel]) -> dict[str, list[FormField]]:
    """Return the fields of each table of a schema, and of the notes on the article, by the name in the schema."""
    return {
        name: _fields(inner)
        for name, info in schema.model_fields.items()
        if (inner := item_model(info.annotation)) is not None
    }


def _fields(model: type[BaseModel]) -> list[FormField]:
    return [_field(name, info) for name, info in model.model_fields.items()]


def _field(name: str, info: FieldInfo) -> FormField:
    annotation = info.annotation
    many = get_origin(annotation) is list
    inner = item_model(annotation)
    known = [leaf for leaf in leaf_types(annotation) if leaf not in (type(None), list)]
    choices = [leaf for leaf in known if isinstance(leaf, str)]
    kind = "items" if inner else "choice" if choices else next(_KINDS[leaf] for leaf in known)
    found: FormField = {
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


def quote_fields(fields: Mapping[str, list[FormField]]) -> list[str]:
    """Return the names of all fields that hold quotes, nested ones included."""
    found = dict.fromkeys(
        name
        for each in fields.values()
        for field in each
        for name in ([field["name"]] if field["kind"] == "quote" else quote_fields({"": field.get("fields", [])}))
    )
    return list(found)
