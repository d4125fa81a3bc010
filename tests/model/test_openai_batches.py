"""openai_batches: batch objects as providers return them, with any field missing."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from extractor.model.openai_batches import BatchCalls, RemoteBatch


def _batch(**members: Any) -> SimpleNamespace:
    bare = {"id": "b", "status": "failed", "metadata": None, "request_counts": None, "created_at": None, "errors": None}
    return SimpleNamespace(**{**bare, "output_file_id": None, "error_file_id": None, **members})


@pytest.mark.parametrize(
    ("errors", "reason"),
    [
        (None, ""),
        (SimpleNamespace(data=[SimpleNamespace(message="Enqueued token limit.", code="x")]), "Enqueued token limit."),
        (SimpleNamespace(data=[SimpleNamespace(message=None, code="too_big")]), "too_big"),
        (["plain words"], "plain words"),
    ],
)
async def test_reasons(errors: Any, reason: str) -> None:
    """The reason of a failure is read in the forms that providers use; missing fields are empty."""

    async def retrieve(_: str) -> SimpleNamespace:
        return _batch(errors=errors)

    client = SimpleNamespace(batches=SimpleNamespace(retrieve=retrieve))
    assert await BatchCalls().retrieve(client, "b") == RemoteBatch(id="b", state="failed", reason=reason)
