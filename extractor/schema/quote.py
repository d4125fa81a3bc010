"""quote."""

from __future__ import annotations

from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

MAX_QUOTE = 2_000


class Quote(str):
    """A string that must stand in the article, character for character.

    Any schema may use it as a field type; what it holds is located in the article after
    validation. On the wire it is a plain string.
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
