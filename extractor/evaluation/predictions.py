"""Predictions of a system over articles, with plain quotes as in gold: from a run folder, or from extractions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from extractor.evaluation.article_score import Prediction
from extractor.evaluation.coding import EMPTY_CODING, without_offsets
from extractor.model.usage import Usage
from extractor.runs.reader import CodedArticle, coded_article, read_run
from extractor.runs.result import Extraction
from extractor.runs.rows import IDENTITY
from extractor.schema.codebook import Coding
from extractor.schema.rows import WITH_ROWS, ArticleRow, Row
from extractor.schema.tables import table_models, ungrounded_fields


@dataclass(frozen=True)
class SystemUsage:
    """Usage of a system, by its recorded responses.

    Attributes:
        models: those that responded.
        requests: number of recorded responses.
        tokens: None if any response does not report them.
        cost: US dollars, None if tokens or prices are unknown.
        seconds: per response, None if none was timed.
    """

    models: Sequence[str]
    requests: int
    tokens: Usage | None
    cost: float | None
    seconds: float | None


@dataclass(frozen=True)
class SystemOutput:
    """Everything that one system predicts.

    Attributes:
        name: the system's.
        predictions: by the article's name.
        articles: the same as articles of a run, for consolidation.
        usage: None for a run.
    """

    name: str
    predictions: Mapping[str, Prediction]
    articles: tuple[CodedArticle, ...] = ()
    usage: SystemUsage | None = None


def output_of_extractions(
    name: str, extractions: Sequence[Extraction], usage: SystemUsage | None = None
) -> SystemOutput:
    """Collect the predictions of extractions."""
    predictions = {
        each.name: _prediction(each.article_row(), each.article.original if each.article else "", each.coding or {})
        for each in extractions
    }
    return SystemOutput(name, predictions, tuple(map(coded_article, extractions)), usage=usage)


def output_of_run(folder: Path, schema: type[BaseModel] = Coding) -> SystemOutput:
    """Read the predictions of a finished run, which was made with this schema.

    Raises:
        InputError: the folder has no run, or its files have changed since.
    """
    if schema is not Coding:
        tables = list(table_models(schema))
        found = [
            _prediction(row, text, _value(row, rows)) for row, text, rows in read_run(folder, tables).rows_of(tables)
        ]
        return SystemOutput(str(folder), {each.name: each for each in found})
    articles = list(read_run(folder).all_articles())
    predictions = {each.row["article"]: prediction_of_article(each) for each in articles}
    return SystemOutput(str(folder), predictions, tuple(articles))


def prediction_of_article(article: CodedArticle) -> Prediction:
    """Return the prediction that the rows of an article are."""
    return _prediction(article.row, article.text, _coding(article))


def _coding(article: CodedArticle) -> dict[str, Any]:
    """Rebuild the coding from the rows of an article."""
    tables: dict[str, Sequence[Row]] = {
        "operations": article.operations,
        "incidents": article.incidents,
        "statements": article.statements,
        "aggregates": article.aggregates,
    }
    return _value(article.row, tables)


def _value(row: ArticleRow, tables: Mapping[str, Sequence[Row]]) -> dict[str, Any]:
    """Rebuild the value of an article of any schema from its rows."""
    return {**row["notes"], **{table: [*map(_without_identity, rows)] for table, rows in tables.items()}}


def _without_identity(row: Row) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in (*IDENTITY, "review")}


def _prediction(row: Row, text: str, coding: Row) -> Prediction:
    if row["state"] not in WITH_ROWS:
        return Prediction(row["article"], text, row["state"], error_class=row["kind"])
    return Prediction(
        row["article"],
        text,
        row["state"],
        error_class=row.get("kind", ""),
        coding={**EMPTY_CODING, **without_offsets(coding)},
        quotes=sum(row["quotes"].get(match, 0) for match in ("exact", "folded", "ungrounded")),
        ungrounded=list(_ungrounded_quotes(coding)),
    )


def _ungrounded_quotes(coding: Row) -> Iterator[tuple[str, str]]:
    """Yield the fields whose quotes were not found in the article, with the quotes."""
    for table, rows in coding.items():
        for number, row in enumerate(rows if isinstance(rows, list) else [rows], start=1):
            for path in dict.fromkeys(ungrounded_fields(row)):
                where = f"{row.get('id') or f'{table} {number}'}.{path}".rstrip(".")
                for quote in _quotes_at(row, [part for part in path.split(".") if part]):
                    yield where, quote


def _quotes_at(value: Any, path: Sequence[str]) -> Iterator[str]:
    """Yield the ungrounded quotes at a path within a row."""
    if isinstance(value, list):
        for inner in value:
            yield from _quotes_at(inner, path)
    elif isinstance(value, dict) and path:
        yield from _quotes_at(value[path[0]], path[1:])
    elif isinstance(value, dict) and value.get("match") == "ungrounded":
        yield value["text"]
