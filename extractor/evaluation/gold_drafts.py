"""Gold files for people to fill in, and gold files as they come back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from extractor.articles.article import Article
from extractor.core.errors import InputError, UsageError
from extractor.core.files import written_whole
from extractor.evaluation.gold_check import CLUSTERS, SPLITS, GoldFileIndex, check_coding, gold_files
from extractor.evaluation.gold_format import CODED, SUFFIXES, leaf_types, to_yaml
from extractor.schema.tables import item_model, table_models

_HEAD = """\
# Gold for {name}, published {published}.
# One entry for each thing that the article reports. Strings that the codebook calls verbatim are copied from the
# article character for character. What the text does not say is left out; so are closed lists whose value is unknown.
# Beside the fields an item may have  optional: true  (reasonable coders may differ on whether it exists)  and
# alternatives: {{field: [value, ...]}}  (values that are as right; null among them: leaving it out is right too).
# Check it with: extractor gold check {folder}
#
"""


def draft(article: Article, schema: type[BaseModel], folder: Path, said: Mapping[str, Any] | None = None) -> str:
    """A gold file to be filled in: what may stand in it, and what a prediction says, if there is one."""
    published = article.published.isoformat() if article.published else "unknown"
    head = _HEAD.format(name=" ".join(article.name.split()), published=published, folder=folder)
    tables: dict[str, Any] = {name: [] if model else {} for name, model in _parts(schema)}
    fields = "".join(f"# {line}\n" for line in _fields(schema))
    return head + fields + to_yaml({**tables, **(said or {})})


def _parts(schema: type[BaseModel]) -> Iterator[tuple[str, bool]]:
    lists = table_models(schema)
    yield from ((name, name in lists) for name in schema.model_fields)


def _fields(schema: type[BaseModel]) -> Iterator[str]:
    for name, info in schema.model_fields.items():
        inner = item_model(info.annotation)
        if inner:
            yield f"{name}:"
            for field_name, field_info in inner.model_fields.items():
                yield f"    {field_name}: {_kind(field_info.annotation)}"


def _kind(annotation: Any) -> str:
    """What may stand in a field, in a few words."""
    if get_origin(annotation) is list:
        return f"[{_kind(get_args(annotation)[0])}, ...]"
    if inner := item_model(annotation):
        return "{" + ", ".join(f"{name}: {_kind(info.annotation)}" for name, info in inner.model_fields.items()) + "}"
    words = [arg for arg in leaf_types(annotation) if isinstance(arg, str)]
    if words:
        return " | ".join(words)
    kinds = {str: "text", int: "number", bool: "true | false"}
    found = [kinds.get(leaf, getattr(leaf, "__name__", "value").lower()) for leaf in leaf_types(annotation)]
    return " or ".join(dict.fromkeys("nothing" if each == "nonetype" else each for each in found))


def write_drafts(folder: Path, drafts: Mapping[str, str]) -> list[Path]:
    """Write gold files to be filled in, by the names of their articles.

    Raises:
        UsageError: a file for one of the articles is there: what a person wrote is never written over.
    """
    _apart(drafts)
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name in drafts:
        if there := _there(folder, name):
            raise UsageError(f"{there[0]} is there already.", next_step="Choose another folder, or move it away.")
        paths.append(folder / f"{Path(name).stem}.yaml")
    for path, text in zip(paths, drafts.values(), strict=True):
        with written_whole(path) as out:
            out.write(text.encode("utf-8", "backslashreplace"))
    return paths


def _there(folder: Path, name: str) -> list[Path]:
    """The gold files that an article has, in whatever form."""
    return [path for end in SUFFIXES if (path := folder / f"{Path(name).stem}{end}").exists()]


def _apart(names: Iterable[str]) -> None:
    """Refuse articles whose gold files would be one file, or one of another meaning.

    Raises:
        UsageError: there are such.
    """
    stems: dict[str, str] = {}
    for name in names:
        stem = Path(name).stem
        if stem in stems or f"{stem}.json" in (CLUSTERS, SPLITS) or not stem.isprintable():
            other = f" as that of {stems[stem]}" if stem in stems else ""
            raise UsageError(
                f"The gold of {name!r} would be called {stem!r}{other}.", next_step="Give the article another name."
            )
        stems[stem] = name


def read_corrections(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Codings that come back, one on a line: `{"article", "coding", "by", "at"}`.

    Raises:
        InputError: the file cannot be read, or a line is none of these.
    """
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}.", next_step="Check the path.") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            fine = isinstance(row["article"], str) and isinstance(row["coding"], dict)
        except (ValueError, KeyError, TypeError, RecursionError):
            fine = False
        if not fine:
            raise InputError(
                f"{path}, line {number}: no coding of an article.",
                next_step='Write {"article": NAME, "coding": {...}, "by": WHO, "at": WHEN} on each line.',
            )
        yield number, row


