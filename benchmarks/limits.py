"""The number in flight against a server that takes so many requests a minute: `python -m benchmarks limits`."""

from __future__ import annotations

import asyncio
import time
from contextlib import aclosing
from pathlib import Path

from benchmarks.clients import bodies


async def follow(url: str, in_flight: int, seconds: float) -> list[tuple[float, float, int, int]]:
    """Send as fast as the gate lets through; each half second: time, limit, answered and refused since the last."""
    from extractor.core.errors import ExtractorError
    from extractor.core.exchange import Request
    from extractor.core.settings import load_settings
    from extractor.model.client import Provider
    from extractor.model.rate_limiter import RateLimiter
    from extractor.model.usage import Attempt

    settings = load_settings(base_url=url, model="bench", concurrency=in_flight)
    requests = [Request.of_bytes(body) for body in bodies(200)]
    gate, began = RateLimiter(in_flight), time.monotonic()
    counts = {"answered": 0, "refused": 0}
    rows: list[tuple[float, float, int, int]] = []

    def tell(attempt: Attempt) -> None:
        counts["refused" if attempt.status == 429 else "answered"] += 1

    async with aclosing(Provider(settings, gate, tell=tell)) as provider:

        async def slot(number: int) -> None:
            while time.monotonic() - began < seconds:
                number += 1
                try:
                    await provider(requests[number % len(requests)])
                except ExtractorError:
                    continue

        async def watch() -> None:
            while time.monotonic() - began < seconds:
                await asyncio.sleep(0.5)
                rows.append((time.monotonic() - began, gate.limit, counts["answered"], counts["refused"]))
                counts.update(answered=0, refused=0)

        await asyncio.gather(watch(), *(slot(number) for number in range(in_flight)))
    return rows


def plot(rows: list[tuple[float, float, int, int]], ideal: float, path: Path) -> None:
    """Two curves over time: the limit on requests in flight, and answers and refusals a second."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "extractor"
    from matplotlib import pyplot

    times = [row[0] for row in rows]
    figure, (above, below) = pyplot.subplots(2, 1, sharex=True, figsize=(8, 5))
    above.plot(times, [row[1] for row in rows], color="#0b5394")
    above.axhline(ideal, color="#888888", linestyle="--", label="what the server bears")
    above.set_ylabel("in flight at most")
    above.set_yscale("log")
    above.legend()
    below.plot(times, [2 * row[2] for row in rows], color="#38761d", label="answered")
    below.plot(times, [2 * row[3] for row in rows], color="#cc0000", linestyle=":", label="refused (429)")
    below.set_ylabel("requests a second")
    below.set_xlabel("seconds")
    below.legend()
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
