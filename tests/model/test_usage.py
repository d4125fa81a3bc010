"""usage: tokens and cost of one attempt."""

import json
from typing import Any

import pytest

from extractor.core.exchange import Completion
from extractor.model.usage import Usage


def test_usage_of_a_response() -> None:
    """Input, cached and output tokens are counted as the server reports them."""
    usage = {"prompt_tokens": 10, "completion_tokens": 5, "prompt_tokens_details": {"cached_tokens": 4}}
    assert Usage.of(Completion(json.dumps({"usage": usage}))) == Usage(10, 4, 5)
    assert (Usage(1, 0, 2) + Usage(10, 4, 5)).total == 18


@pytest.mark.parametrize(
    "usage",
    [
        None,
        [],
        "x",
        {},
        {"prompt_tokens": "7"},
        {"prompt_tokens": -1},
        {"prompt_tokens": True},
        {"prompt_tokens": 1e300},
    ],
)
def test_malformed_usage(usage: Any) -> None:
    """M29: a missing or malformed usage does not fail a run."""
    assert Usage.of(Completion(json.dumps({"usage": usage}))) is None
    assert Usage.of(Completion("<html>")) is None


def test_more_cached_than_input_tokens() -> None:
    """Cached tokens never exceed input tokens, so a cost is never negative."""
    usage = {"prompt_tokens": 10, "completion_tokens": 5, "prompt_tokens_details": {"cached_tokens": 99}}
    assert Usage.of(Completion(json.dumps({"usage": usage}))) == Usage(10, 10, 5)
