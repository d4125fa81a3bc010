"""quote: a string that must be in the article."""

import pytest
from pydantic import BaseModel, ValidationError

from extractor.schema.quote import MAX_QUOTE, Quote


def test_quote_is_a_field_type() -> None:
    """Any schema may use Quote: on the wire a string, bounded on reading."""

    class Note(BaseModel):
        said: Quote

    assert Note.model_json_schema()["properties"]["said"]["type"] == "string"
    assert isinstance(Note.model_validate_json('{"said": "x"}', strict=True).said, Quote)
    for bad in ("", "x" * (MAX_QUOTE + 1)):
        with pytest.raises(ValidationError):
            Note(said=bad)
