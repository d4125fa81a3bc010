"""Fields whose values are held against the words that they were read from.

The codebook's are listed here; those of another schema are named in its prompt file (`checks:`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from pydantic import BaseModel

from extractor.schema.tables import item_model

CheckKind = Literal["number", "date", "place", "status", "actor"]


@dataclass(frozen=True, slots=True)
class CheckedFields:
    """Fields of one item that are checked together.

    Attributes:
        kind: how they are checked.
        item: path of the items from the top of the value, field names joined by dots; lists are passed through. Empty
            for the value itself.
        value: the field with the value: a number, a day, a name, a status, an actor's kind.
        words: the quote, or list of quotes, that it was read from.
        upper: the field with the upper end of a range of numbers or days; empty if `value` is both ends.
        country: the field with the country code of a place; empty if there is none.
    """

    kind: CheckKind
    item: str
    value: str
    words: str
    upper: str = ""
    country: str = ""


_FIGURES = ("incidents.casualties", "operations.casualties", "aggregates")
INCIDENT_DATE = CheckedFields("date", "incidents", "date_start", words="date_text", upper="date_end")
CODEBOOK: Sequence[CheckedFields] = (
    *(CheckedFields("number", item, "low", words="quote", upper="high") for item in _FIGURES),
    INCIDENT_DATE,
    CheckedFields("date", "aggregates", "period_start", words="period_text", upper="period_end"),
    CheckedFields("place", "incidents", "place_name", words="place_text", country="country"),
    CheckedFields("status", "incidents", "status", words="evidence"),
    CheckedFields("actor", "incidents.initiators", "kind", words="name"),
    CheckedFields("actor", "incidents.targets", "kind", words="name"),
)


_ROLES = ("words", "upper", "country")


def read_checks(given: Any, schema: type[BaseModel]) -> tuple[CheckedFields, ...]:
    """Read the checks of a prompt file: a list of `{number|date|place|status: FIELD, words: FIELD}`.

    A field is a path from the top of the schema: `attacks.killed`. `upper` is the upper end of a range, `country` the
    country code of a place; all fields of one check are of one item.

    Raises:
        ValueError: it is no such list, or the schema has no such field.
    """
    if not given:
        return ()
    if not isinstance(given, list):
        raise ValueError("is not a list")  # noqa: TRY004  # a value of a file, not of the program
    return tuple(_check(each, schema) for each in given)


def _check(given: Any, schema: type[BaseModel]) -> CheckedFields:
    kinds = [kind for kind in get_args(CheckKind) if isinstance(given, Mapping) and kind in given]
    if len(kinds) != 1 or "words" not in given or set(given) - {*kinds, *_ROLES}:
        raise ValueError(f"{given!r} is not one of number, date, place or status with `words`")
    fields = {name: str(value) for name, value in given.items()}
    for path in fields.values():
        _require(path, schema)
    items = {path.rpartition(".")[0] for path in fields.values()}
    if len(items) > 1:
        raise ValueError(f"{', '.join(sorted(fields.values()))} are not fields of one item")
    names = {name: path.rpartition(".")[2] for name, path in fields.items()}
    return CheckedFields(
        kinds[0],
        items.pop(),
        names[kinds[0]],
        words=names["words"],
        upper=names.get("upper", ""),
        country=names.get("country", ""),
    )


def _require(path: str, schema: type[BaseModel]) -> None:
    model: type[BaseModel] | None = schema
    for name in path.split("."):
        if model is None or name not in model.model_fields:
            raise ValueError(f"the schema has no field {path}")
        model = item_model(model.model_fields[name].annotation)
