"""Replay against a bare loop over the same data: `python -m benchmarks replay`.

The bare loop hashes the request, validates the arguments and grounds the coding, and does nothing
else. A replay reads the article, renders the request, computes its key, reads the recording, checks its digest,
validates, grounds and writes the rows.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import resource
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks import corpus

SAMPLE = 5_000  # articles of the bare loop; its speed does not depend on the number


def _settings(folder: Path) -> Any:
    from extractor.core.settings import load_settings

    return load_settings(model="bench", store=folder / "store")


def prepare(folder: Path, count: int) -> None:
    """Write articles, and a store with a recording of each."""
    from extractor.articles.stream import read_inputs
    from extractor.prompts.loading import load_prompt
    from extractor.recordings.recording import Recording
    from extractor.recordings.store import open_store
    from extractor.runs.wiring import connect_offline, record_tools

    settings, prompt = _settings(folder), load_prompt("incident")
    inputs = read_inputs(str(corpus.write(folder / "articles.jsonl", count)))
    with connect_offline(prompt, settings) as connection, closing(open_store(settings.store)) as store:
        record_tools(prompt, connection.recordings, store)
        batch = []
        for item in inputs:
            request = connection.extractor.requests.initial(item)  # type: ignore[arg-type]
            reply = corpus.reply(corpus.number_of(request.body), len(request.body)).decode()
            batch.append((Recording(request.key, reply, parts=request.parts), False))
            if len(batch) == 1_000:
                store.add_all(batch)
                batch = []
        store.add_all(batch)


def bare(folder: Path) -> dict[str, Any]:
    """Measure the bare loop, on the first few thousand articles."""
    from extractor.articles.stream import read_inputs
    from extractor.grounding.grounding import Grounding
    from extractor.prompts.loading import load_prompt
    from extractor.runs.wiring import connect_offline

    prompt = load_prompt("incident")
    data = []
    with connect_offline(prompt, _settings(folder)) as connection:
        for article in read_inputs(str(folder / "articles.jsonl"), limit=SAMPLE).articles:
            request = connection.extractor.requests.initial(article)
            found = connection.recordings.get(request.key)
            assert found is not None
            call = json.loads(found.reply)["choices"][0]["message"]["tool_calls"][0]
            data.append((request.body, call["function"]["arguments"], article))
    began, wall = time.process_time(), time.monotonic()
    for body, arguments, article in data:
        hashlib.sha256(body).hexdigest()
        value = prompt.schema.model_validate_json(arguments, strict=True, context={"published": article.published})
        Grounding.of(value, article)
    return _measurement(time.process_time() - began, time.monotonic() - wall, len(data))


def replay(folder: Path, jobs: int, limit: int | None) -> dict[str, Any]:
    """Measure `extractor run --offline --workers N`, imports not counted; CPU of all processes."""
    from extractor.articles.stream import read_inputs
    from extractor.prompts.loading import load_prompt
    from extractor.runs.processes import Pool, WorkerConfig
    from extractor.runs.runner import Run, lock_run_folder, relax_garbage_collection, run_articles
    from extractor.runs.scheduler import Halt
    from extractor.runs.status import RunStatus
    from extractor.runs.wiring import connect_offline

    settings, out = _settings(folder), folder / f"run-{jobs}"
    load_prompt("incident").digests  # noqa: B018  # imports jinja2 and the schema, which are not measured
    relax_garbage_collection()
    began, wall = _cpu(), time.monotonic()

    async def run() -> int:
        inputs = read_inputs(str(folder / "articles.jsonl"), limit=limit, survey=False)
        with (
            lock_run_folder(out) as (mark, apart),
            connect_offline(load_prompt("incident"), settings, mark=mark) as connection,
        ):
            pool = Pool(WorkerConfig("incident", settings, (), out), jobs, apart)
            status = RunStatus.start(out, [], inputs.count)
            outcome = await run_articles(connection, Run(inputs, pool, status, Halt(), lambda *_: None))
        assert outcome.states["ok"] == inputs.count
        return inputs.count

    count = asyncio.run(run())
    return _measurement(_cpu() - began, time.monotonic() - wall, count)


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _measurement(cpu: float, wall: float, count: int) -> dict[str, Any]:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
    return {"cpu_ms": cpu / count * 1_000, "rate": count / wall, "failed": 0, "rss_mb": peak}


def main() -> None:
    """Run `python -m benchmarks.replay STEP FOLDER NUMBER LIMIT`; print one JSON line."""
    step, folder, number, limit = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    if step == "prepare":
        prepare(folder, number)
        print("{}")
    else:
        print(json.dumps(bare(folder) if step == "bare" else replay(folder, number, limit or None)))


if __name__ == "__main__":
    main()
