"""What a run, or a prompt and a model over recordings, say of articles, in the form that gold has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extractor.articles.article import Media
from extractor.evaluation.article_score import EMPTY_CODING, Prediction
from extractor.evaluation.codebook_profile import without_offsets
from extractor.runs.reader import CodedArticle, finished_run
from extractor.runs.result import Extraction
from extractor.runs.rows import IDENTITY
from extractor.schema.tables import ungrounded

_TABLES = ("operations", "incidents", "statements", "aggregates")


@dataclass(frozen=True)
class SystemOutput:
    """All that one subject says.

    Attributes:
        name: what it is called.
        predictions: by the article's name.
        articles: the same as articles of a run, which consolidation joins.
        facts: what else is known of it: `models`, `cost` and `tokens` by the recorded replies, `seconds` a reply.
    """

    name: str
    predictions: Mapping[str, Prediction]
    articles: tuple[CodedArticle, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


def output_of_extractions(name: str, extractions: Sequence[Extraction], facts: Mapping[str, Any]) -> SystemOutput:
    """What extractions say."""
    said = {
        each.name: _prediction(each.summary(), each.text().get("text", ""), each.coding or {}) for each in extractions
    }
    return SystemOutput(name, said, tuple(map(_coded, extractions)), facts=facts)


def output_of_run(folder: Path) -> SystemOutput:
    """What a finished run says.

    Raises:
        InputError: no run is there, or its files are not as the run left them.
    """
    coded = list(finished_run(folder).ended())
    said = {each.row["article"]: _prediction(each.row, each.text, _coding(each)) for each in coded}
    return SystemOutput(str(folder), said, tuple(coded))


def _coded(extraction: Extraction) -> CodedArticle:
    tables = {table: extraction.tables().get(table, []) for table in _TABLES}
    article = extraction.article
    text, media = (article.original, article.media) if article else ("", Media.TEXT)
    return CodedArticle(extraction.summary(), text, media=media, **tables)


def _coding(coded: CodedArticle) -> dict[str, Any]:
    """The coding that the rows of an article were made of."""
    tables = {table: [_bare(row) for row in getattr(coded, table)] for table in _TABLES}
    return {**coded.row["notes"], **tables}


def _bare(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in IDENTITY}


def _prediction(row: Mapping[str, Any], text: str, coding: Mapping[str, Any]) -> Prediction:
    if row["state"] != "ok":
        return Prediction(row["article"], text, row["state"], kind=row["kind"])
    quotes = sum(row["quotes"].get(match, 0) for match in ("exact", "folded", "ungrounded"))
    return Prediction(
        row["article"],
        text,
        coding={**EMPTY_CODING, **without_offsets(coding)},
        quotes=quotes,
        nowhere=list(_nowhere(coding)),
    )


def _nowhere(raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The fields whose quotes stand nowhere in the article, with what they say."""
    for table, rows in raw.items():
        for number, row in enumerate(rows if isinstance(rows, list) else [rows], start=1):
            for path in dict.fromkeys(ungrounded(row)):
                where = f"{row.get('id') or f'{table} {number}'}.{path}".rstrip(".")
                for text in _at(row, [part for part in path.split(".") if part]):
                    yield where, text


def _at(value: Any, path: list[str]) -> Iterator[str]:
    if isinstance(value, list):
        for inner in value:
            yield from _at(inner, path)
    elif isinstance(value, dict) and path:
        yield from _at(value[path[0]], path[1:])
    elif isinstance(value, dict) and value.get("match") == "ungrounded":
        yield value["text"]
