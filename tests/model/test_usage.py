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
    """Cached tokens beyond those of the prompt are counted beside it, so a cost is never negative."""
    usage = {"prompt_tokens": 10, "completion_tokens": 5, "prompt_tokens_details": {"cached_tokens": 99}}
    assert Usage.of(Completion(json.dumps({"usage": usage}))) == Usage(109, 99, 5)


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        # xAI: reasoning beside completion_tokens; Google: in the total alone; others in the details alone
        ({"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 200}, Usage(100, 0, 100)),
        (
            {"prompt_tokens": 100, "completion_tokens": 10, "completion_tokens_details": {"reasoning_tokens": 90}},
            Usage(100, 0, 100),
        ),
        # cached tokens: DeepSeek, Moonshot, Anthropic by way of a proxy (beside the prompt)
        ({"prompt_tokens": 100, "completion_tokens": 1, "prompt_cache_hit_tokens": 90}, Usage(100, 90, 1)),
        ({"prompt_tokens": 100, "completion_tokens": 1, "cached_tokens": 90}, Usage(100, 90, 1)),
        (
            {"prompt_tokens": 100, "completion_tokens": 1, "total_tokens": 1_001, "cache_read_input_tokens": 900},
            Usage(1_000, 900, 1),
        ),
        ({"input_tokens": 100, "output_tokens": 5, "input_tokens_details": {"cached_tokens": 7}}, Usage(100, 7, 5)),
        # the cost that a server states: OpenRouter, as text, xAI's ticks, a key of one's own
        ({"prompt_tokens": 1, "completion_tokens": 1, "cost": 0.03}, Usage(1, 0, 1, cost=0.03)),
        ({"prompt_tokens": 1, "completion_tokens": 1, "cost": "0.03"}, Usage(1, 0, 1, cost=0.03)),
        ({"prompt_tokens": 1, "completion_tokens": 1, "cost_in_usd_ticks": 3e8}, Usage(1, 0, 1, cost=0.03)),
        (
            {
                "prompt_tokens": 1,
                "completion_tokens": 1,
                "cost": 0.25,
                "is_byok": True,
                "cost_details": {"upstream_inference_cost": 0.5},
            },
            Usage(1, 0, 1, cost=0.75),
        ),
    ],
)
def test_usage_in_the_forms_of_servers(usage: Any, expected: Usage) -> None:
    """Each server's own counts are read, so that a cost is right and a limit is never exceeded."""
    assert Usage.of(Completion(json.dumps({"usage": usage}))) == expected
