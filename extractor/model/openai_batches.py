"""Calls of OpenAI's Batch API; a vendor's endpoint may have its own of the same form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

URL = "/v1/chat/completions"
MARK = "extractor"  # the metadata under which a batch carries its own digest


@dataclass(frozen=True, kw_only=True)
class RemoteBatch:
    """A batch as the provider describes it.

    Attributes:
        id: its name there.
        state: the provider's own word.
        mark: the digest that it was submitted with; empty where the provider keeps none.
        total, done, failed: requests in it, and those that have ended.
        created: when it was made, seconds since 1970; 0 if unknown.
        reason: why it failed.
        outputs: names of the files with responses.
    """

    id: str
    state: str
    mark: str = ""
    total: int = 0
    done: int = 0
    failed: int = 0
    created: float = 0.0
    reason: str = ""
    outputs: tuple[str, ...] = ()


class BatchCalls:
    """One call each, with the SDK's client; errors are those of `Endpoint.call`."""

    async def upload(self, client: Any, path: Path, mark: str) -> Any:
        """Send a file of request lines; return what `create` takes."""
        with path.open("rb") as file:
            return (await client.files.create(file=(f"{mark}.jsonl", file), purpose="batch")).id

    async def create(self, client: Any, uploaded: Any, mark: str) -> RemoteBatch:
        """Start a batch of the uploaded requests."""
        batch = await client.batches.create(
            input_file_id=uploaded, endpoint=URL, completion_window="24h", metadata={MARK: mark}
        )
        return _remote(batch)

    async def list(self, client: Any) -> list[RemoteBatch]:
        """List the batches of the account."""
        return [_remote(batch) async for batch in client.batches.list(limit=100)]

    async def retrieve(self, client: Any, name: str) -> RemoteBatch:
        """Look a batch up."""
        return _remote(await client.batches.retrieve(name))

    async def cancel(self, client: Any, name: str) -> RemoteBatch:
        """Cancel a batch."""
        return _remote(await client.batches.cancel(name))

    async def fetch(self, client: Any, output: str, path: Path) -> None:
        """Write the response lines of an output to a file."""
        async with client.files.with_streaming_response.content(output) as response:
            with path.open("wb") as out:
                async for chunk in response.iter_bytes():
                    out.write(chunk)


def _remote(batch: Any) -> RemoteBatch:
    counts = batch.request_counts
    return RemoteBatch(
        id=batch.id,
        state=str(batch.status),
        mark=(batch.metadata or {}).get(MARK, ""),
        total=counts.total if counts else 0,
        done=counts.completed if counts else 0,
        failed=counts.failed if counts else 0,
        created=_seconds(batch.created_at),
        reason=" ".join(dict.fromkeys(_reasons(batch)))[:500],
        outputs=tuple(name for name in (batch.output_file_id, batch.error_file_id) if name),
    )


def _seconds(moment: Any) -> float:
    """Return a time as seconds since 1970, whether it is given so or in ISO 8601; 0 if it is neither."""
    try:
        return float(moment or 0)
    except (TypeError, ValueError):
        try:
            return datetime.fromisoformat(str(moment)).timestamp()
        except ValueError:
            return 0.0


def _reasons(batch: Any) -> Iterator[str]:
    if error := getattr(batch, "error", None):
        yield str(error.get("message") or error) if isinstance(error, dict) else str(error)
    errors = getattr(batch, "errors", None)
    data = getattr(errors, "data", None) or (errors if isinstance(errors, list) else [])
    for error in data:
        yield str(getattr(error, "message", None) or getattr(error, "code", None) or error)
