"""What a run, or a prompt and a model over recordings, say of articles, in the form that gold has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extractor.evaluation.codebook import plain
from extractor.evaluation.judging import NOTHING, Prediction
from extractor.record import Extraction, ungrounded
from extractor.runs import CodedArticle, finished_run

_TABLES = ("operations", "incidents", "statements", "aggregates")


@dataclass(frozen=True)
class Predicted:
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


def of_extractions(name: str, extractions: Iterable[Extraction], facts: Mapping[str, Any]) -> Predicted:
    """What extractions say."""
    coded = [_coded(extraction) for extraction in extractions]
    return Predicted(name, {each.row["article"]: _prediction(each) for each in coded}, tuple(coded), facts)


def of_run(folder: Path) -> Predicted:
    """What a finished run says.

    Raises:
        InputError: no run is there, or its files are not as the run left them.
    """
    coded = list(finished_run(folder).ended())
    return Predicted(str(folder), {each.row["article"]: _prediction(each) for each in coded}, tuple(coded))


def _coded(extraction: Extraction) -> CodedArticle:
    tables = extraction.tables()
    text = extraction.text().get("text", "")
    return CodedArticle(extraction.summary(), text, **{table: tables.get(table, []) for table in _TABLES})


def _prediction(coded: CodedArticle) -> Prediction:
    row = coded.row
    if row["state"] != "ok":
        return Prediction(row["article"], coded.text, row["state"], row["kind"])
    raw = {table: getattr(coded, table) for table in _TABLES} | {"article": row["notes"].get("article", {})}
    quotes = sum(row["quotes"].get(match, 0) for match in ("exact", "folded", "ungrounded"))
    coding = NOTHING | plain(raw)
    return Prediction(row["article"], coded.text, coding=coding, quotes=quotes, nowhere=list(_nowhere(raw)))


def _nowhere(raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The fields whose quotes stand nowhere in the article, with what they say."""
    for table, rows in raw.items():
        for number, row in enumerate(rows if isinstance(rows, list) else [rows], start=1):
            for path in dict.fromkeys(ungrounded(row)):
                where = f"{row.get('id') or f'{table} {number}'}.{path}"
                for text in _at(row, path.split(".")):
                    yield where, text


def _at(value: Any, path: list[str]) -> Iterator[str]:
    if isinstance(value, list):
        for inner in value:
            yield from _at(inner, path)
    elif isinstance(value, dict) and path:
        yield from _at(value[path[0]], path[1:])
    elif isinstance(value, dict) and value.get("match") == "ungrounded":
        yield value["text"]
