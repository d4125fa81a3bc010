"""The rows of one article as the bytes of its files, made as soon as the article has ended.

Bytes wait for their turn, cross from one process to another and go to disk as they are; the
extraction that they were made from can be forgotten.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from pydantic import BaseModel

from extractor.core.canonical import canonical
from extractor.runs.result import Extraction, State
from extractor.schema.tables import columns, flat_row, table_models, ungrounded_fields

IDENTITY = ("article_id", "article", "published")
OF_THE_ARTICLE = ("articles", "texts", "failures")  # files of a run that are no tables of the schema
FAILURE = (*IDENTITY, "state", "kind", "message")
# A spreadsheet takes a cell that begins like this for a formula, the full-width forms included.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers."""
    if value is None:
        return ""
    return "'" + value if isinstance(value, str) and value.startswith(_FORMULA) else value


def csv_lines(rows: Iterable[Sequence[Any]]) -> str:
    """Lines of CSV, safe in a spreadsheet."""
    lines = io.StringIO(newline="")
    csv.writer(lines).writerows([safe_cell(cell) for cell in row] for row in rows)
    return lines.getvalue()


@dataclass(frozen=True)
class ArticleRows:
    """What one article adds to the files of a run, and what a summary needs to know of it.

    Attributes:
        name: the article's name.
        state, kind: how it ended.
        files: text by file; the manifest's line stands under `manifest.json`.
        quotes: how its quotes were found.
        repairs: how many repairs it took.
        missing: what the missing request was made of, and why it is asked, where the article is
            pending for want of a recording.
    """

    name: str
    state: State
    kind: str
    files: Mapping[str, str]
    quotes: Mapping[str, int] = field(default_factory=dict)
    repairs: int = 0
    missing: Mapping[str, Any] = field(default_factory=dict)

    def article(self) -> dict[str, Any]:
        """The row of the article itself."""
        row: dict[str, Any] = json.loads(self.files["articles.jsonl"])
        return row

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """The rows of each table; none unless the article is ok."""
        tables = {name.removesuffix(".jsonl"): text for name, text in self.files.items() if name.endswith(".jsonl")}
        return {
            name: [json.loads(line) for line in text.split("\n") if line]
            for name, text in tables.items()
            if name not in OF_THE_ARTICLE
        }

    def to_bytes(self) -> bytes:
        """The form in which a page waits on disk."""
        return json.dumps(asdict(self)).encode("ascii")

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read that form."""
        return cls(**json.loads(data))


class TableLayout:
    """The files and columns of a run: each list of items at the top of the schema is a table."""

    def __init__(self, schema: type[BaseModel]) -> None:
        models = table_models(schema)
        self.headers: dict[str, Sequence[str]] = {
            name: [*IDENTITY, *columns(model), "ungrounded"] for name, model in models.items()
        }
        self.headers["failures"] = FAILURE

    def rows(self, extraction: Extraction) -> ArticleRows:
        """The page of an article that has ended."""
        files: dict[str, str] = {}
        for table, rows in extraction.tables().items():
            lost = extraction.quotes.get("ungrounded")
            cells = [
                {**flat_row(row), "ungrounded": " | ".join(ungrounded_fields(row)) if lost else ""} for row in rows
            ]
            self._table(files, table, rows, cells)
        if extraction.state != "ok":
            failure = extraction.failure()
            self._table(files, "failures", [failure], [failure])
        files["articles.jsonl"] = canonical(extraction.article_row()).decode() + "\n"
        if text := extraction.text_row():
            files["texts.jsonl"] = canonical(text).decode() + "\n"
        files["manifest.json"] = canonical(extraction.manifest()).decode()
        return ArticleRows(
            name=extraction.name,
            state=extraction.state,
            kind=extraction.kind,
            files=files,
            quotes=extraction.quotes,
            repairs=extraction.repairs,
            missing=extraction.missing(),
        )

    def _table(
        self, files: dict[str, str], table: str, rows: Sequence[Mapping[str, Any]], cells: Sequence[Mapping[str, Any]]
    ) -> None:
        header = self.headers[table]
        files[f"{table}.jsonl"] = "".join(canonical(row).decode() + "\n" for row in rows)
        files[f"{table}.csv"] = csv_lines([row.get(column) for column in header] for row in cells) if rows else ""
