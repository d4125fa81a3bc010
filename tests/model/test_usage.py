"""attempt: what one attempt cost."""

import json
from typing import Any

import pytest

from extractor.core.exchange import Completion
from extractor.model.usage import Usage


def test_usage_of_a_reply() -> None:
    """Tokens read, those of them that were cached, and tokens written, as the server counts them."""
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
def test_nonsense_is_no_usage(usage: Any) -> None:
    """M29: a server that leaves usage out, or sends anything, does not disturb a run."""
    assert Usage.of(Completion(json.dumps({"usage": usage}))) is None
    assert Usage.of(Completion("<html>")) is None


def test_more_cached_than_read() -> None:
    """No more tokens are cached than were read, so a price never turns negative."""
    usage = {"prompt_tokens": 10, "completion_tokens": 5, "prompt_tokens_details": {"cached_tokens": 99}}
    assert Usage.of(Completion(json.dumps({"usage": usage}))) == Usage(10, 10, 5)
