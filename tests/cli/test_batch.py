"""cli batch: submit, status, collect and cancel."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.batches import BatchEndpoint
from tests.conftest import TEXT, CommandResult, coding, write_articles
from tests.endpoint import chat

Run = Callable[..., CommandResult]


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[BatchEndpoint]:
    """Start a Batch endpoint and set the environment for it."""
    endpoint = BatchEndpoint()
    for name, value in {
        "OPENAI_API_KEY": "sk-canary-0123456789",
        "OPENAI_BASE_URL": endpoint.url,
        "EXTRACTOR_MODEL": "stub",
        "EXTRACTOR_PRICE": "10/20",
    }.items():
        monkeypatch.setenv(name, value)
    yield endpoint
    endpoint.close()


def test_submit_status_collect_run(extractor: Run, provider: BatchEndpoint, tmp_path: Path) -> None:
    """A request is submitted once, shown, collected at the batch rate, and replayed into rows."""
    articles = write_articles(tmp_path / "a", TEXT, TEXT + " More.")
    result = extractor("batch", "submit", articles)
    assert (result.code, "2 requests submitted" in result.err) == (0, True)
    assert "Nothing to submit" in extractor("batch", "submit", articles).err
    assert "validating" in extractor("batch", "status").out
    usage = {"prompt_tokens": 1_000_000, "completion_tokens": 100_000}
    provider.run("batch_0", lambda _: (200, {**chat(coding()), "usage": usage}))
    result = extractor("batch", "collect")
    assert result.code == 0
    assert "2 responses recorded, 0 requests without a response" in result.err
    assert "$12.0000 at the batch rate" in result.err
    result = extractor("run", articles, "--offline", "-o", "run")
    assert (result.code, "2 ok" in result.err) == (0, True)
    assert not any(b"sk-canary" in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_expired_requests_are_submitted_again(extractor: Run, provider: BatchEndpoint, tmp_path: Path) -> None:
    """An expired request is reported with exit 3 and submitted again; so is one of a cancelled batch."""
    articles = write_articles(tmp_path / "a", TEXT, TEXT + " More.")
    extractor("batch", "submit", articles)
    provider.run("batch_0", lambda _: None, status="expired")
    result = extractor("batch", "collect")
    assert (
        result.code,
        "2 requests without a response" in result.err,
        "could not be executed in time" in result.err,
    ) == (
        3,
        True,
        True,
    )
    assert "2 requests submitted" in extractor("batch", "submit", articles).err
    result = extractor("batch", "cancel")
    assert "cancelling" in result.out
    assert "1 batches cancelled" in result.err
    assert extractor("batch", "status").out.count("batch_") == 2


def test_no_batches(extractor: Run, provider: BatchEndpoint) -> None:
    """Without submitted batches no request is sent."""
    assert "No batches." in extractor("batch", "status").err
    assert provider.requests == []
