"""jobs: batches as the store remembers them, and requests in files that a provider takes."""

from collections.abc import AsyncIterator
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from extractor.core.exchange import Request
from extractor.model.batch_api import Job, Limits, parts_of, usage_in


@given(
    st.builds(Job, st.text(), st.text(), st.text(), st.integers(0), st.text(), st.text(), st.integers(), st.integers())
)
def test_a_note_holds_a_job(job: Job) -> None:
    """What is remembered of a batch is all of it."""
    assert Job.of(job.note()) == job


async def test_every_request_in_one_file(tmp_path: Path) -> None:
    """Files keep to both limits, and together hold each request once."""

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


def test_what_answers_cost(tmp_path: Path) -> None:
    """Tokens of all answers in a file; lines that hold none count nothing."""
    path = tmp_path / "answers.jsonl"
    path.write_bytes(
        b'{"response": {"body": {"usage": {"prompt_tokens": 5, "completion_tokens": 2}}}}\n'
        b'{"response": null}\nnonsense\n[]\n'
        b'{"response": {"body": {"usage": {"prompt_tokens": 1, "completion_tokens": 1}}}}\n'
    )
    assert (usage_in(path).input_tokens, usage_in(path).output_tokens) == (6, 3)
