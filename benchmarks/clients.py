"""Clients that send articles to the loopback endpoint, each measured in its own process.

Run as `python -m benchmarks.clients NAME CORPUS PORT ARTICLES IN_FLIGHT FOLDER`; prints one JSON line. CPU is the user
and system time of the process after imports and one warm-up request.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from benchmarks.corpus import CORPORA, PUBLISHED, Corpus


@dataclass
class Workload:
    """Corpus, port of the endpoint, number of articles, concurrency, and folder of one measurement."""

    corpus: Corpus
    port: int
    articles: int
    in_flight: int
    folder: Path

    @property
    def url(self) -> str:
        """Base URL of the endpoint."""
        return f"http://127.0.0.1:{self.port}/v1"


class Meter:
    """CPU and wall time since its construction."""

    def __init__(self) -> None:
        self.cpu, self.wall = self._cpu(), time.monotonic()

    @staticmethod
    def _cpu() -> float:
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(each.ru_utime + each.ru_stime for each in used)

    def stop(self, articles: int, failed: int = 0) -> dict[str, Any]:
        """Return CPU milliseconds per article, articles per second, failures and peak memory in MB."""
        seconds = time.monotonic() - self.wall
        return {
            "cpu_ms": (self._cpu() - self.cpu) / articles * 1_000,
            "rate": articles / seconds,
            "failed": failed,
            "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024,
        }


def bodies(corpus: Corpus, count: int) -> list[bytes]:
    """Return prepared request bodies, at most a thousand; clients cycle through them."""
    from extractor.articles.build import make_article
    from extractor.core.settings import load_settings
    from extractor.prompts.loading import load_prompt
    from extractor.runs.wiring import connect_offline

    settings = load_settings(model="bench", store=Path("/nonexistent"))
    with connect_offline(load_prompt("incident"), settings) as connection:
        first = connection.extractor.requests.initial
        return [
            first(make_article(str(n), corpus.text(n), {"published": PUBLISHED})).body for n in range(min(count, 1_000))
        ]


async def run_workers(numbers: Iterator[int], in_flight: int, send: Callable[[int], Awaitable[bool]]) -> int:
    """Send with `in_flight` workers; return the number of failures."""
    failed = 0

    async def worker() -> None:
        nonlocal failed
        for number in numbers:
            failed += not await send(number)

    await asyncio.gather(*(worker() for _ in range(in_flight)))
    return failed


async def measured(workload: Workload, send: Callable[[int], Awaitable[bool]]) -> dict[str, Any]:
    """Measure sending every article, after one warm-up request."""
    await send(0)
    meter = Meter()
    failed = await run_workers(iter(range(workload.articles)), workload.in_flight, send)
    return meter.stop(workload.articles, failed)


def sdk(workload: Workload) -> Any:
    """Return the SDK client over its aiohttp transport: one connection per request in flight, no retries.

    A slow client needs more than the five seconds that the SDK allows for connecting.
    """
    import httpx2
    import openai

    limits = httpx2.Limits(max_connections=workload.in_flight, max_keepalive_connections=workload.in_flight)
    http = openai.DefaultAioHttpClient(limits=limits)
    return openai.AsyncOpenAI(api_key="bench", base_url=workload.url, max_retries=0, timeout=600, http_client=http)


async def _posting(workload: Workload, use: Callable[[bytes], bool]) -> dict[str, Any]:
    """Measure the SDK's raw post of prepared bodies, and what is done with each response."""
    client, prepared = sdk(workload), bodies(workload.corpus, workload.articles)
    options: Any = {"headers": {"Content-Type": "application/json", "X-Stainless-Raw-Response": "stream"}}

    async def send(number: int) -> bool:
        body = prepared[number % len(prepared)]
        response: Any = await client.post("/chat/completions", cast_to=object, content=body, options=options)
        data = b"".join([chunk async for chunk in response.iter_bytes()])
        await response.close()
        return use(data)

    found = await measured(workload, send)
    await client.close()
    return found


async def raw(workload: Workload) -> dict[str, Any]:
    """The SDK's raw post over its aiohttp transport: prepared bodies, responses read and discarded."""
    return await _posting(workload, lambda data: len(data) > 0)


async def validate(workload: Workload) -> dict[str, Any]:
    """The raw post, and the least that any extraction does: the response is parsed and validated."""
    from extractor.schema.codebook import Coding

    def is_valid(data: bytes) -> bool:
        arguments = json.loads(data)["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"]
        return bool(Coding.model_validate_json(arguments, strict=True).incidents)

    return await _posting(workload, is_valid)


async def create(workload: Workload) -> dict[str, Any]:
    """The SDK's `with_raw_response.create` from a dict, as documented; responses not parsed."""
    client = sdk(workload)
    prepared = [json.loads(body) for body in bodies(workload.corpus, workload.articles)]

    async def send(number: int) -> bool:
        response = await client.chat.completions.with_raw_response.create(**prepared[number % len(prepared)])
        return len(response.content) > 0

    found = await measured(workload, send)
    await client.close()
    return found


async def sending(workload: Workload) -> dict[str, Any]:
    """The sending path of extractor: rate limiter, budget, HTTP, response classification; no rendering or recording."""
    from extractor.core.errors import ExtractorError
    from extractor.core.exchange import Request
    from extractor.core.settings import load_settings
    from extractor.model.client import ModelClient
    from extractor.model.rate_limiter import RateLimiter

    settings = load_settings(base_url=workload.url, model="bench", concurrency=workload.in_flight)
    prepared = [Request.of_bytes(body) for body in bodies(workload.corpus, workload.articles)]
    async with aclosing(ModelClient(settings, RateLimiter(workload.in_flight))) as provider:

        async def send(number: int) -> bool:
            try:
                await provider(prepared[number % len(prepared)])
            except ExtractorError:
                return False
            return True

        return await measured(workload, send)


