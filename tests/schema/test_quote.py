"""quote: the field type of verbatim strings."""

import pytest
from pydantic import BaseModel, ValidationError

from extractor.schema.quote import MAX_QUOTE, Quote


def test_quote_is_a_field_type() -> None:
    """Quote is a string in the tool schema, with limits in validation."""

    class Note(BaseModel):
        passage: Quote

    assert Note.model_json_schema()["properties"]["passage"]["type"] == "string"
    assert isinstance(Note.model_validate_json('{"passage": "x"}', strict=True).passage, Quote)
    for bad in ("", "x" * (MAX_QUOTE + 1)):
        with pytest.raises(ValidationError):
            Note(passage=bad)
