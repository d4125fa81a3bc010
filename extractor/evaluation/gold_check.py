"""What is wrong with a gold file: the schema, quotes that are not verbatim, references, marks that nothing bears."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from extractor.articles.article import Article
from extractor.core.errors import ArticleError, InputError
from extractor.evaluation.gold_format import MARKS, SUFFIXES, fill_defaults, without_marks
from extractor.grounding.grounding import Grounding
from extractor.prompts.replies import Unreadable, validated
from extractor.schema.tables import table_models

CLUSTERS, SPLITS = "clusters.json", "splits.json"
LONGEST = 150  # bytes of a file's name; an article's may be longer


def gold_files(folder: Path) -> list[Path]:
    """The files in a folder that hold an article's gold each; a folder that is not there has none."""
    inside = folder.iterdir() if folder.is_dir() else ()
    known = (path for path in inside if path.suffix in SUFFIXES and path.name not in (CLUSTERS, SPLITS))
    return sorted(path for path in known if not path.is_dir())


class GoldFileIndex:
    """The articles that gold files may be of, by name, by name without its ending, and by id."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._known: dict[str, dict[str, Article]] = {}
        for article in articles:
            for name in {article.name, Path(article.name).stem, article.id}:
                self._known.setdefault(name, {})[article.name] = article

    def article(self, path: Path) -> Article:
        """The article that a gold file is of: of its name, or the only one whose name begins so.

        Raises:
            InputError: there is none, or there are several.
        """
        found = self._known.get(path.stem) or self._beginning(path.stem)
        if len(found) != 1:
            which = "several articles begin so" if found else "no article is called so"
            raise InputError(
                f"{path}: {which}.", next_step="Name the gold file after its article, and give the articles' folder."
            )
        return next(iter(found.values()))

    def _beginning(self, stem: str) -> dict[str, Article]:
        return {
            article.name: article
            for name, articles in self._known.items()
            if name.startswith(stem)
            for article in articles.values()
            if article.name.startswith(stem)
        }

    def files(self, paths: Iterable[Path]) -> dict[str, Path]:
        """The gold file of each article that has one of these, by its name.

        Raises:
            InputError: a file is of no article or of several, or two are of one.
        """
        found: dict[str, Path] = {}
        for path in paths:
            name = self.article(path).name
            if name in found:
                raise InputError(f"{found[name]} and {path} are both for {name}.", next_step="Keep one of them.")
            found[name] = path
        return found

    def known(self, paths: Iterable[Path]) -> Iterator[Path]:
        """Those of the files that are of an article."""
        for path in paths:
            if self._known.get(path.stem) or self._beginning(path.stem):
                yield path

    def path(self, folder: Path, article: Article) -> Path:
        """What a new gold file for an article is called: as the article, or by its id where that would not do."""
        stem = Path(article.name).stem
        alone = len(self._known[stem]) == 1 and not (self._beginning(stem).keys() - {article.name})
        fits = stem.isprintable() and len(stem.encode()) <= LONGEST and f"{stem}.json" not in (CLUSTERS, SPLITS)
        return folder / f"{stem if alone and fits else article.id}.json"


def check_coding(raw: Any, article: Article, schema: type[BaseModel]) -> tuple[dict[str, Any], list[str]]:
    """A coding with what was left out filled in, and what is wrong with it, one line for each field."""
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
        f"{'.'.join(map(str, placed.path))}: does not stand in {article.name}: {placed.replied[:80]!r}"
        for placed in Grounding.of(value, article).missing()
    ]
    return whole, [*problems, *_marks(whole, schema)]


def _marks(whole: Mapping[str, Any], schema: type[BaseModel]) -> Iterator[str]:
    """Marks in the wrong place, or of the wrong kind."""
    for table, model in table_models(schema).items():
        for number, item in enumerate(whole[table]):
            where = f"{table}.{number}"
            if not isinstance(item.get("optional", False), bool):
                yield f"{where}.optional: neither true nor false"
            alternatives = item.get("alternatives", {})
            if not isinstance(alternatives, dict):
                yield f"{where}.alternatives: not an object of field and list"
                continue
            for name, values in alternatives.items():
                yield from (f"{where}.alternatives.{name}: {wrong}" for wrong in _unlike(model, name, values))
    yield from _misplaced(whole, schema)


def _unlike(model: type[BaseModel], name: str, values: Any) -> Iterator[str]:
    """What keeps values from being as right as that of a field."""
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
        fits = TypeAdapter(Annotated[annotation, *info.metadata] if info.metadata else annotation)
        for value in values:
            try:
                if value is not None:  # as right as to leave the field out
                    fits.validate_json(json.dumps(value), strict=True)
            except ValidationError as error:
                yield f"{value!r}: {error.errors()[0]['msg']}"


# Where marks have no meaning: operations are known by their incidents, and a figure is one value of two fields.
_UNMARKED = ("operations",)


def _misplaced(whole: Mapping[str, Any], schema: type[BaseModel]) -> Iterator[str]:
    """Marks that would count for nothing where they stand."""
    tables = table_models(schema)
    for where, name in _marked(whole, ""):
        parts = where.split(".") if where else []
        item = len(parts) == 2 and parts[0] in tables and parts[0] not in _UNMARKED
        toll = name == "optional" and len(parts) == 4 and parts[2] == "casualties"
        if not item and not toll:
            yield f"{where or 'the top'}.{name}: counts for nothing there; take it out"
    for number, raw in enumerate(whole.get("aggregates", ())):
        for name in set(raw.get("alternatives", {})) & {"low", "high"}:
            yield f"aggregates.{number}.alternatives.{name}: a figure has no alternatives; mark the aggregate optional"


def _marked(value: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        yield from ((where, name) for name in sorted(MARKS & value.keys()))
        for name, inner in value.items():
            if name not in MARKS:
                yield from _marked(inner, f"{where}.{name}".lstrip("."))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _marked(inner, f"{where}.{number}")
