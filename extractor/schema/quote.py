"""The field type of verbatim strings."""

from __future__ import annotations

from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

MAX_QUOTE = 2_000


class Quote(str):
    """A string copied verbatim from the article.

    Any schema may use it as a field type. Its value is located in the article after validation;
    in the tool schema it is a plain string.
    """

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        text = core_schema.str_schema(min_length=1, max_length=MAX_QUOTE)
        return core_schema.no_info_after_validator_function(cls._of, text)

    @classmethod
    def _of(cls, text: str) -> Quote:
        if not text.strip():
            raise ValueError("is blank; copy words from the text")
        return cls(text)
