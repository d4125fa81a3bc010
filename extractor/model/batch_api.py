"""Requests that a provider answers within a day, at half the price: submit, look, collect, cancel.

A batch is another engine that fills recordings, and the store is its ledger. What is submitted is
noted before it is sent, each request under its key, so nothing is submitted twice: a kill between
the provider's taking a batch and our knowing of it is healed by looking for the batch's mark, which
stands in its metadata. Requests that a batch leaves without a response, by expiry or failure, can be submitted again.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from extractor.core.canonical import digest
from extractor.core.errors import Stop, TransportError
from extractor.core.exchange import Request
from extractor.core.masking import Mask
from extractor.core.settings import Settings
from extractor.model.batch_files import Answers, read_answers, request_line
from extractor.model.openai_batches import RemoteBatch
from extractor.model.openai_endpoint import Response, open_endpoint
from extractor.model.responses import ResponseClassifier
from extractor.model.retries import retrying
from extractor.model.usage import Usage
from extractor.recordings.store import Store


@dataclass(frozen=True)
class Limits:
    """Limits of one file of requests: OpenAI's, with room to spare."""

    requests: int = 50_000
    size: int = 190_000_000


@dataclass
class Job:
    """One batch as the store remembers it.

    Attributes:
        mark: digest of its requests; part of the batch's metadata.
        batch: the provider's id; empty until the provider confirmed it.
        host, model: endpoint and model.
        requests: how many.
        state: the provider's word when it was last looked at; `collected` when nothing is left to fetch.
        done, failed: requests that have ended, as the provider counts them.
        since: when it was about to be sent, seconds since 1970.
        content: digest of its requests alone; another submission of the same requests has the same.
        reason: why it failed, in the provider's words.
    """

    mark: str
    host: str
    model: str
    requests: int
    batch: str = ""
    state: str = "submitting"
    done: int = 0
    failed: int = 0
    since: int = 0
    content: str = ""
    reason: str = ""

    def note(self) -> dict[str, str]:
        """Return the note that the store keeps."""
        return {name: str(value) for name, value in vars(self).items()}

    @classmethod
    def of(cls, note: dict[str, str]) -> Job:
        """Read such a note."""
        numbers = {name: int(note[name]) for name in ("requests", "done", "failed", "since")}
        return cls(**{**note, **numbers})  # type: ignore[arg-type]  # the numbers are


@dataclass
class Part:
    """One file of requests: where it is, and what each request in it was made of, by its key."""

    path: Path
    keys: dict[str, dict[str, str]]


async def parts_of(requests: AsyncIterable[Request], folder: Path, limits: Limits) -> AsyncIterator[Part]:
    """Requests in files that keep to the limits, each request once."""
    path, size = folder / "requests.jsonl", 0
    keys: dict[str, dict[str, str]] = {}
    seen: set[str] = set()
    out = path.open("wb")
    try:
        async for request in requests:
            if request.key in seen:
                continue
            seen.add(request.key)
            line = request_line(request)
            if keys and (len(keys) >= limits.requests or size + len(line) > limits.size):
                out.close()
                yield Part(path, keys)
                out, keys, size = path.open("wb"), {}, 0
            out.write(line)
            keys[request.key] = dict(request.parts)
            size += len(line)
        out.close()
        if keys:
            yield Part(path, keys)
    finally:
        out.close()


def usage_in(path: Path) -> Usage:
    """Return the total usage of the responses in a file."""
    total = Usage()
    for reply in _replies(path):
        total += reply
    return total


def _replies(path: Path) -> Iterator[Usage]:
    with path.open("rb") as file:
        for line in file:
            try:
                body = json.loads(line)["response"]["body"]
            except (ValueError, TypeError, KeyError, RecursionError):
                continue
            if usage := Usage.of_body(body):
                yield usage


PATIENCE = 600  # seconds in which a provider may take a batch and not list it yet
CLOCKS_APART = 300  # seconds that the provider's clock may be behind ours
OVER = ("completed", "expired", "failed", "cancelled")
# States of other providers, in lower case, by OpenAI's name.
_STATES = {
    **dict.fromkeys(("success", "succeeded", "complete", "done", "ended", "finished"), "completed"),
    **dict.fromkeys(("error", "errored", "failure", "rejected", "failed_validation", "validation_failed"), "failed"),
    **dict.fromkeys(("canceled", "cancelled_by_user"), "cancelled"),
    **dict.fromkeys(("timeout", "timeout_exceeded", "timed_out"), "expired"),
    **dict.fromkeys(("queued", "pending", "created", "submitted"), "validating"),
    **dict.fromkeys(("running", "processing", "started"), "in_progress"),
    **dict.fromkeys(("canceling", "cancellation_requested"), "cancelling"),
}
_KNOWN = (*OVER, "validating", "in_progress", "finalizing", "cancelling")


