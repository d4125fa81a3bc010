"""validation: the JSON of a response against a schema, with problems in our own words."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from extractor.prompts.validation import Unreadable, parsed, parsed_beginning, validated


class Note(BaseModel):
    """A schema."""

    count: int


def test_a_valid_value() -> None:
    """A strictly valid value is returned as the schema's model."""
    assert validated(Note, '{"count": 3}', {}) == Note(count=3)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "the arguments are empty"),
        ('{"count": 3', "not valid JSON"),
        ('{"count": 3, "count": 4}', "count is given twice"),
        ('{"count": "3"}', "count: must be of type int"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_problems(text: str, problem: str) -> None:
    """M10 to M17: each kind of error has a message that does not depend on a library's version."""
    with pytest.raises(Unreadable, match=problem):
        validated(Note, text, {})


def test_parsing_is_strict() -> None:
    """Duplicate names and NaN are rejected before validation."""
    for text in ('{"a": 1, "a": 2}', '{"a": NaN}', "1e999"):
        with pytest.raises(ValueError):  # noqa: PT011  # any of its kinds
            parsed(text)


def test_beginning_of_a_text() -> None:
    """Open lists and objects are closed; a cut number is kept, a cut name is dropped, a duplicate name is an error."""
    assert parsed_beginning('{"a": [{"b": 1}, {"c": 12') == {"a": [{"b": 1}, {"c": 12}]}
    assert parsed_beginning('{"a": 1, "b') == {"a": 1}
    with pytest.raises(ValueError, match="uplicate"):
        parsed_beginning('{"a": 1, "a": [')
