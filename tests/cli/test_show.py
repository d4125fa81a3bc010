"""cli show: the exact request for an article."""

import json
from collections.abc import Callable

from extractor.core.exchange import Request
from extractor.core.package_data import SEEDS
from tests.conftest import CommandResult

SEED = sorted(SEEDS.glob("*.txt"))[0]


def test_the_request_and_its_facts(extractor: Callable[..., CommandResult]) -> None:
    """Messages to stdout; key, parts, tokens and whether it is recorded to stderr."""
    said = extractor("show", SEED, "-m", "reference-reader")
    assert said.code == 0
    assert "--- system ---" in said.out
    assert SEED.read_text(encoding="utf-8").strip() in said.out
    assert "tokens    about" in said.err
    assert "recorded  yes" in said.err
    assert "recorded  no" in extractor("show", SEED, "-m", "another").err


def test_the_body(extractor: Callable[..., CommandResult]) -> None:
    """--body prints the bytes that go over the wire; their hash is the key that is shown."""
    body = extractor("show", SEEDS, "-m", "reference-reader", "--body").out.rstrip("\n")
    assert Request.of(json.loads(body)).key in extractor("show", SEEDS, "-m", "reference-reader").err
