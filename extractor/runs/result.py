"""What comes out: the end of each article, its provenance, and its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from extractor.articles.article import Article, Media
from extractor.core.errors import ExtractorError, Miss

State = Literal["ok", "failed", "pending"]


@dataclass(frozen=True)
class Extraction:
    """How one article ended.

    Attributes:
        name: the article's name.
        state: ok, failed (`kind` says how) or pending (not asked, or not recorded).
        article: the article, None where the input did not become one.
        coding: the value as JSON with every quote placed; None unless ok.
        table_names: the fields of the coding that are tables (see `table_models`).
        quotes: how many quotes are exact, folded, ungrounded, asked for again.
        keys: the recordings that the result was derived from, in the order of asking.
        repairs: how many of them are repairs.
        models: the model names that the replies report.
        flags: what a reader should know (duplicates left out, invisible characters, ...).
        kind, message: the class and the words of a failure, or why the article is pending.
    """

    name: str
    state: State
    article: Article | None = None
    coding: Mapping[str, Any] | None = None
    table_names: tuple[str, ...] = ()
    quotes: Mapping[str, int] = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    repairs: int = 0
    models: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    kind: str = ""
    message: str = ""
    error: ExtractorError | None = None

    @property
    def identity(self) -> dict[str, Any]:
        """The columns that open every row of this article."""
        article = self.article
        return {
            "article_id": article.id if article else None,
            "article": self.name,
            "published": article.published.isoformat() if article and article.published else None,
        }

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """Rows by table: each list of items at the top of the coding is a table of its own."""
        coding = self.coding or {}
        return {name: [{**self.identity, **item} for item in coding[name]] for name in self.table_names}

    def article_row(self) -> dict[str, Any]:
        """The row of the article itself: state, notes, counts."""
        meta = self.article
        notes = {k: v for k, v in (self.coding or {}).items() if k not in self.table_names}
        given = {"outlet": meta.outlet, "url": meta.url, "language": meta.language, **meta.extra} if meta else {}
        return {
            **self.identity,
            "state": self.state,
            **({"kind": self.kind, "message": self.message} if self.state != "ok" else {}),
            "metadata": given,
            "notes": notes,
            "quotes": dict(self.quotes),
            "repairs": self.repairs,
            "flags": list(self.flags),
        }

    def manifest(self) -> dict[str, Any]:
        """The line of the article in the manifest: what its rows were derived from."""
        return {**self.identity, "state": self.state, "models": list(self.models), "recordings": list(self.keys)}

    def text_row(self) -> dict[str, Any]:
        """The article as it was read, which the offsets of its quotes count in; empty where none was."""
        if self.article is None:
            return {}
        row = {"article_id": self.article.id, "article": self.name, "text": self.article.original}
        return {**row, "page": True} if self.article.media is Media.HTML else row

    def missing(self) -> dict[str, Any]:
        """What the request was made of that has no recording, and why it is asked; empty if none is missing."""
        if not isinstance(self.error, Miss):
            return {}
        return {"parts": dict(self.error.request.parts), "message": self.error.message}

    def failure(self) -> dict[str, Any]:
        """The row in `failures`."""
        return {**self.identity, "state": self.state, "kind": self.kind, "message": self.message}
