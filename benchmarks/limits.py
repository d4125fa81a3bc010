"""Requests in flight against a server with a rate limit: `python -m benchmarks limits`."""

from __future__ import annotations

import asyncio
import time
from contextlib import aclosing
from pathlib import Path

from benchmarks.clients import bodies
from benchmarks.corpus import LIGHT


async def follow(url: str, in_flight: int, seconds: float) -> list[tuple[float, float, int, int]]:
    """Send as fast as the rate limiter permits.

    Returns:
        Per half second: seconds since the start, concurrency limit, responses and 429s of the interval.
    """
    from extractor.core.errors import ExtractorError
    from extractor.core.exchange import Request
    from extractor.core.settings import load_settings
    from extractor.model.client import ModelClient
    from extractor.model.rate_limiter import RateLimiter
    from extractor.model.usage import Attempt

    settings = load_settings(base_url=url, model="bench", concurrency=in_flight)
    requests = [Request.of_bytes(body) for body in bodies(LIGHT, 200)]
    limiter, began = RateLimiter(in_flight), time.monotonic()
    counts = {"other": 0, "429": 0}
    rows: list[tuple[float, float, int, int]] = []

    def tell(attempt: Attempt) -> None:
        counts["429" if attempt.status == 429 else "other"] += 1

    async with aclosing(ModelClient(settings, limiter, listener=tell)) as provider:

        async def worker(number: int) -> None:
            while time.monotonic() - began < seconds:
                number += 1
                try:
                    await provider(requests[number % len(requests)])
                except ExtractorError:
                    continue

        async def watch() -> None:
            while time.monotonic() - began < seconds:
                await asyncio.sleep(0.5)
                rows.append((time.monotonic() - began, limiter.limit, counts["other"], counts["429"]))
                counts.update({"other": 0, "429": 0})

        await asyncio.gather(watch(), *(worker(number) for number in range(in_flight)))
    return rows


def plot(rows: list[tuple[float, float, int, int]], ideal: float, path: Path) -> None:
    """Plot over time: the concurrency limit, and responses and 429s per second."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "extractor"
    from matplotlib import pyplot

    times = [row[0] for row in rows]
    figure, (above, below) = pyplot.subplots(2, 1, sharex=True, figsize=(8, 5))
    above.plot(times, [row[1] for row in rows], color="#0b5394")
    above.axhline(ideal, color="#888888", linestyle="--", label="server capacity")
    above.set_ylabel("concurrency limit")
    above.set_yscale("log")
    above.legend()
    below.plot(times, [2 * row[2] for row in rows], color="#38761d", label="responses")
    below.plot(times, [2 * row[3] for row in rows], color="#cc0000", linestyle=":", label="429")
    below.set_ylabel("requests per second")
    below.set_xlabel("seconds")
    below.legend()
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
