"""Writing gold: drafts for people to fill in, import of finished codings, and the files themselves."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NotRequired, TypedDict, cast, get_args, get_origin

from pydantic import BaseModel

from extractor.articles.article import Article
from extractor.core.errors import InputError, UsageError
from extractor.core.files import atomic_file
from extractor.evaluation.gold_check import CLUSTERS, SPLITS, GoldFileIndex, check_coding, gold_files
from extractor.evaluation.gold_format import CODED, SUFFIXES, leaf_types, to_yaml
from extractor.schema.rows import Row
from extractor.schema.tables import item_model, table_models

_HEAD = """\
# Gold for {name}, published {published}.
# One entry for each item that the article reports. Verbatim strings of the codebook are copied from the article
# character for character. Leave out what the text does not state, and closed lists whose value is unknown.
# Beside its fields an item may have  optional: true  (reasonable coders may leave it out)  and
# alternatives: {{field: [value, ...]}}  (equally correct values; null among them: leaving it out is correct too).
# Check it with: extractor gold check {folder}
#
"""


def draft_gold(article: Article, schema: type[BaseModel], folder: Path, predicted: Row | None = None) -> str:
    """Draft a gold file as YAML: the values of each field as comments, and a prediction if there is one."""
    published = article.published.isoformat() if article.published else "unknown"
    head = _HEAD.format(name=" ".join(article.name.split()), published=published, folder=folder)
    tables = table_models(schema)
    empty: dict[str, Any] = {name: [] if name in tables else {} for name in schema.model_fields}
    fields = "".join(f"# {line}\n" for line in _field_lines(schema))
    return head + fields + to_yaml({**empty, **(predicted or {})})


def _field_lines(schema: type[BaseModel]) -> Iterator[str]:
    for name, info in schema.model_fields.items():
        inner = item_model(info.annotation)
        if inner:
            yield f"{name}:"
            for field_name, field_info in inner.model_fields.items():
                yield f"    {field_name}: {_describe(field_info.annotation)}"


def _describe(annotation: Any) -> str:
    """Describe the values of a field in a few words."""
    if get_origin(annotation) is list:
        return f"[{_describe(get_args(annotation)[0])}, ...]"
    if inner := item_model(annotation):
        fields = (f"{name}: {_describe(info.annotation)}" for name, info in inner.model_fields.items())
        return "{" + ", ".join(fields) + "}"
    choices = [leaf for leaf in leaf_types(annotation) if isinstance(leaf, str)]
    if choices:
        return " | ".join(choices)
    kinds = {str: "text", int: "number", bool: "true | false", type(None): "nothing"}
    found = [kinds.get(leaf, getattr(leaf, "__name__", "value").lower()) for leaf in leaf_types(annotation)]
    return " or ".join(dict.fromkeys(found))


def write_drafts(folder: Path, drafts: Mapping[str, str]) -> list[Path]:
    """Write drafts of gold files, given by the names of their articles.

    Raises:
        UsageError: an article has a gold file already, which is never overwritten.
    """
    _check_names(drafts)
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name in drafts:
        if existing := _existing_files(folder, name):
            raise UsageError(f"{existing[0]} already exists.", next_step="Choose another folder, or move it away.")
        paths.append(folder / f"{Path(name).stem}.yaml")
    for path, text in zip(paths, drafts.values(), strict=True):
        with atomic_file(path) as out:
            out.write(text.encode("utf-8", "backslashreplace"))
    return paths


def _existing_files(folder: Path, name: str) -> list[Path]:
    """Return the gold files of an article, in any format."""
    return [path for suffix in SUFFIXES if (path := folder / f"{Path(name).stem}{suffix}").exists()]


def _check_names(names: Iterable[str]) -> None:
    """Check that articles get gold files of their own.

    Raises:
        UsageError: two gold files would have one name, or one a reserved or unprintable name.
    """
    stems: dict[str, str] = {}
    for name in names:
        stem = Path(name).stem
        if stem in stems or f"{stem}.json" in (CLUSTERS, SPLITS) or not stem.isprintable():
            other = f", as that of {stems[stem]}" if stem in stems else ""
            raise UsageError(
                f"The gold file of {name!r} would be named {stem!r}{other}.", next_step="Rename the article."
            )
        stems[stem] = name


class Correction(TypedDict):
    """A line of a file of finished codings: by whom and when it was coded may be left out."""

    article: str
    coding: dict[str, Any]
    by: NotRequired[str]
    at: NotRequired[str]


def read_corrections(path: Path) -> Iterator[tuple[int, Correction]]:
    """Read finished codings, one on a line, with their line numbers.

    Raises:
        InputError: the file cannot be read, or a line is not a coding.
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
            valid = isinstance(row["article"], str) and isinstance(row["coding"], dict)
        except (ValueError, KeyError, TypeError, RecursionError):
            valid = False
        if not valid:
            raise InputError(
                f"{path}, line {number}: not the coding of an article.",
                next_step='Write {"article": NAME, "coding": {...}, "by": WHO, "at": WHEN} on each line.',
            )
        yield number, cast(Correction, row)


