"""JSON schemas of function tools in the form that endpoints take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from extractor.prompts.schema_modules import portable


def json_schema(schema: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON schema of a model; the same for a module beside a prompt file, wherever that is."""
    return portable(schema.model_json_schema())


def strict_tool(tool: Mapping[str, Any], *, strict: bool) -> dict[str, Any]:
    """Bring a prepared tool into its wire form.

    Titles repeat the names and defaults contradict `required`, so both are dropped. String lengths are not in the
    subset that endpoints document for strict schemas, so they are checked on reading only. With `strict` every field is
    required and every object closed; what strict schemas lack is replaced: a described reference is written out,
    `oneOf` becomes `anyOf`.
    """
    function = dict(tool["function"])
    parameters = portable(function["parameters"])
    function["parameters"] = _wire(parameters, parameters.get("$defs", {}), strict=strict)
    return {"type": "function", "function": {**function, **({"strict": True} if strict else {})}}


_DROPPED = ("title", "default", "maxLength", "minLength")


def _wire(node: Any, definitions: Mapping[str, Any], *, strict: bool) -> Any:
    if isinstance(node, list):
        return [_wire(item, definitions, strict=strict) for item in node]
    if not isinstance(node, dict):
        return node
    if strict and "$ref" in node and len(node) > 1:
        target = definitions[node["$ref"].rpartition("/")[2]]
        node = {**target, **{key: value for key, value in node.items() if key != "$ref"}}
    if strict and "oneOf" in node:
        rest = {key: value for key, value in node.items() if key not in ("oneOf", "discriminator")}
        node = {**rest, "anyOf": node["oneOf"]}
    out = {
        key: _wire(value, definitions, strict=strict)
        for key, value in node.items()
        if key not in _DROPPED or isinstance(value, dict)
    }
    if strict and isinstance(properties := out.get("properties"), dict):
        out["required"] = list(properties)
        out["additionalProperties"] = False
    return out


def open_objects(node: Any, path: str = "") -> list[str]:
    """List the paths of objects without fixed fields, which strict endpoints refuse."""
    if isinstance(node, list):
        return [found for item in node for found in open_objects(item, path)]
    if not isinstance(node, dict):
        return []
    here = [path or "the root"] if node.get("type") == "object" and "properties" not in node else []
    return here + [found for key, item in node.items() for found in open_objects(item, f"{path}.{key}".lstrip("."))]


def tool_name(tool: Mapping[str, Any]) -> str:
    """Return the name of a tool's function."""
    return str(tool["function"]["name"])


# Keywords that some servers turn into an error; each is checked by the schema's own model on reading.
_REFUSED = {
    *("pattern", "format", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minItems"),
    *("maxItems", "uniqueItems", "minLength", "maxLength", "additionalProperties", "$defs"),
}


def reduced(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a wire schema without the keywords that some servers refuse, references written out.

    A reference inside what it refers to (a recursive schema) becomes an object of any form.
    """
    out: dict[str, Any] = _reduced(schema, schema.get("$defs", {}), ())
    return out


def _reduced(node: Any, definitions: Mapping[str, Any], inside: tuple[str, ...]) -> Any:
    if isinstance(node, list):
        return [_reduced(item, definitions, inside) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        name = str(node["$ref"]).rpartition("/")[2]
        rest = {key: value for key, value in node.items() if key != "$ref"}
        if name in inside:
            return {"type": "object", **_reduced(rest, definitions, inside)}
        return _reduced({**definitions[name], **rest}, definitions, (*inside, name))
    out = {}
    for key, value in node.items():
        if key == "properties":  # names of fields, not keywords
            out[key] = {name: _reduced(item, definitions, inside) for name, item in value.items()}
        elif key not in _REFUSED:
            out[key] = _reduced(value, definitions, inside)
    return out
