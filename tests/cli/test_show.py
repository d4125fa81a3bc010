"""cli show: the exact request for an article."""

import json
from collections.abc import Callable

from extractor.core.exchange import Request
from extractor.core.package_data import SEEDS
from tests.conftest import CommandResult

SEED = sorted(SEEDS.glob("*.txt"))[0]


def test_request_and_key(extractor: Callable[..., CommandResult]) -> None:
    """Messages go to stdout; key, parts, tokens and recording state to stderr."""
    result = extractor("show", SEED, "-m", "reference-reader")
    assert result.code == 0
    assert "--- system ---" in result.out
    assert SEED.read_text(encoding="utf-8").strip() in result.out
    assert "tokens    about" in result.err
    assert "recorded  yes" in result.err
    assert "recorded  no" in extractor("show", SEED, "-m", "another").err


def test_body(extractor: Callable[..., CommandResult]) -> None:
    """--body prints the bytes of the request; their hash is the printed key."""
    body = extractor("show", SEEDS, "-m", "reference-reader", "--body").out.rstrip("\n")
    assert Request.of(json.loads(body)).key in extractor("show", SEEDS, "-m", "reference-reader").err
