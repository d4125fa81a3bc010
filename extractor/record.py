"""What comes out: the end of each article, its provenance, and its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from extractor.article import Article
from extractor.digest import canonical
from extractor.errors import ExtractorError, Miss

State = Literal["ok", "failed", "pending"]


@dataclass(frozen=True)
class Extraction:
    """How one article ended.

    Attributes:
        name: the article's name.
        state: ok, failed (`kind` says how) or pending (not asked, or not recorded).
        article: the article, None where the input did not become one.
        coding: the value as JSON with every quote placed; None unless ok.
        table_names: the fields of the coding that are tables (see `table_models`).
        quotes: how many quotes are exact, folded, ungrounded, asked for again.
        keys: the recordings that the result was derived from, in the order of asking.
        repairs: how many of them are repairs.
        models: the model names that the replies report.
        flags: what a reader should know (duplicates left out, invisible characters, ...).
        kind, message: the class and the words of a failure, or why the article is pending.
    """

    name: str
    state: State
    article: Article | None = None
    coding: Mapping[str, Any] | None = None
    table_names: tuple[str, ...] = ()
    quotes: Mapping[str, int] = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    repairs: int = 0
    models: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    kind: str = ""
    message: str = ""
    error: ExtractorError | None = None

    @property
    def identity(self) -> dict[str, Any]:
        """The columns that open every row of this article."""
        article = self.article
        return {
            "article_id": article.id if article else None,
            "article": self.name,
            "published": article.published.isoformat() if article and article.published else None,
        }

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """Rows by table: each list of items at the top of the coding is a table of its own."""
        coding = self.coding or {}
        return {name: [{**self.identity, **item} for item in coding[name]] for name in self.table_names}

    def summary(self) -> dict[str, Any]:
        """The row of the article itself: state, notes, counts."""
        meta = self.article
        notes = {k: v for k, v in (self.coding or {}).items() if k not in self.table_names}
        given = {"outlet": meta.outlet, "url": meta.url, "language": meta.language, **meta.extra} if meta else {}
        return {
            **self.identity,
            "state": self.state,
            **({"kind": self.kind, "message": self.message} if self.state != "ok" else {}),
            "metadata": given,
            "notes": notes,
            "quotes": dict(self.quotes),
            "repairs": self.repairs,
            "flags": list(self.flags),
        }

    def manifest(self) -> dict[str, Any]:
        """The line of the article in the manifest: what its rows were derived from."""
        return {**self.identity, "state": self.state, "models": list(self.models), "recordings": list(self.keys)}

    def text(self) -> dict[str, Any]:
        """The article as it was read, which the offsets of its quotes count in; empty where none was."""
        if self.article is None:
            return {}
        row = {"article_id": self.article.id, "article": self.name, "text": self.article.original}
        return {**row, "page": True} if self.article.page else row

    def missing(self) -> dict[str, Any]:
        """What the request was made of that has no recording, and why it is asked; empty if none is missing."""
        if not isinstance(self.error, Miss):
            return {}
        return {"parts": dict(self.error.facts["request"].parts), "message": self.error.message}

    def failure(self) -> dict[str, Any]:
        """The row in `failures`."""
        return {**self.identity, "state": self.state, "kind": self.kind, "message": self.message}


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
