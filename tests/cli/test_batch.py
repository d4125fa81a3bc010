"""cli batch: from articles to a batch, and from its answers to rows."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.batches import BatchEndpoint
from tests.conftest import TEXT, CommandResult, coding, write_articles
from tests.endpoint import chat

Run = Callable[..., CommandResult]


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[BatchEndpoint]:
    """A Batch endpoint, and settings that point to it."""
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
    """The whole way: submitted once, looked at, collected at the batch rate, and replayed into rows."""
    articles = write_articles(tmp_path / "a", TEXT, TEXT + " More.")
    said = extractor("batch", "submit", articles)
    assert (said.code, "2 requests submitted" in said.err) == (0, True)
    assert "Nothing to submit" in extractor("batch", "submit", articles).err
    assert "validating" in extractor("batch", "status").out
    usage = {"prompt_tokens": 1_000_000, "completion_tokens": 100_000}
    provider.run("batch_0", lambda _: (200, {**chat(coding()), "usage": usage}))
    said = extractor("batch", "collect")
    assert said.code == 0
    assert "2 responses recorded, 0 requests without a response" in said.err
    assert "$12.0000 at the batch rate" in said.err
    said = extractor("run", articles, "--offline", "-o", "run")
    assert (said.code, "2 ok" in said.err) == (0, True)
    assert not any(b"sk-canary" in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_what_is_lost_comes_again(extractor: Run, provider: BatchEndpoint, tmp_path: Path) -> None:
    """An expired request is told, exit 3, and goes with the next submit; a cancelled batch likewise."""
    articles = write_articles(tmp_path / "a", TEXT, TEXT + " More.")
    extractor("batch", "submit", articles)
    provider.run("batch_0", lambda _: None, status="expired")
    said = extractor("batch", "collect")
    assert (said.code, "2 requests without a response" in said.err, "batch_expired" in said.err) == (3, True, True)
    assert "2 requests submitted" in extractor("batch", "submit", articles).err
    said = extractor("batch", "cancel")
    assert "cancelling" in said.out
    assert "1 batches cancelled" in said.err
    assert extractor("batch", "status").out.count("batch_") == 2


def test_no_batches(extractor: Run, provider: BatchEndpoint) -> None:
    """Where nothing was submitted nothing is asked."""
    assert "No batches." in extractor("batch", "status").err
    assert provider.requests == []
