"""tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from extractor.core.canonical import canonical


def _is_quote(value: Any) -> bool:
    return isinstance(value, dict) and "match" in value and "text" in value and "start" in value and "end" in value


def drop_duplicates(coding: Mapping[str, Any], tables: Iterable[str]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Leave out items of a table that repeat an earlier one but for their id; say which.

    An item that another refers to by its id stays, so that no reference is left hanging.
    """
    out, flags = dict(coding), []
    for table in tables:
        if len(coding[table]) < 2:
            continue
        seen: dict[bytes, str] = {}
        kept = []
        for number, item in enumerate(coding[table], start=1):
            name = str(item.get("id", f"{number}"))
            same = canonical({k: v for k, v in item.items() if k != "id"})
            if same in seen and not _referred(coding, item.get("id")):
                flags.append(f"{table} {name} left out: the same as {seen[same]}")
                continue
            seen.setdefault(same, name)
            kept.append(item)
        out[table] = kept
    return out, tuple(flags)


def _referred(coding: Any, name: object) -> bool:
    """Whether an id stands anywhere but as an id."""
    if isinstance(coding, dict):
        return any(key != "id" and _referred(value, name) for key, value in coding.items())
    if isinstance(coding, list):
        return any(_referred(item, name) for item in coding)
    return name is not None and coding == name


def flat(row: Mapping[str, Any]) -> dict[str, str | int | float | bool | None]:
    """A row without nesting, for a table: a quote is its text, a list is joined with ' | ',
    a list of items gives one column per field with the items' values in the same order."""
    out: dict[str, Any] = {}
    for key, item in row.items():
        if isinstance(item, dict | list):
            out.update(_columns(key, item))
        else:
            out[key] = item
    return out


def _columns(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if _is_quote(value):
        yield name, value["text"]
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _columns(f"{name}.{key}", item)
    elif isinstance(value, list) and value and isinstance(value[0], dict) and not _is_quote(value[0]):
        flats = [flat(item) for item in value]
        for key, first in flats[0].items():
            cells = _cell(first) if len(flats) == 1 else " | ".join([_cell(item.get(key)) for item in flats])
            yield f"{name}.{key}", cells
    elif isinstance(value, list):
        yield name, " | ".join([_cell(item["text"] if isinstance(item, dict) else item) for item in value])
    else:
        yield name, value


def columns(model: type[BaseModel]) -> list[str]:
    """The columns of `flat` rows of a model, whatever the rows hold."""
    names: list[str] = []
    for name, field_info in model.model_fields.items():
        inner = item_model(field_info.annotation)
        names += [f"{name}.{column}" for column in columns(inner)] if inner else [name]
    return names


def item_model(annotation: Any) -> type[BaseModel] | None:
    """The model inside an annotation such as `list[Model]` or `Model | None`, if there is one."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for arg in get_args(annotation) if (found := item_model(arg))), None)


def table_models(schema: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """The tables of a schema: its fields that are lists of items, by name."""
    return {
        name: inner
        for name, info in schema.model_fields.items()
        if get_origin(info.annotation) is list and (inner := item_model(info.annotation))
    }


def ungrounded(row: Any, path: str = "") -> list[str]:
    """The fields of a row whose quotes stand nowhere in the article."""
    if isinstance(row, dict):
        if _is_quote(row):
            return [path] if row["match"] == "ungrounded" else []
        return [f for key, item in row.items() for f in ungrounded(item, f"{path}.{key}".lstrip("."))]
    if isinstance(row, list):
        return [f for item in row for f in ungrounded(item, path)]
    return []


def _cell(value: Any) -> str:
    return "" if value is None else str(value)