def import_gold(
    path: Path,
    folder: Path,
    articles: Mapping[str, Article],
    schema: type[BaseModel],
    *,
    replace: bool = False,
    latest: bool = False,
) -> list[Path]:
    """Take codings into a folder of gold; all of them, or none where one is wrong.

    Args:
        latest: of several codings of one article the last one is meant, as in the journal of a review.

    Raises:
        InputError: a line is wrong; all problems of all lines are named.
        UsageError: gold for an article is there, and `replace` is not given.
    """
    lines = list(read_corrections(path))
    rows = {row["article"]: (number, row) for number, row in lines}
    problems = []
    for number, row in rows.values() if latest else lines:
        article = articles.get(row["article"])
        wrong = check_coding(row["coding"], article, schema)[1] if article else ["no such article"]
        if rows[row["article"]][0] != number:
            wrong.append("stands there twice; --latest takes the last")
        problems += [f"line {number}, {row['article']}: {each}" for each in wrong]
    if problems:
        raise InputError(
            "\n  ".join([f"{path}: {len(problems)} problems, nothing was taken:", *problems]),
            next_step="Correct them there.",
        )
    whose = GoldFileIndex(articles.values())
    known = whose.files(gold_files(folder))
    places = {name: known.get(name, whose.path(folder, articles[name])) for name in rows}
    taken = {
        name: row["coding"] | {CODED: {fact: row[fact] for fact in ("by", "at") if row.get(fact)}}
        for name, (_, row) in rows.items()
    }
    return write_gold(places, taken, replace=replace)


def gold_paths(folder: Path, names: Iterable[str]) -> dict[str, Path]:
    """Where the gold of articles goes in a folder, by their names.

    Raises:
        UsageError: two of them would be one file, or one of another meaning.
    """
    _apart(names := list(names))
    return {name: next(iter(_there(folder, name)), folder / f"{Path(name).stem}.json") for name in names}


def write_gold(places: Mapping[str, Path], codings: Mapping[str, Mapping[str, Any]], *, replace: bool) -> list[Path]:
    """Write gold files, each as JSON or YAML by its ending; all, or none where one is there that may not be replaced.

    Args:
        places: by the names of their articles, where they go.

    Raises:
        UsageError: gold for an article is there, and `replace` is not given.
    """
    there = [path for name in codings if (path := places[name]).exists()]
    if there and not replace:
        raise UsageError(
            f"{', '.join(map(str, there[:5]))} is there already.", next_step="Add --replace, or choose another folder."
        )
    for name, coding in codings.items():
        path = places[name]
        if path.suffix == ".json":
            text = json.dumps(coding, ensure_ascii=False, indent=1) + "\n"
        else:
            text = to_yaml(json.loads(json.dumps(coding)))  # which knows no other mappings than dicts
        path.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(path) as out:
            out.write(text.encode("utf-8", "backslashreplace"))
    return [places[name] for name in codings]