async def whole(workload: Workload) -> dict[str, Any]:
    """`extractor run`, from reading the articles to the last file; imports not counted."""
    return await _whole(workload, 1)


async def whole_two(workload: Workload) -> dict[str, Any]:
    """`extractor run --workers 2`; the CPU is that of all its processes, their start included."""
    return await _whole(workload, 2)


async def _whole(workload: Workload, workers: int) -> dict[str, Any]:
    from extractor.articles.stream import read_inputs
    from extractor.core.settings import load_settings
    from extractor.prompts.loading import load_prompt
    from extractor.runs.processes import Pool, WorkerConfig, relax_garbage_collection
    from extractor.runs.runner import Run, lock_run_folder, run_articles, slots_for
    from extractor.runs.scheduler import Halt
    from extractor.runs.status import RunStatus
    from extractor.runs.wiring import LiveOptions, connect

    folder = workload.folder / "run"
    settings = load_settings(
        base_url=workload.url, model="bench", concurrency=workload.in_flight, store=workload.folder / "store"
    )
    prompt = load_prompt("incident")
    halt = Halt()
    path = str(workload.corpus.write(workload.folder, workload.articles))
    with lock_run_folder(folder) as (mark, apart):
        async with connect(prompt, settings, live=LiveOptions(halt=halt), mark=mark) as connection:
            assert connection.client is not None
            connection.client.endpoint.client  # noqa: B018  # imports the SDK, which is not measured
            folder.mkdir()
            await connection.extract(next(iter(read_inputs(path, limit=1))))
            status = RunStatus.start(folder, [], 0)
            pool = Pool(WorkerConfig("incident", settings, (), folder), workers, apart)
            relax_garbage_collection()
            meter = Meter()
            inputs = read_inputs(path)
            status.total = inputs.count
            run = Run(inputs, pool, status, halt, lambda *_: None, slots_for(workload.in_flight))
            outcome = await run_articles(connection, run)
            return meter.stop(workload.articles, workload.articles - outcome.states["ok"])


def _messages(workload: Workload, number: int) -> Any:
    from extractor.articles.build import make_article

    prompt = _prompt()
    article = make_article(str(number), workload.corpus.text(number), {"published": PUBLISHED})
    return [{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user(article)}]


@lru_cache
def _prompt() -> Any:
    from extractor.prompts.loading import load_prompt

    return load_prompt("incident")


def _instructor(workload: Workload, cache: Any = None) -> tuple[Any, Callable[[int], Awaitable[bool]]]:
    """Return the SDK's client, and a function that extracts one article by instructor with our prompt and schema."""
    import instructor as library

    from extractor.schema.codebook import Coding

    plain = sdk(workload)
    client = library.from_openai(plain, mode=library.Mode.TOOLS, **({"cache": cache} if cache else {}))

    async def send(number: int) -> bool:
        messages = _messages(workload, number)
        coding = await client.create(model="bench", messages=messages, response_model=Coding, max_retries=0)
        return bool(coding.incidents)

    return plain, send


async def instructor(workload: Workload) -> dict[str, Any]:
    """instructor over the SDK's aiohttp transport as documented: our prompt, our schema passed for each article."""
    plain, send = _instructor(workload)
    found = await measured(workload, send)
    await plain.close()
    return found


async def instructor_cached(workload: Workload) -> dict[str, Any]:
    """instructor's DiskCache: the same requests again, all of them from the cache."""
    from instructor.cache import DiskCache

    plain, send = _instructor(workload, DiskCache(str(workload.folder / "cache")))
    filled = await run_workers(iter(range(workload.articles)), workload.in_flight, send)
    assert filled == 0, f"{filled} articles failed while the cache was filled"
    found = await measured(replace(workload, in_flight=1), send)
    await plain.close()
    return found


async def langextract(workload: Workload) -> dict[str, Any]:
    """langextract's parallel extraction through its OpenAI provider: our prompt, one extraction per quote."""
    import langextract as library

    example = library.data.ExampleData(
        text="Two soldiers were killed in Gao.",
        extractions=[
            library.data.Extraction(
                extraction_class="passage", extraction_text="Two soldiers were killed", attributes={"place": "Gao"}
            )
        ],
    )

    def extract(count: int) -> None:
        documents = [library.data.Document(text=workload.corpus.text(n), document_id=str(n)) for n in range(count)]
        found = library.extract(
            text_or_documents=documents,
            prompt_description=_prompt().system,
            examples=[example],
            model_id="gpt-4o-mini",
            api_key="bench",
            fence_output=False,
            max_char_buffer=10_000,  # one request an article, as all other clients
            max_workers=workload.in_flight,
            batch_length=workload.in_flight,
            language_model_params={"base_url": workload.url},
            show_progress=False,
        )
        assert len(list(found)) == count

    extract(1)
    meter = Meter()
    extract(workload.articles)
    return meter.stop(workload.articles)


CLIENTS = {
    f.__name__: f
    for f in (raw, validate, create, sending, whole, whole_two, instructor, instructor_cached, langextract)
}


def main() -> None:
    """Measure one client and print the result."""
    name, corpus, port, articles, in_flight, folder = sys.argv[1:]
    os.environ["OPENAI_API_KEY"] = "bench"
    workload = Workload(CORPORA[corpus], int(port), int(articles), int(in_flight), Path(folder))
    print(json.dumps({"client": name, **asyncio.run(CLIENTS[name](workload))}), flush=True)


if __name__ == "__main__":
    main()
