"""Measure a replay: `python -m benchmarks replay`.

A replay reads the article, renders the request, computes its key, reads the recording, checks its digest,
validates, grounds and writes the rows.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks import corpus
from benchmarks.corpus import CORPORA, Corpus


def _settings(folder: Path) -> Any:
    from extractor.core.settings import load_settings

    return load_settings(model="bench", store=folder / "store")


def prepare(folder: Path, articles: Corpus, count: int) -> None:
    """Write articles, and a store with a recording of each."""
    from extractor.articles.stream import read_inputs
    from extractor.prompts.loading import load_prompt
    from extractor.recordings.recording import Recording
    from extractor.recordings.store import open_store
    from extractor.runs.wiring import connect_offline, record_tools

    settings, prompt = _settings(folder), load_prompt("incident")
    inputs = read_inputs(str(articles.write(folder, count)))
    with connect_offline(prompt, settings) as connection, closing(open_store(settings.store)) as store:
        record_tools(prompt, connection.recordings, store)
        batch = []
        for item in inputs:
            request = connection.extractor.requests.initial(item)  # type: ignore[arg-type]
            reply = corpus.reply(*corpus.article_of(request.body), len(request.body)).decode()
            batch.append((Recording(request.key, reply, parts=request.parts), False))
            if len(batch) == 1_000:
                store.add_all(batch)
                batch = []
        store.add_all(batch)


def replay(folder: Path, jobs: int, limit: int | None) -> dict[str, Any]:
    """Measure `extractor run --offline --workers N`, imports not counted; CPU of all processes."""
    from extractor.articles.stream import read_inputs
    from extractor.prompts.loading import load_prompt
    from extractor.runs.processes import Pool, WorkerConfig, relax_garbage_collection
    from extractor.runs.runner import Run, lock_run_folder, run_articles
    from extractor.runs.scheduler import Halt
    from extractor.runs.status import RunStatus
    from extractor.runs.wiring import connect_offline

    settings, out = _settings(folder), folder / f"run-{jobs}"
    load_prompt("incident").digests  # noqa: B018  # imports jinja2 and the schema, which are not measured
    relax_garbage_collection()
    began, wall = _cpu(), time.monotonic()

    async def run() -> tuple[int, float]:
        pages = folder / "pages"
        path = pages if pages.exists() else folder / "articles.jsonl"
        inputs = read_inputs(str(path), limit=limit, survey=False)
        with (
            lock_run_folder(out) as (mark, apart),
            connect_offline(load_prompt("incident"), settings, mark=mark) as connection,
        ):
            pool = Pool(WorkerConfig("incident", settings, (), out), jobs, apart)
            status = RunStatus.start(out, [], inputs.count)
            outcome = await run_articles(connection, Run(inputs, pool, status, Halt(), lambda *_: None))
        assert outcome.states["ok"] == inputs.count
        return inputs.count, sum(outcome.quotes.values()) / inputs.count

    count, quotes = asyncio.run(run())
    return {**_measurement(_cpu() - began, time.monotonic() - wall, count), "quotes": quotes}


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _measurement(cpu: float, wall: float, count: int) -> dict[str, Any]:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
    return {"cpu_ms": cpu / count * 1_000, "rate": count / wall, "failed": 0, "rss_mb": peak}


def main() -> None:
    """Run `python -m benchmarks.replay STEP FOLDER CORPUS NUMBER LIMIT`; print one JSON line."""
    step, folder, articles, number, limit = sys.argv[1], Path(sys.argv[2]), CORPORA[sys.argv[3]], *sys.argv[4:]
    if step == "prepare":
        prepare(folder, articles, int(number))
        print("{}")
    else:
        print(json.dumps(replay(folder, int(number), int(limit) or None)))


if __name__ == "__main__":
    main()
