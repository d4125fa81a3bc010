"""Values of a schema from their rows: the model itself, with each quote as a `Quote` that knows its place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from extractor.schema.quote import Quote
from extractor.schema.tables import is_quote

M = TypeVar("M", bound=BaseModel)
_Path = tuple[str | int, ...]
_ADDED = ("contradictions", "review")  # what a row has besides the fields of its model


def typed_value(schema: type[M], coding: Mapping[str, Any], context: Mapping[str, Any]) -> M:
    """Return the model of a coding.

    Args:
        schema: of the coding.
        coding: the value as JSON, each quote as an object (see `QuoteRow`).
        context: what validators may know besides the value (`published`).

    Raises:
        pydantic.ValidationError: a validator of the schema refuses what is left after duplicates were dropped.
    """
    quotes: list[tuple[_Path, Mapping[str, Any]]] = []
    plain = _plain(coding, (), quotes)
    value = schema.model_validate_json(json.dumps(plain), strict=True, context=dict(context))
    for path, row in quotes:
        _set(value, path, Quote.located(row))
    return value


def _plain(value: Any, path: _Path, quotes: list[tuple[_Path, Mapping[str, Any]]]) -> Any:
    """Return a value with quotes as the strings that the model gave, and collect them with their paths."""
    if isinstance(value, list):
        return [_plain(item, (*path, n), quotes) for n, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    if is_quote(value):
        quotes.append((path, value))
        return value.get("replied", value["text"])
    return {name: _plain(item, (*path, name), quotes) for name, item in value.items() if name not in _ADDED}


def _set(tree: Any, path: _Path, leaf: Quote) -> None:
    """Replace the quote at a path, in frozen models too."""
    for step in path[:-1]:
        tree = _members(tree)[step]
    _members(tree)[path[-1]] = leaf


def _members(tree: Any) -> Any:
    if not isinstance(tree, BaseModel):
        return tree
    return tree.__dict__
