"""A run folder read back, article by article.

The tables of a run are in the order of its articles, so all of them are read side by side, and only the rows of one
article are in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar, cast

from pydantic_core import from_json

from extractor.articles.article import Article
from extractor.articles.build import make_article
from extractor.articles.original import Media, Original, Part
from extractor.core.errors import InputError
from extractor.runs.folder import sha256
from extractor.runs.manifest import MANIFEST, ManifestHead, manifest_head
from extractor.runs.result import Extraction
from extractor.schema.rows import (
    WITH_ROWS,
    AggregateRow,
    ArticleRow,
    IncidentRow,
    OperationRow,
    Row,
    StatementRow,
    TextRow,
)

CODEBOOK = "extractor.incident:Coding"
CODEBOOKS = (CODEBOOK, "extractor.schema.codebook:Coding")  # the same schema under its former and its present name
TABLES = ("incidents", "operations", "statements", "aggregates")

RowT = TypeVar("RowT", bound=Row)


@dataclass(frozen=True)
class CodedArticle:
    """One article of a run and its coding, by the codebook.

    Attributes:
        row: its row in `articles`: identity, state, metadata, notes.
        original: the article as it was read; offsets count the code points of its text.
        incidents, operations, statements, aggregates: its rows, in the order of the run.
    """

    row: ArticleRow
    original: Original
    incidents: list[IncidentRow]
    operations: list[OperationRow]
    statements: list[StatementRow]
    aggregates: list[AggregateRow] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The article as it was read; offsets count its code points."""
        return self.original.text


def _original(text: TextRow) -> Original:
    media = Media.HTML if text.get("page") else Media(text.get("media", Media.TEXT))
    return Original(text["text"], media, parts=tuple(Part(*part) for part in text.get("parts", ())))


def article_of(coded: CodedArticle) -> Article:
    """Make the article that a row of a run was read from.

    Raises:
        ArticleError: its text is not usable.
    """
    row = coded.row
    metadata = {name: value for name, value in row["metadata"].items() if isinstance(value, str)}
    published = {"published": row["published"]} if row["published"] else {}
    return make_article(row["article"], coded.original, {**metadata, **published}, len(coded.text) + 1)


def coded_article(extraction: Extraction) -> CodedArticle:
    """Convert an extraction by the codebook."""
    tables, article = extraction.tables(), extraction.article
    return CodedArticle(
        extraction.article_row(),
        article.as_read if article else Original(""),
        incidents=cast(list[IncidentRow], tables.get("incidents", [])),
        operations=cast(list[OperationRow], tables.get("operations", [])),
        statements=cast(list[StatementRow], tables.get("statements", [])),
        aggregates=cast(list[AggregateRow], tables.get("aggregates", [])),
    )


@dataclass(frozen=True)
class FinishedRun:
    """A run folder whose files are as the run wrote them.

    Attributes:
        folder: the run folder.
        id: SHA-256 of its manifest, and so of all its files.
        head: the head of its manifest.
    """

    folder: Path
    id: str
    head: ManifestHead

    @property
    def left_out(self) -> int:
        """The number of articles that are failed or pending, and so have no rows."""
        return self.head["counts"]["failed"] + self.head["counts"]["pending"]

    def articles(self) -> Iterator[CodedArticle]:
        """Yield the articles that are ok or partial, in the order of the run; raises as `all_articles` does."""
        return (article for article in self.all_articles() if article.row["state"] in WITH_ROWS)

    def all_articles(self) -> Iterator[CodedArticle]:
        """Yield all articles; those that are failed or pending have no rows.

        Raises:
            InputError: a row belongs to no article, or is not JSON.
        """
        incidents = _Table[IncidentRow](self.folder, "incidents")
        operations = _Table[OperationRow](self.folder, "operations")
        statements = _Table[StatementRow](self.folder, "statements")
        aggregates = _Table[AggregateRow](self.folder, "aggregates")
        texts = _Table[TextRow](self.folder, "texts")
        for row in _Table[ArticleRow](self.folder, "articles"):
            text = next(iter(texts.of(row)), None)
            yield CodedArticle(
                row,
                _original(text) if text else Original(""),
                incidents=incidents.of(row),
                operations=operations.of(row),
                statements=statements.of(row),
                aggregates=aggregates.of(row),
            )
        for table in (incidents, operations, statements, aggregates, texts):
            table.check_exhausted()

    def rows_of(self, tables: Sequence[str]) -> Iterator[tuple[ArticleRow, str, dict[str, list[Row]]]]:
        """Yield each article with its text and its rows in the tables of any schema.

        Raises:
            InputError: a row belongs to no article, or is not JSON.
        """
        texts = _Table[TextRow](self.folder, "texts")
        files = {name: _Table[Row](self.folder, name) for name in tables}
        for row in _Table[ArticleRow](self.folder, "articles"):
            text = next(iter(texts.of(row)), None)
            yield row, text["text"] if text else "", {name: file.of(row) for name, file in files.items()}
        texts.check_exhausted()
        for file in files.values():
            file.check_exhausted()


def read_run(folder: Path, tables: Sequence[str] | None = None) -> FinishedRun:
    """Open a run folder and check its files against their hashes.

    Args:
        folder: of the run.
        tables: of another schema; None for a run by the codebook.

    Raises:
        InputError: no run is there, it was made with another schema or by an older version, or a file has changed.
    """
    head = manifest_head(folder)
    if head is None or not head["files"]:
        raise InputError(f"{folder}: no finished run.", next_step="Give the folder of a run, as printed by it.")
    if tables is None and head["schema"] not in CODEBOOKS:
        raise InputError(
            f"{folder}: made with the schema {head['schema']}, which has no incidents of the codebook.",
            next_step="Give runs that were made with a prompt for the codebook.",
        )
    for name in ("articles", "texts", *(TABLES if tables is None else tables)):
        file = f"{name}.jsonl"
        if file not in head["files"] or head["files"][file] != sha256(folder / file):
            raise InputError(
                f"{folder / file}: missing, or changed after the run.",
                next_step="Run it again with --offline: that writes the folder anew from the recordings.",
            )
    return FinishedRun(folder, sha256(folder / MANIFEST), head)


class _Table(Generic[RowT]):
    """The rows of one file, read in step with the articles that they belong to."""

    def __init__(self, folder: Path, name: str) -> None:
        self.path = folder / f"{name}.jsonl"
        self._rows = self._read()
        self._next = next(self._rows, None)

    def _read(self) -> Iterator[RowT]:
        with open(self.path, "rb") as file:  # lines end at \n alone, whatever else a text has
            for number, line in enumerate(file, start=1):
                try:
                    yield from_json(line)
                except ValueError as error:
                    raise InputError(f"{self.path}, line {number}: not JSON.", next_step="Run it again.") from error

    def __iter__(self) -> Iterator[RowT]:
        while self._next is not None:
            yield self._next
            self._next = next(self._rows, None)

    def of(self, article: ArticleRow) -> list[RowT]:
        """Read on while the rows belong to an article."""
        rows = []
        name = (article["article_id"], article["article"])
        while self._next is not None and (self._next["article_id"], self._next["article"]) == name:
            rows.append(self._next)
            self._next = next(self._rows, None)
        return rows

    def check_exhausted(self) -> None:
        """Raise an `InputError` if rows are left."""
        if self._next is not None:
            raise InputError(
                f"{self.path}: rows of {self._next['article']} are out of order.", next_step="Run it again."
            )
