"""Format of gold files: JSON or YAML written by people; fields that the article does not state may be left out."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args, get_origin

import yaml
from pydantic import BaseModel

from extractor.core.errors import InputError
from extractor.schema.tables import item_model

SUFFIXES = (".json", ".yaml", ".yml")
MARKS = {"optional", "alternatives"}  # on items of gold, beside the fields of the schema
CODED = "coded"  # key at the top of a gold file: by whom and when it was coded
MAX_BYTES = 2_000_000  # the coding of one article is a few thousand


class _Loader(yaml.SafeLoader):
    """YAML loader that keeps words as strings: NO is a country, 12:30 a time of day, 2024-01-24 a string, 010 not 8.

    Aliases are refused, since a few lines of them expand to gigabytes; so are duplicate keys.
    """

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError(f"line {self.line + 1}: *aliases are not supported")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        if duplicates := _duplicates(str(key.value) for key, _ in node.value):
            raise yaml.YAMLError(f"line {node.start_mark.line + 1}: duplicate key {duplicates[0]}")
        return super().construct_mapping(node, deep)


# The constructor of all other tags (`None`) raises an error.
_TAGS = [None, *(f"tag:yaml.org,2002:{kind}" for kind in ("null", "bool", "int", "str", "seq", "map"))]
_Loader.yaml_constructors = {tag: yaml.SafeLoader.yaml_constructors[tag] for tag in _TAGS}
_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""])
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), ["t", "f"])
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^(?:0|[1-9][0-9]*)$"), list("0123456789"))


def _duplicates(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if duplicates := _duplicates(name for name, _ in pairs):
        raise ValueError(f"duplicate key {duplicates[0]}")
    return dict(pairs)


def read_gold_file(path: Path) -> Any:
    """Read a JSON or YAML file of a gold folder.

    Raises:
        InputError: the file cannot be read, is too large, or is neither JSON nor YAML.
    """
    try:
        data = path.read_bytes()
        if len(data) > MAX_BYTES:
            raise InputError(f"{path}: larger than {MAX_BYTES:,} bytes.", next_step="Write one gold file per article.")
        text = data.decode("utf-8-sig")
        if path.suffix == ".json":
            return json.loads(text, object_pairs_hook=_unique_keys)
        return _Loader(text).get_single_data()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}.", next_step="Check the path.") from error
    except (ValueError, KeyError, yaml.YAMLError, RecursionError) as error:
        reason = " ".join(str(error).split())[:300]
        raise InputError(
            f"{path}: not valid {path.suffix[1:].upper()}: {reason}.", next_step="Correct the file."
        ) from error


def to_yaml(value: Any) -> str:
    """Serialize a coding as YAML that `read_gold_file` reads back."""
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=110)


def fill_defaults(value: Any, model: type[BaseModel], *, number: int = 0) -> Any:
    """Fill in the fields that a coding leaves out: null, an empty list, `unknown`, or an id by the item's number."""
    if not isinstance(value, Mapping):
        return value
    whole = dict(value)
    for name, info in model.model_fields.items():
        inner = item_model(info.annotation)
        if name not in whole:
            whole[name] = _default(name, info.annotation, number)
        if inner is not None:
            found = whole[name]
            if isinstance(found, list):
                whole[name] = [fill_defaults(each, inner, number=at) for at, each in enumerate(found, start=1)]
            else:
                left_out = found is None and type(None) not in get_args(info.annotation)
                whole[name] = fill_defaults({} if left_out else found, inner)
    return whole


def _default(name: str, annotation: Any, number: int) -> Any:
    choices = _choices(annotation)
    if name == "id" and number:
        return f"i{number}"
    if get_origin(annotation) is list:
        inner = _choices(get_args(annotation)[0])
        return ["unknown"] if "unknown" in inner else []
    if annotation is bool:
        return False
    if type(None) in get_args(annotation) or not choices:
        return None
    return next((choice for choice in ("unknown", "none", "occurred", "main") if choice in choices), None)


def _choices(annotation: Any) -> list[str]:
    """Return the values of the closed lists within an annotation."""
    return [leaf for leaf in leaf_types(annotation) if isinstance(leaf, str)]


def leaf_types(annotation: Any) -> Iterator[Any]:
    """Yield the types and literal values within an annotation, without the metadata of `Annotated`."""
    args = get_args(annotation)[:1] if hasattr(annotation, "__metadata__") else get_args(annotation)
    if not args:
        yield annotation
    for arg in args:
        yield from leaf_types(arg)


def iter_strings(value: Any) -> Iterator[str]:
    """Yield every string in a coding, in order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from iter_strings(inner)


def without_marks(value: Any) -> Any:
    """Copy a coding without the keys that only gold has."""
    if isinstance(value, Mapping):
        return {name: without_marks(inner) for name, inner in value.items() if name not in (*MARKS, CODED)}
    return [without_marks(inner) for inner in value] if isinstance(value, list) else value
