"""batch_api: the provider's Batch API, against an endpoint with the real wire format."""

from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest

from extractor.core.errors import Stop
from extractor.core.exchange import Request
from extractor.core.settings import Settings
from extractor.model.batch_api import Batches, Limits
from extractor.recordings.store import Store, open_store
from tests.batches import BatchEndpoint
from tests.endpoint import chat

REQUESTS = [
    Request.of({"model": "stub", "messages": [], "n": n}, {"article": str(n), "step": "first"}) for n in range(7)
]


@pytest.fixture
def provider() -> Iterator[BatchEndpoint]:
    """A Batch endpoint."""
    endpoint = BatchEndpoint()
    yield endpoint
    endpoint.close()


@asynccontextmanager
async def _batches(provider: BatchEndpoint, folder: Path, **limits: int) -> AsyncIterator[tuple[Batches, Store]]:
    settings = Settings(
        _env_file=None, OPENAI_BASE_URL=provider.url, OPENAI_API_KEY="sk-canary-0123456789", model="stub",
        store=folder / "store",
    )  # fmt: skip
    with closing(open_store(settings.store)) as store:
        async with aclosing(Batches(settings, store, Limits(**limits) if limits else None)) as batches:
            yield batches, store


async def _stream(requests: list[Request]) -> AsyncIterator[Request]:
    for request in requests:
        yield request


def _good(_: dict[str, Any]) -> tuple[int, Any]:
    return 200, {**chat({}), "usage": {"prompt_tokens": 100, "completion_tokens": 10}}


async def test_submit_and_collect(provider: BatchEndpoint, tmp_path: Path) -> None:
    """Requests are submitted as a file, byte for byte; their responses are recorded with the parts of the requests."""
    async with _batches(provider, tmp_path) as (batches, store):
        (job,) = await batches.submit(_stream(REQUESTS))
        assert (job.requests, job.state) == (7, "validating")
        assert provider.batches["batch_0"]["metadata"] == {"extractor": job.mark}
        assert {line["custom_id"] for line in provider.lines("batch_0")} == {request.key for request in REQUESTS}
        assert (await batches.collect()).answers == [], "it is not over"
        provider.run("batch_0", _good)
        collected = await batches.collect()
        assert collected.answers[0].merged.added == 7
        assert (collected.usage.input_tokens, collected.usage.output_tokens) == (700, 70)
        found = store.get(REQUESTS[3].key)
        assert found is not None
        assert found.parts == {"article": "3", "step": "first"}
        assert (await batches.collect()).answers == [], "nothing is fetched twice"


async def test_limits_of_the_provider(provider: BatchEndpoint, tmp_path: Path) -> None:
    """More requests or bytes than fit into a file are split into several batches."""
    async with _batches(provider, tmp_path, requests=3, size=10**6) as (batches, _):
        assert [job.requests for job in await batches.submit(_stream(REQUESTS))] == [3, 3, 1]
    async with _batches(provider, tmp_path / "other", requests=100, size=500) as (batches, _):
        jobs = await batches.submit(_stream(REQUESTS))
        assert sum(job.requests for job in jobs) == 7
        assert len(jobs) > 1
    assert all(len(provider.files[batch["input_file_id"]]) <= 1_000 for batch in provider.batches.values())


async def test_nothing_is_submitted_twice(provider: BatchEndpoint, tmp_path: Path) -> None:
    """Requests of a batch that is not collected are not submitted again, and equal requests only once."""
    async with _batches(provider, tmp_path) as (batches, _):
        await batches.submit(_stream(REQUESTS[:4] + REQUESTS[:2]))
        (job,) = await batches.submit(_stream(REQUESTS))
        assert job.requests == 3
        assert await batches.submit(_stream(REQUESTS)) == []


