"""Tables of a schema: their columns, and rows without nesting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from extractor.core.canonical import canonical


def is_quote(value: Any) -> bool:
    """Return True if a value of a row is a grounded quote (see `QuoteRow`)."""
    return isinstance(value, dict) and "match" in value and "text" in value and "start" in value and "end" in value


def drop_duplicates(coding: Mapping[str, Any], tables: Iterable[str]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Drop items of a table that repeat an earlier item but for their id; return the rest and a flag per dropped item.

    An item that another refers to by its id is kept, so that every reference resolves.
    """
    out, flags = dict(coding), []
    for table in tables:
        if len(coding[table]) < 2:
            continue
        seen: dict[Hashable, list[tuple[Mapping[str, Any], str]]] = defaultdict(list)
        kept = []
        for number, item in enumerate(coding[table], start=1):
            name = str(item.get("id", f"{number}"))
            bare = {k: v for k, v in item.items() if k != "id"}
            # Most items differ in a text or a number; only those that do not are compared as a whole.
            alike = seen[tuple(v for v in bare.values() if isinstance(v, str | int))]
            same = next((known for other, known in alike if _same(other, bare)), None)
            if same and not _is_referenced(coding, item.get("id")):
                flags.append(f"{table} {name} left out: the same as {same}")
                continue
            if not same:
                alike.append((bare, name))
            kept.append(item)
        out[table] = kept
    return out, tuple(flags)


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return one == other and canonical(one) == canonical(other)  # True == 1


def _is_referenced(coding: Any, name: object) -> bool:
    """Return True if an id occurs anywhere but as the id of an item."""
    if isinstance(coding, dict):
        return any(key != "id" and _is_referenced(value, name) for key, value in coding.items())
    if isinstance(coding, list):
        return any(_is_referenced(item, name) for item in coding)
    return name is not None and coding == name


def flat_row(row: Mapping[str, Any]) -> dict[str, str | int | float | bool | None]:
    """Flatten a row for a table: a quote becomes its text, a list is joined with ' | ', and a list
    of items becomes one column per field, with the items' values in order."""
    out: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            if is_quote(value):
                out[name] = value["text"]
            else:
                out.update((f"{name}.{key}", cell) for key, cell in flat_row(value).items())
        elif not isinstance(value, list):
            out[name] = value
        elif value and isinstance(value[0], dict) and not is_quote(value[0]):
            flats = [flat_row(item) for item in value]
            for key in flats[0]:
                out[f"{name}.{key}"] = " | ".join([_cell(item.get(key)) for item in flats])
        else:
            out[name] = " | ".join([_cell(item["text"] if isinstance(item, dict) else item) for item in value])
    return out


def has_floats(schema: type[BaseModel]) -> bool:
    """Return True if a value of a schema may hold a number that is no integer."""

    def found(node: Any) -> bool:
        if isinstance(node, list):
            return any(map(found, node))
        if not isinstance(node, dict):
            return isinstance(node, float)
        if node.get("type") == "number":
            return True
        if not {"type", "$ref", "anyOf", "oneOf", "allOf", "enum", "const"} & node.keys():
            return True  # any value
        if node.get("type") == "object" and node.get("additionalProperties", "properties" not in node) is True:
            return True
        values = [node.get(key) for key in ("anyOf", "oneOf", "allOf", "enum", "const", "prefixItems")]
        values += [node[key] for key in ("items", "additionalProperties") if isinstance(node.get(key), dict)]
        values += list(node.get("properties", {}).values())
        untyped = node.get("type") == "array" and not {"items", "prefixItems"} & node.keys()
        return untyped or any(map(found, values))

    whole = schema.model_json_schema()
    return any(map(found, (whole, *whole.get("$defs", {}).values())))


def columns(model: type[BaseModel]) -> list[str]:
    """Return the columns of `flat_row` for a model, independent of the rows."""
    names: list[str] = []
    for name, field_info in model.model_fields.items():
        inner = item_model(field_info.annotation)
        names += [f"{name}.{column}" for column in columns(inner)] if inner else [name]
    return names


def item_model(annotation: Any) -> type[BaseModel] | None:
    """Return the model inside an annotation such as `list[Model]` or `Model | None`, or None."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for arg in get_args(annotation) if (found := item_model(arg))), None)


def table_models(schema: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """Return the tables of a schema by name: its fields that are lists of items."""
    return {
        name: inner
        for name, info in schema.model_fields.items()
        if get_origin(info.annotation) is list and (inner := item_model(info.annotation))
    }


def ungrounded_fields(row: object, path: str = "") -> list[str]:
    """Return the paths of the fields of a row whose quotes were not found in the article."""
    if isinstance(row, dict):
        if is_quote(row):
            return [path] if row["match"] == "ungrounded" else []
        return [f for key, item in row.items() for f in ungrounded_fields(item, f"{path}.{key}".lstrip("."))]
    if isinstance(row, list):
        return [f for item in row for f in ungrounded_fields(item, path)]
    return []


def contradictions_text(row: Mapping[str, Any]) -> str:
    """Return the values of a row that contradict their words, for one cell: field, value, why."""
    found = row.get("contradictions") or ()
    return " | ".join(f"{each['field']}: {each['value']}: {each['reason']}" for each in found)


def review_text(row: Mapping[str, Any]) -> str:
    """Return what a person did with a row, for one cell: what, who, when, and the values before; empty if nothing."""
    mark = row.get("review")
    if not mark:
        return ""
    before = flat_row(mark.get("before") or {})
    changed = "; ".join(f"{name} was {_cell(value) or 'empty'}" for name, value in before.items())
    done = f"{mark['status']} by {mark['by'] or 'unknown'}, {mark['at'] or 'undated'}"
    return f"{done}: {changed}" if changed else done


def _cell(value: Any) -> str:
    return "" if value is None else str(value)
