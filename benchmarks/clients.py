"""One way of sending articles to the loopback endpoint, measured in a process of its own.

Run as `python -m benchmarks.clients NAME PORT ARTICLES IN_FLIGHT FOLDER`; prints one JSON line. CPU is
counted after imports and one warming request, user and system time of the whole process.
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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import corpus


@dataclass
class Task:
    """What a client is to do."""

    port: int
    articles: int
    in_flight: int
    folder: Path

    @property
    def url(self) -> str:
        """The endpoint's base URL."""
        return f"http://127.0.0.1:{self.port}/v1"


class Meter:
    """CPU and wall time between two moments."""

    def __init__(self) -> None:
        self.cpu, self.wall = time.process_time(), time.monotonic()

    def stop(self, articles: int, failed: int = 0) -> dict[str, Any]:
        """What it took."""
        seconds = time.monotonic() - self.wall
        return {
            "cpu_ms": (time.process_time() - self.cpu) / articles * 1_000,
            "rate": articles / seconds,
            "failed": failed,
            "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024,
        }


def bodies(count: int) -> list[bytes]:
    """Prepared request bodies: a thousand, taken again and again."""
    from extractor.articles.build import make_article
    from extractor.core.settings import load_settings
    from extractor.prompts.loading import load_prompt
    from extractor.runs.wiring import connect_offline

    settings = load_settings(model="bench", store=Path("/nonexistent"))
    with connect_offline(load_prompt("incident"), settings) as connection:
        first = connection.extractor.asking.first
        return [
            first(make_article(str(n), corpus.text(n), {"published": "2024-03-11"})).body
            for n in range(min(count, 1_000))
        ]


async def slots(numbers: Iterator[int], in_flight: int, ask: Callable[[int], Awaitable[bool]]) -> int:
    """Keep so many requests in flight; how many failed."""
    failed = 0

    async def slot() -> None:
        nonlocal failed
        for number in numbers:
            failed += not await ask(number)

    await asyncio.gather(*(slot() for _ in range(in_flight)))
    return failed


async def measured(task: Task, ask: Callable[[int], Awaitable[bool]]) -> dict[str, Any]:
    """What it takes to ask for every article, after one request that warms the client."""
    await ask(0)
    meter = Meter()
    failed = await slots(iter(range(task.articles)), task.in_flight, ask)
    return meter.stop(task.articles, failed)


def sdk(task: Task) -> Any:
    """The SDK over its aiohttp transport, with as many connections as requests in flight, and no retries."""
    import httpx2
    import openai

    limits = httpx2.Limits(max_connections=task.in_flight, max_keepalive_connections=task.in_flight)
    http = openai.DefaultAioHttpClient(limits=limits)
    return openai.AsyncOpenAI(api_key="bench", base_url=task.url, max_retries=0, http_client=http)


async def raw(task: Task) -> dict[str, Any]:
    """The SDK's own raw post over its aiohttp transport; the body prepared, the reply read and dropped."""
    client = sdk(task)
    prepared = bodies(task.articles)
    options: Any = {"headers": {"Content-Type": "application/json", "X-Stainless-Raw-Response": "stream"}}

    async def ask(number: int) -> bool:
        body = prepared[number % len(prepared)]
        response: Any = await client.post("/chat/completions", cast_to=object, content=body, options=options)
        data = b"".join([chunk async for chunk in response.iter_bytes()])
        await response.close()
        return len(data) > 0

    found = await measured(task, ask)
    await client.close()
    return found


async def create(task: Task) -> dict[str, Any]:
    """The SDK's `with_raw_response.create` from a dict, as its documentation has it; the reply not parsed."""
    client = sdk(task)
    prepared = [json.loads(body) for body in bodies(task.articles)]

    async def ask(number: int) -> bool:
        response = await client.chat.completions.with_raw_response.create(**prepared[number % len(prepared)])
        return len(response.content) > 0

    found = await measured(task, ask)
    await client.close()
    return found


async def sending(task: Task) -> dict[str, Any]:
    """Our sending path alone: gate, budget, wire, the reply's shape; nothing rendered, recorded or read."""
    from extractor.core.errors import ExtractorError
    from extractor.core.exchange import Request
    from extractor.core.settings import load_settings
    from extractor.model.client import Provider
    from extractor.model.rate_limiter import RateLimiter

    settings = load_settings(base_url=task.url, model="bench", concurrency=task.in_flight)
    prepared = [Request.of_bytes(body) for body in bodies(task.articles)]
    async with aclosing(Provider(settings, RateLimiter(task.in_flight))) as provider:

        async def ask(number: int) -> bool:
            try:
                await provider(prepared[number % len(prepared)])
            except ExtractorError:
                return False
            return True

        return await measured(task, ask)


