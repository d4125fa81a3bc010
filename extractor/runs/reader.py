"""A finished run, read back article by article.

The tables of a run are in the order of its articles, so one article's rows are read from all of
them together, and never more than that is in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from pydantic_core import from_json

from extractor.articles.article import Media
from extractor.core.errors import InputError
from extractor.runs.folder import files_of, manifest_head, part, sha256
from extractor.schema.rows import AggregateRow, ArticleRow, IncidentRow, OperationRow, StatementRow

CODEBOOK = "extractor.incident:Coding"
TABLES = ("incidents", "operations", "statements", "aggregates")


@dataclass(frozen=True)
class CodedArticle:
    """One article of a run, and what was coded from it.

    Attributes:
        row: the article's own row: identity, state, metadata, notes.
        text: the article as it was read; offsets count its code points.
        incidents, operations, statements, aggregates: its rows, in the order of the run.
        media: format of the text.
    """

    row: ArticleRow
    text: str
    incidents: list[IncidentRow]
    operations: list[OperationRow]
    statements: list[StatementRow]
    aggregates: list[AggregateRow] = field(default_factory=list)
    media: Media = Media.TEXT


def _media(row: Mapping[str, Any]) -> Media:
    """Return the format of a text by its row of `texts.jsonl`, which has `page: true` for HTML."""
    return Media.HTML if row.get("page") else Media.TEXT


@dataclass(frozen=True)
class FinishedRun:
    """A run folder whose files are those that the run wrote; `id` is a hash over them, `left_out` counts the articles
    that are failed or pending."""

    folder: Path
    id: str
    left_out: int = 0

    def articles(self) -> Iterator[CodedArticle]:
        """Its articles that are ok, in the order of the run; raises as `ended` does."""
        return (article for article in self.all_articles() if article.row["state"] == "ok")

    def all_articles(self) -> Iterator[CodedArticle]:
        """All its articles, however they ended; those that are not ok have no rows.

        Raises:
            InputError: a row belongs to no article, or is no JSON.
        """
        tables = {name: _Table(self.folder / f"{name}.jsonl") for name in (*TABLES, "texts")}
        for row in _Table(self.folder / "articles.jsonl"):
            rows: dict[str, list[Any]] = {name: list(table.of(row)) for name, table in tables.items()}
            texts = rows.pop("texts")
            text = texts[0] if texts else {"text": ""}
            yield CodedArticle(cast("ArticleRow", row), text["text"], **rows, media=_media(text))
        for table in tables.values():
            table.done()


def read_run(folder: Path) -> FinishedRun:
    """A run by its folder.

    Raises:
        InputError: no run is there, it was made with another schema, by an older version, or a file is not as
            the run left it.
    """
    head, files = manifest_head(folder), files_of(folder)
    if not files:
        raise InputError(f"{folder}: no finished run.", next_step="Give the folder of a run, as printed by it.")
    if head.get("schema") != CODEBOOK:
        raise InputError(
            f"{folder}: made with the schema {head.get('schema')}, which has no incidents of the codebook.",
            next_step="Give runs that were made with a prompt for the codebook.",
        )
    for name in ("articles", "texts", *TABLES):
        if files.get(f"{name}.jsonl", "") != sha256(folder / f"{name}.jsonl") or f"{name}.jsonl" not in files:
            raise InputError(
                f"{folder / name}.jsonl: not as the run left it.",
                next_step="Run it again with --offline: that writes the folder anew from the recordings.",
            )
    left_out = sum(count for state, count in part(head, "counts").items() if state != "ok" and isinstance(count, int))
    return FinishedRun(folder, sha256(folder / "manifest.json"), left_out)


class _Table:
    """Rows of a file, handed out to the articles that they belong to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._rows = self._read()
        self._next = next(self._rows, None)

    def _read(self) -> Iterator[dict[str, Any]]:
        with open(self.path, "rb") as file:  # lines end at \n alone, whatever else a text holds
            for number, line in enumerate(file, start=1):
                try:
                    yield from_json(line)
                except ValueError as error:
                    raise InputError(f"{self.path}, line {number}: no JSON.", next_step="Run it again.") from error

    def __iter__(self) -> Iterator[dict[str, Any]]:
        while self._next is not None:
            yield self._next
            self._next = next(self._rows, None)

    def of(self, article: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The next rows, as long as they are of that article."""
        name = (article["article_id"], article["article"])
        while self._next is not None and (self._next["article_id"], self._next["article"]) == name:
            yield self._next
            self._next = next(self._rows, None)

    def done(self) -> None:
        """All rows have found their article."""
        if self._next is not None:
            raise InputError(
                f"{self.path}: rows of {self._next['article']} stand out of order.", next_step="Run it again."
            )
