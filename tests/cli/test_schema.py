"""cli schema: the JSON schema that is sent."""

import json
from collections.abc import Callable

from tests.conftest import CommandResult


def test_the_wire_schema(extractor: Callable[..., CommandResult]) -> None:
    """The tool schema is printed as JSON, as it is sent."""
    tool = json.loads(extractor("schema").out)
    assert tool["function"]["strict"] is True
    assert list(tool["function"]["parameters"]["properties"])[:2] == ["article", "operations"]
