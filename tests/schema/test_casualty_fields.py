"""fields: actors and casualties are closed, strict and frozen."""

import pytest
from pydantic import ValidationError

from extractor.schema.fields import Actor, Casualty, Coded
from tests.conftest import incident


def test_closed_strict_and_frozen() -> None:
    """Actors and casualties allow no further field and no change after validation."""
    for model in (Actor, Casualty):
        assert issubclass(model, Coded)
    with pytest.raises(ValidationError):
        Actor.model_validate({"name": "x", "kind": "unknown", "more": 1})
    casualty = Casualty.model_validate_json(
        '{"status":"killed","low":1,"high":null,"victims":null,"source":null,"superseded":false,"quote":"x"}'
    )
    with pytest.raises(ValidationError):
        casualty.low = 2  # type: ignore[misc]
    assert incident()["casualties"][0]["low"] == 2
