"""Gold files as a person writes them: JSON or YAML; what the text does not say may be left out."""

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
MARKS = {"optional", "alternatives"}  # what items of gold have beside the fields of the schema
CODED = "coded"  # at the top of a gold file: by whom, and when
MAX_BYTES = 2_000_000  # bytes; a coding of one article is a few thousand


class _Loader(yaml.SafeLoader):
    """YAML whose words stay words: NO is a country, 12:30 a time of day, 2024-01-24 a string, 010 not eight.

    Nothing may refer to anything else (a few lines could then mean a billion), and no name may stand twice.
    """

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError(f"line {self.line + 1}: *aliases are not read")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        if double := _double(str(key.value) for key, _ in node.value):
            raise yaml.YAMLError(f"line {node.start_mark.line + 1}: {double[0]} stands twice")
        return super().construct_mapping(node, deep)


# What every other tag comes to (`None`) is an error.
_KINDS = [None, *(f"tag:yaml.org,2002:{kind}" for kind in ("null", "bool", "int", "str", "seq", "map"))]
_Loader.yaml_constructors = {kind: yaml.SafeLoader.yaml_constructors[kind] for kind in _KINDS}
_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""])
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), ["t", "f"])
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^(?:0|[1-9][0-9]*)$"), list("0123456789"))


def _double(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if double := _double(name for name, _ in pairs):
        raise ValueError(f"{double[0]} stands twice")
    return dict(pairs)


def read_gold_file(path: Path) -> Any:
    """What stands in a gold file.

    Raises:
        InputError: the file cannot be read, or is neither JSON nor YAML.
    """
    try:
        data = path.read_bytes()
        if len(data) > MAX_BYTES:
            raise InputError(
                f"{path}: larger than {MAX_BYTES:,} bytes.", next_step="One file holds one article's coding."
            )
        text = data.decode("utf-8-sig")
        if path.suffix == ".json":
            return json.loads(text, object_pairs_hook=_once)
        return _Loader(text).get_single_data()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}.", next_step="Check the path.") from error
    except (ValueError, KeyError, yaml.YAMLError, RecursionError) as error:
        where = " ".join(str(error).split())[:300]
        raise InputError(f"{path}: not {path.suffix[1:].upper()}: {where}.", next_step="Correct it there.") from error


def fill_defaults(value: Any, model: type[BaseModel], *, number: int = 0) -> Any:
    """A coding with what was left out: null, an empty list, `unknown` of a closed list, ids in their order."""
    if not isinstance(value, Mapping):
        return value
    whole = dict(value)
    for name, info in model.model_fields.items():
        inner = item_model(info.annotation)
        if name not in whole:
            whole[name] = _left_out(name, info.annotation, number)
        if inner is not None:
            found = whole[name]
            if isinstance(found, list):
                whole[name] = [fill_defaults(each, inner, number=at) for at, each in enumerate(found, start=1)]
            else:
                left_out = found is None and type(None) not in get_args(info.annotation)
                whole[name] = fill_defaults({} if left_out else found, inner)
    return whole


def _left_out(name: str, annotation: Any, number: int) -> Any:
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
    return next((word for word in ("unknown", "none", "occurred", "main") if word in choices), None)


def leaf_types(annotation: Any) -> Iterator[Any]:
    """What an annotation comes down to: types, and the words of closed lists; what is annotated to them left out."""
    args = get_args(annotation)[:1] if hasattr(annotation, "__metadata__") else get_args(annotation)
    if not args:
        yield annotation
    for arg in args:
        yield from leaf_types(arg)


def _choices(annotation: Any) -> list[str]:
    """The words of a closed list, wherever it stands in an annotation."""
    return [leaf for leaf in leaf_types(annotation) if isinstance(leaf, str)]


def strings(value: Any) -> Iterator[str]:
    """Every string in a coding, in its order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from strings(inner)


def to_yaml(value: Any) -> str:
    """A coding as YAML that `read_gold_file` reads back."""
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=110)


def without_marks(value: Any) -> Any:
    """A coding without what only gold has."""
    if isinstance(value, Mapping):
        return {name: without_marks(inner) for name, inner in value.items() if name not in (*MARKS, CODED)}
    return [without_marks(inner) for inner in value] if isinstance(value, list) else value
