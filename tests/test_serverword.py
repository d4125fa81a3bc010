"""serverword: what a server says besides an answer."""

from typing import Any

import pytest

from extractor.serverword import error_of, has_choices, retry_after


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
        ({}, 0.0),
    ],
)
def test_retry_after(headers: dict[str, str], seconds: float) -> None:
    """S08 to S12: seconds, milliseconds and dates are understood; nonsense asks for no wait."""
    assert retry_after(headers, now=10.0) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ('{"error": {"code": "x", "message": "m"}}', "x", "m"),
        ('{"error": {"code": 429}}', "429", ""),
        ('{"error": "plain"}', "", "plain"),
        ("<html>", "", ""),
        ("[1]", "", ""),
        ("[" * 100_000, "", ""),
    ],
)
def test_error_bodies(text: str, code: str, message: str) -> None:
    """S14, S16: error bodies of any shape; HTML is not shown."""
    assert error_of(text) == (code, message)


def test_the_shape_of_a_completion() -> None:
    """T18, M02: choices with a message, or filtered without one."""
    assert has_choices({"choices": [{"message": {}}]})
    assert has_choices({"choices": [{"finish_reason": "content_filter"}]})
    shapeless: list[Any] = [None, [], [None], [{}]]
    assert not any(has_choices({"choices": choices}) for choices in shapeless)
