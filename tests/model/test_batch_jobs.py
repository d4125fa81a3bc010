"""batch_jobs: batches as the store keeps them, and requests in files that a provider accepts."""

from collections.abc import AsyncIterator
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from extractor.core.exchange import Request
from extractor.model.batch_api import Job, Limits, parts_of, usage_in


@given(
    st.builds(Job, st.text(), st.text(), st.text(), st.integers(0), st.text(), st.text(), st.integers(), st.integers())
)
def test_a_job_round_trip(job: Job) -> None:
    """A batch is read back from the store with every field."""
    assert Job.of(job.note()) == job


async def test_requests_are_split_over_files(tmp_path: Path) -> None:
    """Files respect both limits, and together contain each request once."""

    async def requests() -> AsyncIterator[Request]:
        for n in (*range(10), 3, 4):
            yield Request.of({"n": n, "text": "x" * 10 * n})

    keys: list[str] = []
    async for part in parts_of(requests(), tmp_path, Limits(requests=4, size=900)):
        data = part.path.read_bytes()
        assert len(data) <= 900
        assert data.count(b"\n") == len(part.keys) <= 4
        keys += part.keys
    assert len(keys) == len(set(keys))
    assert set(keys) >= {Request.of({"n": n, "text": "x" * 10 * n}).key for n in range(10)}


def test_tokens_of_responses(tmp_path: Path) -> None:
    """The tokens of all responses in a file are added up; lines without any count as 0."""
    path = tmp_path / "answers.jsonl"
    path.write_bytes(
        b'{"response": {"body": {"usage": {"prompt_tokens": 5, "completion_tokens": 2}}}}\n'
        b'{"response": null}\nnonsense\n[]\n'
        b'{"response": {"body": {"usage": {"prompt_tokens": 1, "completion_tokens": 1}}}}\n'
    )
    assert (usage_in(path).input_tokens, usage_in(path).output_tokens) == (6, 3)
