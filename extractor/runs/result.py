"""Results of articles: state, provenance, rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypedDict

from extractor.articles.article import Article
from extractor.articles.original import Media, Original
from extractor.core.errors import ErrorClass, ExtractorError, Miss, UsageError
from extractor.runs.conversation import LeftOut
from extractor.schema.rows import (
    ArticleRow,
    FailureRow,
    Identity,
    LeftOutRow,
    ManifestArticle,
    Row,
    TextRow,
)

State = Literal["ok", "partial", "failed", "pending"]


class MissingRequest(TypedDict):
    """A request that is not recorded: its parts (see `Request.parts`), and why it is needed."""

    parts: dict[str, str]
    message: str


class _Reason(TypedDict, total=False):
    """Reason why an article is not ok."""

    kind: str
    message: str
    left_out: list[LeftOutRow]


class _Checked(TypedDict, total=False):
    """Number of values held against their words, by verdict."""

    checks: dict[str, int]


def text_row(article_id: str, name: str, original: Original) -> TextRow:
    """Return the row in `texts` of an article as it was read."""
    row: TextRow = {"article_id": article_id, "article": name, "text": original.text}
    if original.media is Media.HTML:
        row["page"] = True
    elif original.media is not Media.TEXT:
        row["media"] = original.media.value
    if original.parts:
        row["parts"] = [(part.label, part.start) for part in original.parts]
    return row


def failure_rows(row: ArticleRow) -> list[FailureRow]:
    """Return the rows in `failures` of an article that is not ok: one, or one for each item that is left out."""
    failure: FailureRow = {
        "article_id": row["article_id"],
        "article": row["article"],
        "published": row["published"],
        "state": row["state"],
        "kind": row["kind"],
        "message": row["message"],
    }
    return [{**failure, **left_out} for left_out in row.get("left_out", ())] or [failure]


@dataclass(frozen=True)
class Extraction:
    """The result of one article.

    Attributes:
        name: the article's name.
        state: ok, partial (some items are left out), failed, or pending (not sent, or not recorded).
        article: None if the input could not be read as an article.
        coding: the value as JSON, each quote with its offsets; None unless ok or partial.
        table_names: the fields of the coding that are tables (see `table_models`).
        quotes: number of quotes by match: exact, folded, ungrounded; and asked_again (requoted).
        keys: keys of the recordings that the result was derived from, in the order of the requests.
        repairs: how many of them are repairs.
        models: model names that the responses report.
        checks: number of values held against their words, by verdict; empty if none were.
        flags: notes for the reader (duplicates left out, invisible characters, ...).
        kind, message: error class and message, unless ok.
        left_out: items of a partial article that are not in the coding.
        error: the error that ended the article.
    """

    name: str
    state: State
    article: Article | None = None
    coding: Row | None = None
    table_names: tuple[str, ...] = ()
    quotes: Mapping[str, int] = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    repairs: int = 0
    models: tuple[str, ...] = ()
    checks: Mapping[str, int] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    kind: ErrorClass | Literal[""] = ""
    message: str = ""
    left_out: tuple[LeftOut, ...] = ()
    error: ExtractorError | None = None

    def without(self, left_out: tuple[LeftOut, ...]) -> Extraction:
        """Return the result as partial, with the items that are not in its coding."""
        items = ", ".join(each.item for each in left_out if each.item) or "the rest of the response"
        message = f"Left out: {items}. {left_out[0].reason}"
        return replace(self, state="partial", kind=left_out[0].error_class, message=message, left_out=left_out)

    @property
    def identity(self) -> Identity:
        """The columns that open every row of this article."""
        article = self.article
        return {
            "article_id": article.id if article else None,
            "article": self.name,
            "published": article.published.isoformat() if article and article.published else None,
        }

    def tables(self) -> dict[str, list[Row]]:
        """Return the rows by table: each list of items at the top of the coding is a table; none without a coding."""
        coding = self.coding
        if coding is None:
            return {}
        return {name: [{**self.identity, **item} for item in coding[name]] for name in self.table_names}

    def rows(self, table: str) -> list[Row]:
        """Return the rows of a table; none without a coding.

        Raises:
            UsageError: the schema has no such table.
        """
        if table not in self.table_names:
            raise UsageError(f"No table {table!r}.", next_step=f"Tables: {', '.join(self.table_names) or 'none'}.")
        return self.tables().get(table, [])

    def article_row(self) -> ArticleRow:
        """Return the row in `articles`: state, notes, counts."""
        article = self.article
        notes = {name: value for name, value in (self.coding or {}).items() if name not in self.table_names}
        given = (
            {"outlet": article.outlet, "url": article.url, "language": article.language, **article.extra}
            if article
            else {}
        )
        reason: _Reason = {"kind": self.kind, "message": self.message} if self.state != "ok" else {}
        if self.left_out:
            reason["left_out"] = [each.row() for each in self.left_out]
        checked: _Checked = {"checks": dict(self.checks)} if self.checks else {}
        return {
            **self.identity,
            "state": self.state,
            **reason,
            **checked,
            "metadata": given,
            "notes": notes,
            "quotes": dict(self.quotes),
            "repairs": self.repairs,
            "flags": list(self.flags),
        }

    def manifest_article(self) -> ManifestArticle:
        """Return the article's line in the manifest: the recordings that its rows were derived from."""
        return {**self.identity, "state": self.state, "models": list(self.models), "recordings": list(self.keys)}

    def text_row(self) -> TextRow | None:
        """Return the row in `texts`: the article as it was read, which offsets refer to; None without an article."""
        return text_row(self.article.id, self.name, self.article.as_read) if self.article else None

    def missing_request(self) -> MissingRequest | None:
        """Return the request whose recording is missing; None unless that is why the article is pending."""
        if not isinstance(self.error, Miss):
            return None
        return {"parts": dict(self.error.request.parts), "message": self.error.message}
