"""Checks of gold: which article each file is of, and the errors in it.

Errors are those of the schema, quotes that are not verbatim, dangling references, and marks that have no effect.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Generic, Protocol, TypeVar, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from extractor.articles.article import Article
from extractor.core.errors import ArticleError, InputError
from extractor.evaluation.gold_format import MARKS, SUFFIXES, fill_defaults, without_marks
from extractor.grounding.grounding import Grounding
from extractor.prompts.validation import Unreadable, validated
from extractor.schema.rows import Row
from extractor.schema.tables import table_models

CLUSTERS, SPLITS = "clusters.json", "splits.json"
MAX_NAME_BYTES = 150  # of a gold file's name; an article's may be longer


class Named(Protocol):
    """An article, or its name and id alone."""

    @property
    def name(self) -> str:
        """The article's name."""

    @property
    def id(self) -> str:
        """The hash of its text."""


NamedT = TypeVar("NamedT", bound=Named)


def gold_files(folder: Path) -> list[Path]:
    """List the gold files in a folder, one per article; none if there is no such folder."""
    inside = folder.iterdir() if folder.is_dir() else ()
    known = (path for path in inside if path.suffix in SUFFIXES and path.name not in (CLUSTERS, SPLITS))
    return sorted(path for path in known if not path.is_dir())


class GoldFileIndex(Generic[NamedT]):
    """Articles indexed by name, by name without suffix, and by id, to match gold files with them."""

    def __init__(self, articles: Iterable[NamedT]) -> None:
        self._articles: dict[str, dict[str, NamedT]] = {}
        for article in articles:
            for name in {article.name, Path(article.name).stem, article.id}:
                self._articles.setdefault(name, {})[article.name] = article

    def article_of(self, path: Path) -> NamedT:
        """Find the article of a gold file: the one of its name, or the only one whose name begins with it.

        Raises:
            InputError: there is none, or there are several.
        """
        found = self._candidates(path.stem)
        if len(found) != 1:
            reason = "several articles have names that begin so" if found else "no article has this name"
            raise InputError(
                f"{path}: {reason}.",
                next_step="Name the gold file after its article, and give the folder of the articles.",
            )
        return next(iter(found.values()))

    def _candidates(self, stem: str) -> dict[str, NamedT]:
        return self._articles.get(stem) or self._with_prefix(stem)

    def _with_prefix(self, stem: str) -> dict[str, NamedT]:
        return {
            article.name: article
            for name, articles in self._articles.items()
            if name.startswith(stem)
            for article in articles.values()
            if article.name.startswith(stem)
        }

    def by_article(self, paths: Iterable[Path]) -> dict[str, Path]:
        """Map the names of articles to their gold files.

        Raises:
            InputError: a file matches no article or several, or two files match one article.
        """
        files: dict[str, Path] = {}
        for path in paths:
            name = self.article_of(path).name
            if name in files:
                raise InputError(f"{files[name]} and {path} are both for {name}.", next_step="Delete one of them.")
            files[name] = path
        return files

    def matching(self, paths: Iterable[Path]) -> Iterator[Path]:
        """Yield the files that match at least one article."""
        return (path for path in paths if self._candidates(path.stem))

    def new_path(self, folder: Path, article: NamedT) -> Path:
        """Choose the path of a new gold file: named after the article, or by its id if the name is not usable."""
        stem = Path(article.name).stem
        unique = len(self._articles[stem]) == 1 and not (self._with_prefix(stem).keys() - {article.name})
        fits = stem.isprintable() and len(stem.encode()) <= MAX_NAME_BYTES
        reserved = f"{stem}.json" in (CLUSTERS, SPLITS)
        return folder / f"{stem if unique and fits and not reserved else article.id}.json"


def check_coding(raw: Any, article: Article, schema: type[BaseModel]) -> tuple[dict[str, Any], list[str]]:
    """Fill in and check a coding. Returns the whole coding, and its problems, one line for each field."""
    if not isinstance(raw, dict):
        return {}, ["not an object with the tables of the schema"]
    try:
        whole = fill_defaults(raw, schema)
        value = validated(schema, json.dumps(without_marks(whole)), {"published": article.published})
    except RecursionError:
        return {}, ["nested too deeply"]
    except Unreadable as error:
        return whole, list(error.problems)
    except ArticleError as error:
        return whole, [error.message]
    problems = [
        f"{'.'.join(map(str, placed.path))}: not found in {article.name}: {placed.replied[:80]!r}"
        for placed in Grounding.of(value, article).not_found()
    ]
    return whole, [*problems, *_check_marks(whole, schema)]


def _check_marks(whole: Row, schema: type[BaseModel]) -> Iterator[str]:
    """Yield marks with invalid values, then marks in the wrong place."""
    for table, model in table_models(schema).items():
        for number, item in enumerate(whole[table]):
            where = f"{table}.{number}"
            if not isinstance(item.get("optional", False), bool):
                yield f"{where}.optional: neither true nor false"
            alternatives = item.get("alternatives", {})
            if not isinstance(alternatives, dict):
                yield f"{where}.alternatives: not an object of fields with lists"
                continue
            for name, values in alternatives.items():
                for problem in _check_alternatives(model, name, values):
                    yield f"{where}.alternatives.{name}: {problem}"
    yield from _misplaced_marks(whole, schema)


def _check_alternatives(model: type[BaseModel], name: str, values: Any) -> Iterator[str]:
    if name not in model.model_fields:
        yield f"{model.__name__} has no such field"
        return
    info = model.model_fields[name]
    if get_origin(info.annotation) is list:
        yield "the field is a list; alternatives are for fields with one value"
    elif not isinstance(values, list):
        yield "not a list of values"
    else:
        annotation: Any = info.annotation
        adapter = TypeAdapter(Annotated[annotation, *info.metadata] if info.metadata else annotation)
        for value in values:
            try:
                if value is not None:  # null: leaving the field out is correct too
                    adapter.validate_json(json.dumps(value), strict=True)
            except ValidationError as error:
                yield f"{value!r}: {error.errors()[0]['msg']}"


# Tables whose items cannot be marked: operations are compared by their incidents.
_UNMARKED = ("operations",)


def _misplaced_marks(whole: Row, schema: type[BaseModel]) -> Iterator[str]:
    """Yield marks that have no effect in their place."""
    tables = table_models(schema)
    for where, name in _iter_marks(whole, ""):
        parts = where.split(".") if where else []
        on_item = len(parts) == 2 and parts[0] in tables and parts[0] not in _UNMARKED
        on_casualties = name == "optional" and len(parts) == 4 and parts[2] == "casualties"
        if not on_item and not on_casualties:
            yield f"{where or 'top level'}.{name}: has no effect here; remove it"
    for number, raw in enumerate(whole.get("aggregates", ())):
        for name in set(raw.get("alternatives", {})) & {"low", "high"}:  # two fields that are compared as one value
            yield f"aggregates.{number}.alternatives.{name}: numbers have no alternatives; mark the aggregate optional"


def _iter_marks(value: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        yield from ((where, name) for name in sorted(MARKS & value.keys()))
        for name, inner in value.items():
            if name not in MARKS:
                yield from _iter_marks(inner, f"{where}.{name}".lstrip("."))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _iter_marks(inner, f"{where}.{number}")
