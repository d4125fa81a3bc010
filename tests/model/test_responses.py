"""responses: wait times, error messages and rate limits in the responses of servers."""

from typing import Any

import pytest

from extractor.core.exchange import has_choices
from extractor.core.server_errors import read_error
from extractor.model.responses import LONGEST_WAIT, Rates, rates, retry_after


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "1"}, 1.0),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after": "Thu, 01 Jan 1970 00:01:40 GMT"}, 90.0),
        ({"retry-after": "300"}, 300.0),
        ({"retry-after": "-5"}, 0.0),
        ({"retry-after": "NaN"}, 0.0),
        ({"retry-after": "inf"}, 0.0),
        ({"retry-after": "soon"}, 0.0),
        ({"retry-after": "Mon, 01 Jan 99999999999999 00:00:00 GMT"}, 0.0),
        ({}, 0.0),
    ],
)
def test_retry_after(headers: dict[str, str], seconds: float) -> None:
    """S08 to S12: seconds, milliseconds and dates are read; a malformed value means no wait."""
    assert retry_after(headers, now=10.0) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ('{"error": {"code": "x", "message": "m"}}', "x", "m"),
        ('{"error": {"code": 429}}', "", ""),
        ('{"error": "plain"}', "", "plain"),
        ("<html>", "", ""),
        ("[1]", "", ""),
        ("[" * 100_000, "", ""),
    ],
)
def test_error_bodies(text: str, code: str, message: str) -> None:
    """S14, S16: error bodies of any shape are read; HTML is not shown."""
    found = read_error(text)
    assert (found.code, found.message) == (code, message)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, Rates()),
        ({"x-ratelimit-limit-requests": "500", "x-ratelimit-limit-tokens": "30000"}, Rates(500, 30_000)),
        ({"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "120ms"}, Rates(pause=0.12)),
        ({"x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "1m30s"}, Rates(pause=90.0)),
        ({"x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "7.5"}, Rates(pause=7.5)),
        ({"x-ratelimit-remaining-tokens": "5", "x-ratelimit-reset-tokens": "1m"}, Rates()),
        ({"x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "6h"}, Rates(pause=LONGEST_WAIT)),
        ({"x-ratelimit-limit-requests": "many", "x-ratelimit-remaining-requests": "0"}, Rates()),
        ({"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "NaN"}, Rates()),
    ],
)
def test_rates(headers: dict[str, str], expected: Rates) -> None:
    """Limits per minute and the time until a reset are read in the forms that servers use; malformed values are ignored."""
    assert rates(headers) == expected


def test_the_shape_of_a_completion() -> None:
    """T18, M02: a completion has choices with a message, or a filtered choice without one."""
    assert has_choices({"choices": [{"message": {}}]})
    assert has_choices({"choices": [{"finish_reason": "content_filter"}]})
    shapeless: list[Any] = [None, [], [None], [{}]]
    assert not any(has_choices({"choices": choices}) for choices in shapeless)
