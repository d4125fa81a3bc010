"""values: the value of a call, valid or not."""

import json

import pytest

from extractor.prompts.replies import Call
from extractor.prompts.values import plain_value, read
from extractor.schema.codebook import Coding
from tests.conftest import coding, incident


def test_value_that_is_not_valid() -> None:
    """A reading that is not valid has the JSON value without its wrappers, if there is one."""
    wrong = coding(incident(type="parade"))
    assert read(Call("1", json.dumps({"Coding": wrong})), Coding, "Coding", {}).plain == wrong
    assert read(Call("1", "{"), Coding, "Coding", {}).plain is None


def test_plain_value() -> None:
    """A fence and a wrapper are left out and named; what is no JSON is an error."""
    assert plain_value('```json\n{"Coding": {"article": 1}}\n```', Coding, "Coding") == (
        {"article": 1},
        ("the value inside 'Coding'", "JSON in a code fence"),
    )
    with pytest.raises(ValueError, match="delimiter"):
        plain_value('{"a" 1}', Coding, "Coding")