def import_gold(
    path: Path,
    folder: Path,
    articles: Mapping[str, Article],
    schema: type[BaseModel],
    *,
    replace: bool = False,
    latest: bool = False,
) -> list[Path]:
    """Import finished codings into a folder of gold; none if any has an error.

    Args:
        latest: take the last of several codings of one article, as from the journal of a review.

    Raises:
        InputError: lines have errors; all of them are listed.
        UsageError: an article has gold already, and `replace` is False.
    """
    lines = list(read_corrections(path))
    rows = {row["article"]: (number, row) for number, row in lines}
    problems = []
    for number, row in rows.values() if latest else lines:
        article = articles.get(row["article"])
        wrong = check_coding(row["coding"], article, schema)[1] if article else ["no such article"]
        if rows[row["article"]][0] != number:
            wrong.append("coded again on a later line; --latest takes the last")
        problems += [f"line {number}, {row['article']}: {each}" for each in wrong]
    if problems:
        raise InputError(
            "\n  ".join([f"{path}: {len(problems)} problems, nothing was imported:", *problems]),
            next_step=f"Correct {path}.",
        )
    index = GoldFileIndex(articles.values())
    existing = index.by_article(gold_files(folder))
    paths = {name: existing.get(name, index.new_path(folder, articles[name])) for name in rows}
    return write_gold(paths, {name: _with_coder(row) for name, (_, row) in rows.items()}, replace=replace)


def _with_coder(row: Correction) -> dict[str, Any]:
    coded = {"by": row.get("by"), "at": row.get("at")}
    return row["coding"] | {CODED: {name: value for name, value in coded.items() if value}}


def gold_paths(folder: Path, names: Iterable[str]) -> dict[str, Path]:
    """Choose the paths of gold files by the names of their articles; existing files keep theirs.

    Raises:
        UsageError: two gold files would have one name, or one a reserved or unprintable name.
    """
    _check_names(names := list(names))
    return {name: next(iter(_existing_files(folder, name)), folder / f"{Path(name).stem}.json") for name in names}


def write_gold(paths: Mapping[str, Path], codings: Mapping[str, Row], *, replace: bool) -> list[Path]:
    """Write gold files, each as JSON or YAML by its suffix; none if one exists and may not be replaced.

    Args:
        paths: by the names of the articles.

    Raises:
        UsageError: a file exists, and `replace` is False.
    """
    existing = [path for name in codings if (path := paths[name]).exists()]
    if existing and not replace:
        raise UsageError(
            f"{', '.join(map(str, existing[:5]))}: already exists.",
            next_step="Add --replace, or choose another folder.",
        )
    for name, coding in codings.items():
        path = paths[name]
        if path.suffix == ".json":
            text = json.dumps(coding, ensure_ascii=False, indent=1) + "\n"
        else:
            text = to_yaml(json.loads(json.dumps(coding)))  # YAML dumps no mappings but dicts
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_file(path) as out:
            out.write(text.encode("utf-8", "backslashreplace"))
    return [paths[name] for name in codings]