async def test_an_expired_batch(provider: BatchEndpoint, tmp_path: Path) -> None:
    """Of an expired batch the responses are recorded, permanent failures included; the other requests can be submitted again."""

    def some(body: dict[str, Any]) -> tuple[int, Any] | None:
        if body["n"] < 3:
            return _good(body)
        if body["n"] == 3:
            return 400, {"error": {"code": "other", "message": "no"}}
        return (429, {"error": {"code": "slow"}}) if body["n"] == 4 else None

    async with _batches(provider, tmp_path) as (batches, store):
        await batches.submit(_stream(REQUESTS))
        provider.run("batch_0", some, status="expired")
        collected = await batches.collect()
        assert sum(answers.merged.added for answers in collected.answers) == 4
        lost = [reason for answers in collected.answers for _, reason in answers.not_recorded]
        assert sorted(lost) == [
            "This request could not be executed in time.",
            "This request could not be executed in time.",
            "slow",
        ]
        refused = store.get(REQUESTS[3].key)
        assert refused is not None
        assert refused.status == 400
        (job,) = await batches.submit(_stream(REQUESTS[4:]))
        assert job.requests == 3


async def test_a_batch_accepted_despite_an_error(provider: BatchEndpoint, tmp_path: Path) -> None:
    """A batch that the provider accepted despite an error response is found by its mark and not submitted twice."""
    provider.fail = "/batches"
    async with _batches(provider, tmp_path) as (batches, _):
        with pytest.raises(Stop, match="500"):
            await batches.submit(_stream(REQUESTS))
    async with _batches(provider, tmp_path) as (batches, _):
        assert await batches.submit(_stream(REQUESTS)) == []
        assert [job.batch for job in await batches.look()] == ["batch_0"]
    assert len(provider.batches) == 1


async def test_a_batch_that_was_never_accepted(
    provider: BatchEndpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The requests of a batch that the provider never accepted can be submitted again after a while."""
    async with _batches(provider, tmp_path) as (batches, _):
        provider.fail = "/batches"
        with pytest.raises(Stop):
            await batches.submit(_stream(REQUESTS))
        provider.batches.clear()
        assert await batches.submit(_stream(REQUESTS)) == [], "it may be taken, and not listed yet"
        monkeypatch.setattr("extractor.model.batch_api.PATIENCE", 0)
        (job,) = await batches.submit(_stream(REQUESTS))
        assert job.requests == 7


async def test_cancel(provider: BatchEndpoint, tmp_path: Path) -> None:
    """Of a cancelled batch the responses are recorded; the other requests can be submitted again."""
    async with _batches(provider, tmp_path) as (batches, _):
        await batches.submit(_stream(REQUESTS))
        assert [job.state for job in await batches.cancel()] == ["cancelling"]
        provider.run("batch_0", lambda body: _good(body) if body["n"] == 0 else None, status="cancelled")
        collected = await batches.collect()
        assert collected.answers[0].merged.added == 1
        assert await batches.cancel() == []
        (job,) = await batches.submit(_stream(REQUESTS[1:]))
        assert job.requests == 6


async def test_a_failed_batch(provider: BatchEndpoint, tmp_path: Path) -> None:
    """The provider's reason for a failed batch is kept; the same requests are refused unless `--again` is given."""
    async with _batches(provider, tmp_path) as (batches, _):
        await batches.submit(_stream(REQUESTS))
        reason = {
            "code": "token_limit_exceeded",
            "message": "Enqueued token limit reached.",
            "line": None,
            "param": None,
        }
        provider.batches["batch_0"].update(status="failed", errors={"object": "list", "data": [reason]})
        (job,) = await batches.look()
        assert job.reason == "Enqueued token limit reached."
        collected = await batches.collect()
        assert [failed.reason for failed in collected.failed] == [job.reason]
        with pytest.raises(Stop, match="Enqueued token limit reached"):
            await batches.submit(_stream(REQUESTS))
        assert len(await batches.submit(_stream(REQUESTS), again=True)) == 1


@pytest.mark.parametrize("word", ["COMPLETED", "Succeeded", "ended"])
async def test_states_of_other_providers(provider: BatchEndpoint, tmp_path: Path, word: str) -> None:
    """A state in capitals or under another name is recognized; an unknown one is an error, not an endless wait."""
    async with _batches(provider, tmp_path) as (batches, store):
        await batches.submit(_stream(REQUESTS))
        provider.run("batch_0", _good)
        provider.batches["batch_0"]["status"] = word
        await batches.collect()
        assert len(list(store)) == 7
        await batches.submit(_stream(REQUESTS[:0]))
        provider.batches["batch_0"]["status"] = "frobnicating"
        store.set_note(f"batch/{batches.jobs()[0].mark}", {**batches.jobs()[0].note(), "state": "in_progress"})
        with pytest.raises(Stop, match="frobnicating"):
            await batches.collect()