@dataclass
class Collected:
    """Result of a collection: the responses of each batch, their usage, and the batches that failed."""

    answers: list[Answers] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)
    failed: list[Job] = field(default_factory=list)


class Batches:
    """The batches of one store at one endpoint. Use it in one event loop, and close it.

    Raises, from every call:
        Stop: key, quota, an endpoint that is not there or has no batches.
    """

    def __init__(self, settings: Settings, store: Store, limits: Limits | None = None) -> None:
        self._settings, self._store = settings, store
        self._limits = limits or Limits()
        self._endpoint = open_endpoint(settings)
        self._calls = self._endpoint.batch_calls()
        self._says = ResponseClassifier.of(settings)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._endpoint.aclose()

    def jobs(self) -> list[Job]:
        """Return all batches of the store at this endpoint, those that are done included."""
        found = [Job.of(self._store.get_note(name)) for name in self._store.names("batch/")]
        return sorted((job for job in found if job.host == self._settings.host), key=lambda job: job.mark)

    def pending(self, key: str) -> bool:
        """Tell whether a request is in a batch that is not collected yet."""
        return bool(self._store.get_note(f"pending/{key}"))

    async def submit(self, requests: AsyncIterable[Request], *, again: bool = False) -> list[Job]:
        """Submit requests that are in no batch yet, in as many batches as the limits require.

        Args:
            requests: those that are not recorded.
            again: submit requests although their last batch failed as a whole.

        Raises:
            Stop: the last batch of the same requests failed as a whole, and nothing says that another would not.
        """
        await self._heal()
        jobs = []
        with tempfile.TemporaryDirectory() as folder:
            async for part in parts_of(self._new(requests), Path(folder), self._limits):
                # The same requests may be submitted again after an expiry; their batch is another one.
                mark = digest("batch/1", [len(self.jobs()), sorted(part.keys)])[:32]
                content = digest("batch-content/1", sorted(part.keys))[:32]
                self._refuse_what_failed(content, again=again)
                job = Job(
                    mark,
                    self._settings.host,
                    self._settings.model,
                    requests=len(part.keys),
                    since=int(time.time()),
                    content=content,
                )
                self._keep(job)
                for key, facts in part.keys.items():
                    self._store.set_note(f"asked/{key}", facts)
                    self._store.set_note(f"pending/{key}", {"batch": mark})
                jobs.append(await self._send(job, part.path))
        return jobs

    def _refuse_what_failed(self, content: str, *, again: bool) -> None:
        failed = [job for job in self.jobs() if job.content == content and job.reason]
        if failed and not again:
            last = max(failed, key=lambda job: job.since)
            raise Stop(
                f"The last batch of these requests ({last.batch}) failed: {last.reason}",
                next_step="Remove the cause, then submit them once more with --again.",
            )

    async def _new(self, requests: AsyncIterable[Request]) -> Any:
        async for request in requests:
            if not self.pending(request.key):
                yield request

    async def _send(self, job: Job, path: Path) -> Job:
        calls = self._calls
        try:
            uploaded = await self._call(lambda client: calls.upload(client, path, job.mark))
            # Once only: should the batch be taken and the response be lost, `_heal` finds it.
            taken = await self._call(lambda client: calls.create(client, uploaded, job.mark), attempts=1)
        except Stop as stop:
            if stop.rejected:
                self._forget(job)
            raise
        job.batch, job.state = taken.id, self._state(taken)
        self._keep(job)
        return job

    async def _heal(self) -> None:
        """Find the batches whose submission was interrupted before the provider's response was stored."""
        lost = {job.mark: job for job in self.jobs() if not job.batch}
        if not lost:
            return

        taken = {job.batch for job in self.jobs()}
        for batch in await self._call(self._calls.list):
            job = lost.pop(batch.mark, None) if batch.mark else self._without_mark(batch, lost, taken)
            if job:
                job.batch, job.state = batch.id, self._state(batch)
                self._keep(job)
        for job in lost.values():
            if time.time() - job.since >= PATIENCE:  # never taken: its requests are free again
                self._forget(job)

    def _without_mark(self, batch: RemoteBatch, lost: dict[str, Job], taken: set[str]) -> Job | None:
        """Return the one lost submission that a batch can be, at a provider that keeps no mark."""
        fits = [
            job
            for job in lost.values()
            if batch.id not in taken and batch.total == job.requests and batch.created >= job.since - CLOCKS_APART
        ]
        return lost.pop(fits[0].mark) if len(fits) == 1 else None

    async def look(self) -> list[Job]:
        """Update and return the batches; those that are collected are not looked up."""
        await self._heal()
        jobs = self.jobs()
        for job in jobs:
            if job.batch and job.state != "collected":
                await self._look(job)
        return jobs

    async def _look(self, job: Job) -> RemoteBatch:
        batch: RemoteBatch = await self._call(lambda client: self._calls.retrieve(client, job.batch))
        job.state, job.done, job.failed = self._state(batch), batch.done, batch.failed
        if job.state == "failed":
            job.reason = self._endpoint.mask.text(batch.reason) or "without a reason"
        elif job.state in OVER and not batch.outputs:
            job.reason = batch.reason or f"{job.state}, without a file of responses"
        self._keep(job)
        return batch

    async def collect(self) -> Collected:
        """Fetch and record the responses of all ended batches; requests without one can be submitted again."""
        collected = Collected()
        await self._heal()
        for job in self.jobs():
            if not job.batch or job.state == "collected":
                continue
            batch = await self._look(job)
            if job.state not in OVER:
                continue
            if job.reason:
                collected.failed.append(replace(job))
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "answers.jsonl"
                for name in batch.outputs:
                    await self._call(partial(self._calls.fetch, output=name, path=path))
                    _mask_file(path, self._endpoint.mask)
                    collected.answers.append(read_answers(path, self._store))
                    collected.usage += usage_in(path)
            self._free(job)
            job.state = "collected"
            self._keep(job)
        return collected

    async def cancel(self) -> list[Job]:
        """Cancel all batches that have not ended; responses made by then can be collected."""
        cancelled = []
        for job in await self.look():
            if job.batch and job.state not in (*OVER, "collected"):
                batch = await self._call(partial(self._calls.cancel, name=job.batch))
                job.state = self._state(batch)
                self._keep(job)
                cancelled.append(job)
        return cancelled

    def _state(self, batch: RemoteBatch) -> str:
        """Return the state of a batch by OpenAI's name.

        Raises:
            Stop: it is a word that no known provider uses.
        """
        word = batch.state.lower().replace("-", "_").replace(" ", "_").removeprefix("job_state_")
        state = _STATES.get(word, word)
        if state not in _KNOWN:
            raise Stop(
                f"{self._settings.host}: batch {batch.id} has the unknown state {batch.state[:40]!r}.",
                next_step="Look it up at the provider; nothing was changed. Please report it.",
            )
        return state

    def _keep(self, job: Job) -> None:
        self._store.set_note(f"batch/{job.mark}", job.note())

    def _free(self, job: Job) -> None:
        mine = [name for name in self._store.names("pending/") if self._store.get_note(name).get("batch") == job.mark]
        self._store.lower_row_count(len(self._store) - len(mine))
        for name in mine:
            self._store.remove(name)

    def _forget(self, job: Job) -> None:
        self._free(job)
        self._store.lower_row_count(len(self._store) - 1)
        self._store.remove(f"batch/{job.mark}")

    async def _call(self, do: Callable[[Any], Awaitable[Any]], attempts: int | None = None) -> Any:
        try:
            return await retrying(attempts or self._settings.retries + 1)(self._once, do)
        except TransportError as error:
            raise Stop(error.message, next_step="Run the same command again: nothing is submitted twice.") from error

    async def _once(self, do: Callable[[Any], Awaitable[Any]]) -> Any:
        found = await self._endpoint.call(do)
        if not isinstance(found, Response):
            return found
        try:
            refused = self._says.response(found.status, found.headers, found.data)
        except Stop as stop:
            raise Stop(stop.message, next_step=stop.next_step, rejected=True) from stop
        raise Stop(f"{self._settings.host} refuses ({found.status}): {refused.reply[:300]}", rejected=True)


def _mask_file(path: Path, mask: Mask) -> None:
    """Mask the lines of a file in place."""
    masked = path.with_suffix(".masked")
    with path.open("rb") as lines, masked.open("wb") as out:
        out.writelines(map(mask.data, lines))
    masked.replace(path)
