"""The rows of one article as the bytes of its files, made as soon as the article has ended.

The bytes are buffered, sent between processes and written to disk unchanged; the extraction that they were made from
can be freed.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Self, cast

from pydantic import BaseModel

from extractor.core.canonical import canonical, canonical_without_floats
from extractor.runs.result import Extraction, MissingRequest, State, failure_rows
from extractor.schema.rows import ArticleRow, ManifestArticle, Row, TextRow
from extractor.schema.tables import (
    columns,
    contradictions_text,
    flat_row,
    has_floats,
    review_text,
    table_models,
    ungrounded_fields,
)

IDENTITY = ("article_id", "article", "published")
ARTICLE_FILES = ("articles", "texts", "failures")  # files of every run, which are not tables of the schema
FAILURE_COLUMNS = (*IDENTITY, "state", "kind", "message", "item", "value")
# A spreadsheet takes a cell that begins like this for a formula, the full-width forms included.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula; numbers are unchanged."""
    if value is None:
        return ""
    return "'" + value if isinstance(value, str) and value.startswith(_FORMULA) else value


_FIRST = frozenset(_FORMULA)


def csv_lines(rows: Iterable[Sequence[Any]]) -> str:
    """Format rows as CSV that is safe in a spreadsheet (see `safe_cell`)."""
    lines = io.StringIO(newline="")
    csv.writer(lines).writerows(
        [safe_cell(cell) if isinstance(cell, str) and cell[:1] in _FIRST else cell for cell in row] for row in rows
    )
    return lines.getvalue()


@dataclass(frozen=True)
class ArticleRows:
    """Contribution of one article to the files and the summary of a run.

    Attributes:
        name: the article's name.
        state, kind: how it ended, and its error class.
        files: text by file; under `manifest.json` the article's line.
        quotes: number of quotes by match.
        repairs: number of repairs.
        contradictions: number of values that contradict their words.
        missing: the request that is not recorded, if that is why the article is pending.
    """

    name: str
    state: State
    kind: str
    files: Mapping[str, str]
    quotes: Mapping[str, int] = field(default_factory=dict)
    repairs: int = 0
    contradictions: int = 0
    missing: MissingRequest | None = None

    def article(self) -> ArticleRow:
        """Return the row in `articles`."""
        row: ArticleRow = json.loads(self.files["articles.jsonl"])
        return row

    def tables(self) -> dict[str, list[Row]]:
        """Return the rows of each table of the schema; empty unless the article is ok or partial."""
        tables = {name.removesuffix(".jsonl"): text for name, text in self.files.items() if name.endswith(".jsonl")}
        return {
            name: [json.loads(line) for line in text.split("\n") if line]
            for name, text in tables.items()
            if name not in ARTICLE_FILES
        }

    def to_bytes(self) -> bytes:
        """Serialize for the spill buffer."""
        return json.dumps(asdict(self)).encode("ascii")

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read what `to_bytes` wrote."""
        return cls(**json.loads(data))


class TableLayout:
    """The tables of a run and their columns: each list of items at the top of the schema is a table."""

    def __init__(self, schema: type[BaseModel], *, reviewed: bool = False) -> None:
        """Make the layout of a schema, with a column `reviewed` for a run with corrections."""
        models = table_models(schema)
        self.headers: dict[str, Sequence[str]] = {
            name: [*IDENTITY, *columns(model), "ungrounded", "contradictions"] for name, model in models.items()
        }
        if reviewed and "incidents" in self.headers:
            self.headers["incidents"] = [*self.headers["incidents"], "reviewed"]
        self.headers["failures"] = FAILURE_COLUMNS
        self._encode = canonical if has_floats(schema) else canonical_without_floats

    def of(self, result: Extraction | ArticleRows) -> ArticleRows:
        """Return rows as they are, and those of an extraction."""
        return result if isinstance(result, ArticleRows) else self.rows(result)

    def rows(self, extraction: Extraction) -> ArticleRows:
        """Format the rows of an article that has ended."""
        return self.assemble(
            extraction.article_row(),
            extraction.tables(),
            extraction.text_row(),
            line=extraction.manifest_article(),
            missing=extraction.missing_request(),
        )

    def assemble(
        self,
        row: ArticleRow,
        tables: Mapping[str, Sequence[Row]],
        text: TextRow | None,
        *,
        line: ManifestArticle,
        missing: MissingRequest | None = None,
    ) -> ArticleRows:
        """Format the rows of an article.

        Args:
            row: its row in `articles`.
            tables: its rows by table of the schema.
            text: its row in `texts`.
            line: its line in the manifest.
            missing: the request that is not recorded, if that is why the article is pending.
        """
        files: dict[str, str] = {}
        any_ungrounded = row["quotes"].get("ungrounded")
        for table, items in tables.items():
            fields = [" | ".join(ungrounded_fields(item)) if any_ungrounded else "" for item in items]
            cells = [
                {
                    **flat_row(item),
                    "ungrounded": each,
                    "contradictions": contradictions_text(item),
                    "reviewed": review_text(item),
                }
                for item, each in zip(items, fields, strict=True)
            ]
            self._add_table(files, table, items, cells)
        if row["state"] != "ok":
            failures = failure_rows(row)
            self._add_table(files, "failures", failures, failures)
        files["articles.jsonl"] = self._encode(row).decode() + "\n"
        if text:
            files["texts.jsonl"] = canonical_without_floats(text).decode() + "\n"
        files["manifest.json"] = canonical_without_floats(line).decode()
        return ArticleRows(
            name=row["article"],
            state=cast(State, row["state"]),
            kind=row.get("kind", ""),
            files=files,
            quotes=row["quotes"],
            repairs=row["repairs"],
            contradictions=row.get("checks", {}).get("contradicts", 0),
            missing=missing,
        )

    def _add_table(self, files: dict[str, str], table: str, rows: Sequence[Row], cells: Sequence[Row]) -> None:
        header = self.headers[table]
        files[f"{table}.jsonl"] = "".join(self._encode(row).decode() + "\n" for row in rows)
        files[f"{table}.csv"] = csv_lines([row.get(column) for column in header] for row in cells) if rows else ""
