"""Measure how long one article holds the event loop: `python -m benchmarks loop`."""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks import wire
from extractor.articles.build import make_article
from extractor.articles.pages import large_pages_apart
from extractor.articles.stream import read_inputs
from extractor.core.exchange import Completion, Request
from extractor.core.settings import load_settings
from extractor.prompts.loading import load_prompt
from extractor.runs.rows import TableLayout
from extractor.runs.runner import rows_extractor
from extractor.runs.scheduler import Halt, SpillBuffer, extract_all
from extractor.runs.wiring import connect_offline

TICK = 0.002


async def _longest_hold(work: Any) -> tuple[float, float]:
    """Run some work; return the longest time in seconds that the event loop was held, and the time that it all took."""
    longest, running = 0.0, True

    async def tick() -> None:
        nonlocal longest
        while running:
            began = time.monotonic()
            await asyncio.sleep(TICK)
            longest = max(longest, time.monotonic() - began - TICK)

    ticking = asyncio.create_task(tick())
    await asyncio.sleep(10 * TICK)
    began = time.monotonic()
    await work
    took = time.monotonic() - began
    running = False
    await ticking
    return longest, took


def _largest(incidents: int) -> tuple[str, str]:
    """Return an article as long as may be sent, and a coding of it with so many incidents."""
    numbers = range((incidents + 3) // 4)
    text = "\n\n".join(wire.text(n) for n in numbers)[:190_000]
    found = [incident for n in numbers for incident in wire.coding(n)["incidents"]][:incidents]
    for number, incident in enumerate(found, start=1):
        incident["id"] = f"i{number}"
    return text, json.dumps({**wire.coding(0), "incidents": found, "statements": []}, ensure_ascii=False)


async def _extract(items: Any, arguments: str, folder: Path) -> None:
    prompt, settings = load_prompt("incident"), load_settings(model="bench", store=folder / "store")

    async def complete(_: Request) -> Completion:
        await asyncio.sleep(0)
        call = {"id": "1", "type": "function", "function": {"name": "Coding", "arguments": arguments}}
        choice = {"index": 0, "finish_reason": "tool_calls", "message": {"role": "assistant", "tool_calls": [call]}}
        return Completion(json.dumps({"id": "1", "model": "bench", "choices": [choice]}, ensure_ascii=False))

    with connect_offline(prompt, settings) as session, SpillBuffer[Any]() as buffer:
        extractor = replace(session.extractor, complete=complete)
        layout = TableLayout(prompt.schema)
        extract = rows_extractor(extractor.extract, layout)
        with large_pages_apart():
            async for _ in extract_all(extract, items, layout.of, slots=4, halt=Halt(), buffer=buffer):
                pass


def loop() -> None:
    """Print how long the event loop was held by the largest coding, and by a large page of HTML."""
    print(f"{'work':<40} {'took s':>7} {'loop held ms':>12}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small, arguments = wire.text(0), json.dumps(wire.coding(0), ensure_ascii=False)
        warm = [make_article("0", small, {"published": "2024-03-11"})]
        asyncio.run(_extract(warm, arguments, folder))  # names and libraries are loaded once a process
        for incidents in (25, 50, 100):
            text, arguments = _largest(incidents)
            item = make_article("x", text, {"published": "2024-03-11"})
            held, took = asyncio.run(_longest_hold(_extract([item], arguments, folder)))
            print(
                f"{f'coding of {incidents} incidents, {len(text):,} characters':<40} {took:7.2f} {held * 1_000:12.0f}"
            )
        for links in (1, 10, 50):
            page = folder / "page.html"
            menu = "".join(f'<li><a href="/{n}" class="entry of-the-menu">Section {n}</a></li>' for n in range(links))
            body = "".join(f"<ul>{menu}</ul><p>{wire.text(n % 50)[:400]}</p>" for n in range(450))
            page.write_text(f"<html><body><article>{body}</article></body></html>", encoding="utf-8")
            inputs = read_inputs(str(page), survey=False)
            held, took = asyncio.run(_longest_hold(_extract(inputs, arguments, folder)))
            print(f"{f'page of {page.stat().st_size:,} bytes':<40} {took:7.2f} {held * 1_000:12.0f}")
