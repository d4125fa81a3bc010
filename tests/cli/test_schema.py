"""cli schema: what the model is asked to fill."""

import json
from collections.abc import Callable

from tests.conftest import CommandResult


def test_the_wire_schema(extractor: Callable[..., CommandResult]) -> None:
    """The tool as it goes out, as JSON."""
    tool = json.loads(extractor("schema").out)
    assert tool["function"]["strict"] is True
    assert list(tool["function"]["parameters"]["properties"])[:2] == ["article", "operations"]
