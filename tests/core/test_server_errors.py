"""server_errors: error bodies of real servers, and their causes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from extractor.core.errors import ErrorClass
from extractor.core.server_errors import Fault, Feature, diagnose, read_error

GOOGLE_KEY = [
    {
        "error": {
            "code": 400,
            "message": "API key not valid.",
            "status": "INVALID_ARGUMENT",
            "details": [{"reason": "API_KEY_INVALID"}],
        }
    }
]
GOOGLE_MINUTE = {
    "error": {
        "code": 429,
        "message": "You exceeded your current quota, please check your plan and billing details.",
        "status": "RESOURCE_EXHAUSTED",
        "details": [
            {"violations": [{"quotaId": "GenerateRequestsPerMinutePerProjectPerModel"}]},
            {"retryDelay": "34s"},
        ],
    }
}
MODERATED = {"error": {"code": 403, "message": "Your input was flagged", "metadata": {"reasons": ["violence"]}}}


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ({"error": {"code": "x", "message": "m"}}, "x", "m"),
        ({"error": "plain"}, "", "plain"),
        ({"message": "m", "code": 20_012}, "", "m"),
        ({"detail": "m"}, "", "m"),
        (
            {"detail": [{"type": "extra_forbidden", "msg": "Extra inputs are not permitted"}]},
            "extra_forbidden",
            "Extra",
        ),
        ({"object": "error", "message": "m", "type": "BadRequestError"}, "badrequesterror", "m"),
        ({"errors": [{"message": "m"}]}, "", "m"),
        (GOOGLE_KEY, "api_key_invalid", "API key not valid."),
        (MODERATED, "", "[violence]"),
        ([], "", ""),
    ],
)
def test_bodies_of_any_shape(body: Any, code: str, message: str) -> None:
    """Message and codes are found anywhere in the body."""
    found = read_error(json.dumps(body))
    assert code in found.code
    assert message in found.message


@pytest.mark.parametrize("text", ["", "<html>no</html>", "null", '"x"', "[" * 100_000, '{"error": 5}'])
def test_other_bodies_have_no_message(text: str) -> None:
    """HTML, plain text and malformed bodies have no message and raise no error."""
    assert read_error(text).message == ""


def test_waits_in_bodies() -> None:
    """Google's retryDelay, "try again in" and OpenRouter's reset in milliseconds are read."""
    assert read_error(json.dumps(GOOGLE_MINUTE)).retry_after == 34
    assert read_error('{"error": {"message": "Please try again in 1m2.5s."}}').retry_after == 62.5
    reset = {"error": {"metadata": {"headers": {"X-RateLimit-Reset": "1741305600000"}}}}
    assert read_error(json.dumps(reset)).reset_at == 1_741_305_600


ACCOUNT: list[tuple[int, Any]] = [
    (401, {"error": {"message": "Incorrect API key provided"}}),
    (403, {"error": {"message": "Forbidden"}}),
    (400, GOOGLE_KEY),
    (402, {"error": {"message": "Insufficient credits"}}),
    (429, {"error": {"code": "insufficient_quota", "message": "You exceeded your current quota"}}),
    (429, {"error": {"message": "Rate limit exceeded: free-models-per-day"}}),
    (400, {"error": {"message": "Your credit balance is too low to access the API"}}),
]
SETTINGS: list[tuple[int, Any]] = [
    (404, {"error": {"message": "The model `x` does not exist", "code": "model_not_found"}}),
    (400, {"error": {"message": "x is not a valid model ID"}}),
    (400, {"error": {"message": "Unsupported parameter: 'max_tokens' is not supported with this model."}}),
    (400, {"error": {"message": "Unrecognized request argument supplied: foo"}}),
    (422, {"detail": [{"type": "extra_forbidden", "loc": ["body", "x"], "msg": "Extra inputs are not permitted"}]}),
]
FEATURES: list[tuple[int, str, Feature]] = [
    (400, "Thinking mode does not support this tool_choice", Feature.TOOL_CHOICE),
    (404, "No endpoints found that support the provided 'tool_choice' value.", Feature.TOOL_CHOICE),
    (400, "Failed to initialize samplers: failed to parse grammar", Feature.SCHEMA),
    (500, "Failed to initialize samplers: failed to parse grammar", Feature.SCHEMA),
    (400, "Invalid schema for function 'Coding': In context=(), 'pattern' is not permitted.", Feature.SCHEMA),
    (400, "registry.ollama.ai/library/gemma does not support tools", Feature.TOOLS),
    (500, "tools param requires --jinja flag", Feature.TOOLS),
    (
        400,
        '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
        Feature.TOOL_CHOICE,
    ),
    (
        400,
        "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
        Feature.RESPONSE_FORMAT,
    ),
    (422, "Extra inputs are not permitted: tools.0.function.strict", Feature.STRICT),
]
TOO_LONG = [
    "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.",
    "the request exceeds the available context size, try increasing it",
    "prompt is too long: 208310 tokens > 200000 maximum",
    "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
    "Input is too long for requested model.",
    "Requested token count exceeds the model's maximum context length of 32768 tokens.",
    "Range of input length should be [1, 129024]",
    "Please reduce the length of the messages or completion.",
    "Your request exceeded model token limit: 131072 (requested: 140000)",
    "This model's maximum prompt length is 131072 but the request contains 146000 tokens.",
    "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 9000 `inputs` tokens",
    "Input validation error: `inputs` must have less than 8192 tokens. Given: 9000",
    "max_tokens must be at least 1, got -186.",
    "litellm.ContextWindowExceededError: AnthropicException - prompt is too long: 209353 tokens > 199999",
]
FILTERED = [
    "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
    "Input data may contain inappropriate content.",
    "Content violates usage policies",
    "Content Exists Risk",
    "The request was rejected because it was considered high risk",
    "{'error': 'Violated guardrail policy'}",
    "Content violates usage guidelines. Failed check: SAFETY_CHECK_TYPE_BIO",
    "系统检测到输入或生成内容可能包含不安全或敏感内容",
]


@pytest.mark.parametrize(("status", "body"), ACCOUNT)
def test_the_accounts_fault(status: int, body: Any) -> None:
    """A wrong key, an empty account and a daily quota are errors of the account, whatever the status."""
    assert diagnose(status, read_error(json.dumps(body))).fault is Fault.ACCOUNT


@pytest.mark.parametrize(("status", "body"), SETTINGS)
def test_the_settings_fault(status: int, body: Any) -> None:
    """An unknown model and an unsupported parameter are errors of the settings."""
    assert diagnose(status, read_error(json.dumps(body))).fault is Fault.SETTINGS


@pytest.mark.parametrize(("status", "message", "feature"), FEATURES)
def test_a_feature_that_is_not_supported(status: int, message: str, feature: Feature) -> None:
    """An unsupported schema, tool or response format is identified, so that another mode can be tried."""
    found = diagnose(status, read_error(json.dumps({"error": {"message": message}})))
    assert (found.fault, found.feature) == (Fault.FEATURE, feature)


@pytest.mark.parametrize("message", TOO_LONG)
def test_an_article_that_is_too_long(message: str) -> None:
    """S04: an exceeded context length is an error of the article, in all its wordings."""
    for status in (400, 422, 500):
        found = diagnose(status, read_error(json.dumps({"error": {"message": message}})))
        assert (found.fault, found.error_class) == (Fault.ARTICLE, ErrorClass.TOO_LONG)


@pytest.mark.parametrize("message", FILTERED)
def test_an_article_that_is_filtered(message: str) -> None:
    """A content filter, and moderation by a 403, are errors of the article."""
    found = diagnose(400, read_error(json.dumps({"error": {"message": message}})))
    assert (found.fault, found.error_class) == (Fault.ARTICLE, ErrorClass.CONTENT_FILTER)
    moderated = diagnose(403, read_error(json.dumps(MODERATED)))
    assert (moderated.fault, moderated.error_class) == (Fault.ARTICLE, ErrorClass.CONTENT_FILTER)


@pytest.mark.parametrize("status", [408, 409, 424, 425, 429, 498, 499, 500, 502, 503, 504, 529])
def test_passing_faults(status: int) -> None:
    """Overload, failed dependencies, server errors and parse errors of the model's output are transient."""
    assert diagnose(status, read_error('{"error": {"message": "Failed to parse tool call"}}')).fault is Fault.PASSING
    assert diagnose(429, read_error(json.dumps(GOOGLE_MINUTE))).fault is Fault.PASSING


def test_an_unknown_wording_is_uncertain() -> None:
    """An unrecognized 400 is an error of the article, marked uncertain."""
    found = diagnose(400, read_error('{"error": {"message": "teapot"}}'))
    assert (found.fault, found.error_class, found.certain) == (Fault.ARTICLE, ErrorClass.REJECTED, False)
