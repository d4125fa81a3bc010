"""Validate the JSON text of a response against a schema, with problems in words of our own.

The words become part of a repair and so of its key: they do not change with pydantic's version.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import jiter
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

MAX_PROBLEMS = 12


class Unreadable(ValueError):
    """Arguments of a call that do not hold a valid value.

    Attributes:
        problems: one line each, in words that do not change with a library's version, since
            they become part of the next request and so of its key.
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def parsed(text: str) -> Any:
    """Parse JSON as `validated` does: names once, finite numbers.

    Raises:
        ValueError, RecursionError: it is not such JSON.
    """
    return json.loads(text, object_pairs_hook=_no_duplicates, parse_constant=_no_constant, parse_float=_finite)


def parsed_beginning(text: str) -> Any:
    """Parse the beginning of a JSON text that ends too early: what was open is closed, half a name or value left out.

    Raises:
        ValueError: it is not the beginning of such JSON as `parsed` takes.
    """
    data = text.encode("utf-8", "replace")
    return jiter.from_json(data, partial_mode=True, catch_duplicate_keys=True, allow_inf_nan=False)


def validated(schema: type[BaseModel], arguments: str, context: Mapping[str, Any]) -> BaseModel:
    """Return the value in the arguments of a call.

    Raises:
        Unreadable: not JSON, not valid for the schema, a name given twice, nested too deeply.
    """
    if not arguments.strip():
        raise Unreadable(["the arguments are empty"])
    try:
        _check(arguments)
    except RecursionError:
        raise Unreadable(["the arguments are nested too deeply"]) from None
    except Unreadable:
        raise
    except ValueError:
        raise Unreadable(["the arguments are not valid JSON"]) from None
    try:
        return schema.model_validate_json(arguments, strict=True, context=dict(context))
    except ValidationError as error:
        raise Unreadable(_problems(error)) from None


def item_problems(item: TypeAdapter[Any], value: Any, context: Mapping[str, Any], path: str) -> list[str]:
    """Return what is not valid about one item of a value; nothing if it is valid.

    Args:
        item: the type that it must satisfy, strictly.
        value: the item as JSON.
        context: what validators may know besides the value.
        path: its place in the value, by which problems name its fields.
    """
    try:
        item.validate_json(json.dumps(value), strict=True, context=dict(context))
    except ValidationError as error:
        return _problems(error, path)
    except RecursionError:
        return [f"{path}: is nested too deeply"]
    return []


def _problems(error: ValidationError, path: str = "") -> list[str]:
    # include_url off: the link has pydantic's version in it. Messages likewise: see _words.
    details = error.errors(include_url=False, include_input=False)
    return [_words(detail, path) for detail in details[:MAX_PROBLEMS]]


_MAY_OVERFLOW = re.compile(r"[0-9](?:[eE]|[0-9]{299})")  # numbers that a float may not hold


def _check(arguments: str) -> None:
    """Raise if the arguments are not JSON, name something twice or hold a number that is none."""
    try:
        # The fast parser only detects that something is wrong; the slow one finds what.
        jiter.from_json(arguments.encode(), catch_duplicate_keys=True, allow_inf_nan=False)
    except ValueError:
        pass
    else:
        if not _MAY_OVERFLOW.search(arguments):
            return
    parsed(arguments)


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        twice = sorted(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        raise Unreadable([f"{name[:80]} is given twice" for name in twice[:MAX_PROBLEMS]])
    return members


def _no_constant(name: str) -> None:
    raise Unreadable([f"{name} is not a number"])


def _finite(digits: str) -> float:
    if not math.isfinite(number := float(digits)):
        raise Unreadable([f"{digits[:20]} is not a number"])
    return number


_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not a field",
    "literal_error": "must be one of {expected}",
    "enum": "must be one of {expected}",
    "string_too_long": "is longer than {max_length} characters",
    "string_too_short": "is shorter than {min_length} characters",
    "string_pattern_mismatch": "does not have the form {pattern}",
    "too_long": "has more than {max_length} items",
    "too_short": "has fewer than {min_length} items",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "finite_number": "must be a finite number",
    "date_from_datetime_parsing": "is not a date of the form YYYY-MM-DD",
    "date_parsing": "is not a date of the form YYYY-MM-DD",
    "json_invalid": "is not valid JSON",
}


def _words(detail: ErrorDetails, path: str = "") -> str:
    where = ".".join(map(str, (*([path] if path else []), *detail["loc"]))) or "the coding"
    facts = detail.get("ctx", {})
    if detail["type"] == "value_error":
        return f"{where}: {facts['error']}"
    if detail["type"].endswith("_type"):
        return f"{where}: must be of type {detail['type'].removesuffix('_type')}"
    return f"{where}: " + _WORDS.get(detail["type"], detail["type"]).format_map(facts)