async def whole(task: Task) -> dict[str, Any]:
    """`extractor run`, from reading the articles to the last file; imports are not counted."""
    from extractor.articles.stream import read_inputs
    from extractor.core.settings import load_settings
    from extractor.prompts.loading import load_prompt
    from extractor.runs.processes import Pool, WorkerConfig
    from extractor.runs.runner import Run, collect_less, opened, run_articles, slots_for
    from extractor.runs.scheduler import Halt
    from extractor.runs.status import RunStatus
    from extractor.runs.wiring import LiveOptions, connect

    folder = task.folder / "run"
    settings = load_settings(base_url=task.url, model="bench", concurrency=task.in_flight, store=task.folder / "store")
    prompt = load_prompt("incident")
    halt = Halt()
    path = str(corpus.write(task.folder / "articles.jsonl", task.articles))
    with opened(folder) as (mark, apart):
        async with connect(prompt, settings, live=LiveOptions(halt=halt), mark=mark) as connection:
            assert connection.provider is not None
            connection.provider.endpoint.client  # noqa: B018  # imports the SDK, which is not what is measured
            folder.mkdir()
            await connection.extract(next(iter(read_inputs(path, limit=1))))
            standing = RunStatus.begun(folder, [], 0)
            crew = Pool(WorkerConfig("incident", settings, (), folder), 1, apart)
            collect_less()
            meter = Meter()
            inputs = read_inputs(path)
            standing.total = inputs.count
            run = Run(inputs, crew, standing, halt, lambda *_: None, slots_for(task.in_flight))
            outcome = await run_articles(connection, run)
            return meter.stop(task.articles, task.articles - outcome.states["ok"])


async def instructor(task: Task) -> dict[str, Any]:
    """instructor over the SDK's aiohttp transport, the schema handed to it anew for each article."""
    import instructor as library

    from extractor.articles.build import make_article
    from extractor.prompts.loading import load_prompt
    from extractor.schema.codebook import Coding

    plain = sdk(task)
    client = library.from_openai(plain, mode=library.Mode.TOOLS)
    prompt = load_prompt("incident")

    async def ask(number: int) -> bool:
        article = make_article(str(number), corpus.text(number), {"published": "2024-03-11"})
        messages: Any = [
            {"role": "system", "content": prompt.system},
            {"role": "user", "content": prompt.user(article)},
        ]
        coding = await client.create(model="bench", messages=messages, response_model=Coding, max_retries=0)
        return bool(coding.incidents)

    found = await measured(task, ask)
    await plain.close()
    return found


async def langextract(task: Task) -> dict[str, Any]:
    """langextract's own parallel extraction through its OpenAI provider."""
    import langextract as library

    example = library.data.ExampleData(
        text="Two soldiers were killed in Gao.",
        extractions=[library.data.Extraction(extraction_class="attack", extraction_text="Two soldiers were killed")],
    )

    def extract(count: int) -> None:
        documents = [library.data.Document(text=corpus.text(n), document_id=str(n)) for n in range(count)]
        found = library.extract(
            text_or_documents=documents,
            prompt_description="Extract attacks.",
            examples=[example],
            model_id="gpt-4o-mini",
            api_key="bench",
            fence_output=False,
            max_workers=task.in_flight,
            batch_length=task.in_flight,
            language_model_params={"base_url": task.url},
            show_progress=False,
        )
        assert len(list(found)) == count

    extract(1)
    meter = Meter()
    extract(task.articles)
    return meter.stop(task.articles)


CLIENTS = {f.__name__: f for f in (raw, create, sending, whole, instructor, langextract)}


def main() -> None:
    """Measure one client."""
    name, port, articles, in_flight, folder = sys.argv[1:]
    os.environ["OPENAI_API_KEY"] = "bench"
    task = Task(int(port), int(articles), int(in_flight), Path(folder))
    print(json.dumps({"client": name, **asyncio.run(CLIENTS[name](task))}), flush=True)


if __name__ == "__main__":
    main()
