"""One command that prints the ratios: `python -m benchmarks live`, `replay`, `memory`, `limits`, `estimate`.

Everything is measured against a baseline in the same run, clients in turn and several times, the
median taken, since the machine that runs this has other things to do.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent


@contextmanager
def server(*options: str) -> Iterator[int]:
    """A loopback endpoint in a process of its own; its port."""
    command = [sys.executable, "-m", "benchmarks.server", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        try:
            yield int(json.loads(process.stdout.readline())["port"])
        finally:
            process.kill()


def measure(name: str, port: int, articles: int, in_flight: int) -> dict[str, Any]:
    """One client, once, in a fresh process and a fresh folder."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "benchmarks.clients", name, str(port), str(articles), str(in_flight), folder]
        done = subprocess.run(command, stdout=subprocess.PIPE, cwd=ROOT, env=_environment(), check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("EXTRACTOR_", "OPENAI_"))}


def median(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The middle of several measurements, figure by figure."""
    return {name: statistics.median(row[name] for row in rows) for name in ("cpu_ms", "rate", "failed", "rss_mb")}


def live(options: argparse.Namespace) -> None:
    """CPU per article and throughput, as ratios to the SDK's raw post and to the ideal rate."""
    names = ["raw", "create", "sending", "whole"] + (["instructor"] if options.peers else [])
    if options.peers and importlib.util.find_spec("langextract"):
        names.append("langextract")
    ideal = options.in_flight / options.latency if options.latency else None
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    with server("--latency", str(options.latency), "--sigma", str(options.sigma)) as port:
        for _ in range(options.rounds):
            for name in names:
                count = options.articles if name not in ("instructor", "langextract") else min(options.articles, 1_000)
                rows[name].append(measure(name, port, count, options.in_flight))
    base = median(rows["raw"])["cpu_ms"]
    print(
        f"{options.articles} articles, {options.in_flight} in flight, {options.latency} s away, {options.rounds} rounds"
    )
    print(f"{'client':<12} {'CPU ms':>8} {'ratio':>6} {'rate/s':>8} {'of ideal':>8} {'failed':>6} {'RSS MB':>7}")
    for name in names:
        row = median(rows[name])
        share = f"{row['rate'] / ideal:8.2f}" if ideal else f"{'-':>8}"
        print(
            f"{name:<12} {row['cpu_ms']:8.3f} {row['cpu_ms'] / base:6.2f} {row['rate']:8.0f} {share} "
            f"{row['failed']:6.0f} {row['rss_mb']:7.0f}"
        )


def memory(options: argparse.Namespace) -> None:
    """Peak memory of the whole path by the number of articles."""
    with server("--latency", str(options.latency)) as port:
        first = 0.0
        for count in options.counts:
            row = measure("whole", port, count, options.in_flight)
            first = first or row["rss_mb"]
            print(
                f"{count:>9,} articles: peak {row['rss_mb']:6.0f} MB, {row['rss_mb'] / first:.2f} of the first; "
                f"{row['cpu_ms']:.3f} ms CPU an article, {row['rate']:.0f}/s, {row['failed']:.0f} failed",
                flush=True,
            )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    verbs = parser.add_subparsers(required=True)
    for verb in (live, memory):
        sub = verbs.add_parser(verb.__name__, help=verb.__doc__)
        sub.set_defaults(verb=verb)
        sub.add_argument("--latency", type=float, default=0.2, help="seconds that the server waits")
        sub.add_argument("--in-flight", type=int, default=256)
        if verb is live:
            sub.add_argument("--articles", type=int, default=6_000)
            sub.add_argument("--sigma", type=float, default=0.0, help="of lognormal latencies")
            sub.add_argument("--rounds", type=int, default=3)
            sub.add_argument("--peers", action="store_true", help="instructor and, where installed, langextract too")
        else:
            sub.add_argument("--counts", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    options = parser.parse_args()
    options.verb(options)


if __name__ == "__main__":
    main()
