"""The field type of verbatim strings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

Match = Literal["exact", "folded", "ungrounded"]
MAX_QUOTE = 2_000


class Quote(str):
    """A string copied verbatim from the article.

    Any schema may use it as a field type. Its value is located in the article after validation;
    in the tool schema it is a plain string.

    Attributes:
        start, end: where it is in the article's original text, in code points; None before it is located, or where
            it is not found.
        match: exact, folded (typographic differences) or ungrounded (not found); None before it is located.
        replied: the model's string, where the text differs from it.
        part: the part of a document that it begins in ("page 3").
    """

    start: int | None = None
    end: int | None = None
    match: Match | None = None
    replied: str | None = None
    part: str | None = None

    @classmethod
    def located(cls, row: Mapping[str, Any]) -> Quote:
        """Return the quote of a row (see `QuoteRow`)."""
        quote = cls(row["text"])
        quote.start, quote.end, quote.match = row["start"], row["end"], row["match"]
        quote.replied, quote.part = row.get("replied"), row.get("part")
        return quote

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        text = core_schema.str_schema(min_length=1, max_length=MAX_QUOTE)
        return core_schema.no_info_after_validator_function(cls._of, text)

    @classmethod
    def _of(cls, text: str) -> Quote:
        if not text.strip():
            raise ValueError("is blank; copy words from the text")
        return cls(text)
