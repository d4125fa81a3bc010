"""Print benchmark ratios: `python -m benchmarks live`, `replay`, `memory`, `limits`, `estimate`,
`consolidate`, `compare`, `pages`, `growth`, `loop`.

Each result is a ratio to a baseline of the same run: clients alternate, several rounds, median. Absolute times vary
with the load of the machine; ratios vary less.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.corpus import CORPORA

ROOT = Path(__file__).parent.parent


@contextmanager
def server(*options: str) -> Iterator[int]:
    """Start a loopback endpoint in its own process; yield its port."""
    command = [sys.executable, "-m", "benchmarks.server", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        try:
            yield int(json.loads(process.stdout.readline())["port"])
        finally:
            process.kill()


def measure(name: str, corpus: str, port: int, articles: int, in_flight: int) -> dict[str, Any]:
    """Measure one client once, in a new process and a new folder.

    Raises:
        PeerError: the client failed; the last line that it printed.
    """
    with tempfile.TemporaryDirectory() as folder:
        numbers = (str(each) for each in (port, articles, in_flight))
        command = [sys.executable, "-m", "benchmarks.clients", name, corpus, *numbers, folder]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=_environment(), check=False)
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if re.match(r"[\w.]+(?:Error|Exception)\b", line)]
        raise PeerError((errors or done.stderr.splitlines() or ["no message"])[-1])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


class PeerError(Exception):
    """A client ended with an error."""


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("EXTRACTOR_", "OPENAI_"))}


def median(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the median of each column of several measurements."""
    return {name: statistics.median(row[name] for row in rows) for name in ("cpu_ms", "rate", "failed", "rss_mb")}


DOES = {  # what a client does with an article, and what it leaves out
    "raw": "posts prepared bytes; the response is read and thrown away",
    "validate": "raw, and parses and validates the response by the schema",
    "create": "the SDK's create from a dictionary; the response is not parsed",
    "sending": "our sending path alone: limits, budget, post, classes of errors",
    "whole": "all of `extractor run`: reads, renders, sends, records, validates, grounds, checks, writes rows",
    "whole_two": "the same with --workers 2: CPU of all processes",
    "instructor": "renders, sends, validates; records nothing, grounds nothing, writes nothing",
    "langextract": "renders, sends, parses, aligns each quote; validates by no schema, records nothing",
}
PEERS = ("instructor", "langextract")
SAMPLE = 400  # articles of a peer at most


def live(options: argparse.Namespace) -> None:
    """CPU per article and throughput: ratios to the SDK's raw post and to the ideal rate."""
    names = [name for name in DOES if options.peers or name not in PEERS]
    if not importlib.util.find_spec("langextract"):
        names = [name for name in names if name != "langextract"]
    for corpus in options.corpus:
        _live(options, corpus, names)
    for name in names:
        print(f"{name}: {DOES[name]}")


def _live(options: argparse.Namespace, corpus: str, names: list[str]) -> None:
    ideal = options.in_flight / options.latency if options.latency else None
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    failed: dict[str, str] = {}
    prepared = ("--corpus", corpus, "--prepare", str(options.articles))
    with server("--latency", str(options.latency), "--sigma", str(options.sigma), *prepared) as port:
        for _ in range(options.rounds):
            for name in set(names) - set(failed):
                count = options.articles if name not in PEERS else min(options.articles, SAMPLE)
                try:
                    rows[name].append(measure(name, corpus, port, count, options.in_flight))
                except PeerError as error:
                    failed[name] = str(error)
    base = median(rows["raw"])["cpu_ms"]
    print(
        f"corpus {corpus}: {options.articles} articles, {options.in_flight} in flight, {options.latency} s away, "
        f"{options.rounds} rounds"
    )
    print(f"{'client':<12} {'CPU ms':>8} {'ratio':>6} {'rate/s':>8} {'of ideal':>8} {'failed':>6} {'RSS MB':>7}")
    for name in names:
        if name in failed:
            print(f"{name:<12} ended with an error: {failed[name]}")
            continue
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
            row = measure("whole", options.corpus, port, count, options.in_flight)
            first = first or row["rss_mb"]
            print(
                f"{count:>9,} articles: peak {row['rss_mb']:6.0f} MB, {row['rss_mb'] / first:.2f} of the first; "
                f"{row['cpu_ms']:.3f} ms CPU an article, {row['rate']:.0f}/s, {row['failed']:.0f} failed",
                flush=True,
            )


def step(module: str, *arguments: object) -> dict[str, Any]:
    """Run one step of a benchmark in a new process."""
    command = [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, cwd=ROOT, env=_environment(), check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def replay(options: argparse.Namespace) -> None:
    """Replay: ratios to instructor's DiskCache over the same prompt and schema, by corpus and number of recordings."""
    print(f"{'corpus':<7} {'recordings':>10} {'quotes':>6} {'replay ms':>9} {'rate/s':>7} {'2 proc':>7} {'RSS MB':>7} "
          f"{'DiskCache ms':>12} {'ratio':>6}")  # fmt: skip
    per_quote: dict[str, tuple[float, float]] = {}
    for corpus in options.corpus:
        for count in options.counts:
            with tempfile.TemporaryDirectory() as folder, server() as port:
                step("replay", "prepare", folder, corpus, count, 0)
                rows: dict[str, list[dict[str, Any]]] = {"one": [], "two": [], "peer": []}
                for _ in range(options.rounds if count <= 20_000 else 1):
                    rows["one"].append(step("replay", "replay", folder, corpus, 1, options.limit))
                    rows["two"].append(step("replay", "replay", folder, corpus, 2, options.limit))
                    try:
                        rows["peer"].append(measure("instructor_cached", corpus, port, min(count, SAMPLE), 16))
                    except PeerError as error:
                        print(f"instructor's DiskCache ended with an error: {error}")
                one, two = median(rows["one"]), median(rows["two"])
                peer = median(rows["peer"])["cpu_ms"] if rows["peer"] else float("nan")
                quotes = rows["one"][0]["quotes"]
                per_quote[corpus] = quotes, one["cpu_ms"]
                print(
                    f"{corpus:<7} {count:>10,} {quotes:6.1f} {one['cpu_ms']:9.3f} {one['rate']:7.0f} "
                    f"{two['rate']:7.0f} {one['rss_mb']:7.0f} {peer:12.3f} {peer / one['cpu_ms']:6.1f}",
                    flush=True,
                )
    if {"light", "wire"} <= set(per_quote):
        (few, less), (many, more) = per_quote["light"], per_quote["wire"]
        each = (more - less) / (many - few)
        print(f"{less - few * each:.3f} ms an article and {each * 1_000:.1f} us a quote")


def consolidate(options: argparse.Namespace) -> None:
    """Consolidation of synthetic reports of known incidents: ratios to reading and writing their rows."""
    print(f"{'reports':>8} {'bare s':>7} {'first s':>8} {'ratio':>6} {'again s':>8} {'RSS MB':>7} {'incidents':>9} "
          f"{'near':>7} {'precision':>9} {'recall':>7}")  # fmt: skip
    for count in options.counts:
        with tempfile.TemporaryDirectory() as folder:
            step("consolidation", "prepare", folder, count)
            row = step("consolidation", "measure", folder)
        print(
            f"{count:>8,} {row['bare']:7.2f} {row['first']:8.2f} {row['first'] / row['bare']:6.1f} {row['again']:8.2f} "
            f"{row['rss_mb']:7.0f} {row['incidents']:>9,} {row['near']:>7,} "
            f"{row['precision']:9.4f} {row['recall']:7.4f}",
            flush=True,
        )


def compare(options: argparse.Namespace) -> None:
    """CPU time of `compare` over recorded articles: ratios to importing scipy."""
    print(f"{'articles':>8} {'import s':>8} {'compare s':>9} {'ratio':>6}")
    for count in options.counts:
        with tempfile.TemporaryDirectory() as folder:
            step("comparison", "prepare", folder, count)
            rows = [step("comparison", "measure", folder) for _ in range(options.rounds)]
        bare, whole = (statistics.median(row[name] for row in rows) for name in ("bare", "whole"))
        print(f"{count:>8,} {bare:8.2f} {whole:9.2f} {whole / bare:6.2f}", flush=True)


def limits(options: argparse.Namespace) -> None:
    """Requests in flight against a server with an unannounced rate limit; writes a plot."""
    from benchmarks.limits import follow, plot

    with server("--latency", str(options.latency), "--rpm", str(options.rpm)) as port:
        rows = asyncio.run(follow(f"http://127.0.0.1:{port}/v1", options.in_flight, options.seconds))
    late = [row for row in rows if row[0] > options.seconds / 3]
    ideal = options.rpm / 60 * options.latency
    other, limited = sum(row[2] for row in late), sum(row[3] for row in late)
    span = late[-1][0] - late[0][0] + 0.5
    print(f"server capacity {options.rpm / 60:.0f}/s, {ideal:.0f} in flight; limit {options.in_flight}")
    print(f"after the first third: in flight {min(r[1] for r in late):.1f} to {max(r[1] for r in late):.1f}")
    print(f"{other / span:.1f} responses per second, {100 * limited / (other + limited):.1f} % status 429")
    if options.plot:
        plot(rows, ideal, options.plot)


def estimate(options: argparse.Namespace) -> None:
    """Estimate of `--dry-run` and actual cost: without recordings, and after a pilot of fifty articles."""
    from benchmarks.corpus import LIGHT

    with tempfile.TemporaryDirectory() as name, server() as port:
        LIGHT.write(Path(name), options.articles)
        env = {**_environment(), "OPENAI_BASE_URL": f"http://127.0.0.1:{port}/v1", "EXTRACTOR_PRICE": "0.25/2.00"}
        env["PYTHONPATH"] = str(ROOT)
        command = [sys.executable, "-m", "extractor", "run", "articles.jsonl", "-m", "bench"]
        for title, further in (
            ("cold", ["--dry-run"]),
            ("pilot", ["--limit", "50"]),
            ("after the pilot", ["--dry-run"]),
            ("the run", []),
        ):
            done = subprocess.run(
                [*command, *further],
                cwd=name,
                env={**env, "PYTHONPATH": str(ROOT)},
                capture_output=True,
                text=True,
                check=True,
            )
            lines = [line for line in done.stderr.splitlines() if line.startswith(("About", "Cost", "Paid"))]
            print(f"{title}: {' '.join(lines)}", flush=True)


def growth(options: argparse.Namespace) -> None:
    """CPU seconds at three sizes, each four times the one before, for work that might grow with the square."""
    from benchmarks.growth import growth as measured

    measured()


def loop(options: argparse.Namespace) -> None:
    """Longest time that the event loop is held, by the largest coding and by a large page of HTML."""
    from benchmarks.loop import loop as measured

    measured()


def pages(options: argparse.Namespace) -> None:
    """Size and load time of the report page in a browser: ratios to an empty page."""
    from benchmarks.pages import measured

    heads = ("articles", "MB", "made s", "empty ms", "ready ms", "ratio", "articles ms", "map ms", "filter ms")
    print("  ".join(heads))
    for row in measured(options.counts):
        times = [row["empty"], row["ready"]]
        cells = [f"{row['count']:,}", f"{row['mb']:.2f}", f"{row['made']:.1f}", *(f"{each:.0f}" for each in times)]
        cells += [f"{times[1] / times[0]:.1f}", *(f"{row[name]:.0f}" for name in ("articles", "where", "filter"))]
        print("  ".join(cell.rjust(len(head)) for cell, head in zip(cells, heads, strict=True)), flush=True)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    commands = parser.add_subparsers(required=True)
    sub = commands.add_parser("replay", help=replay.__doc__)
    sub.set_defaults(command=replay)
    sub.add_argument("--corpus", nargs="+", choices=CORPORA, default=["light", "wire"])
    sub.add_argument("--counts", type=int, nargs="+", default=[2_000])
    sub.add_argument("--rounds", type=int, default=3)
    sub.add_argument("--limit", type=int, default=0, help="number of recordings to replay")
    sub = commands.add_parser("consolidate", help=consolidate.__doc__)
    sub.set_defaults(command=consolidate)
    sub.add_argument("--counts", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    sub = commands.add_parser("compare", help=compare.__doc__)
    sub.set_defaults(command=compare)
    sub.add_argument("--counts", type=int, nargs="+", default=[60, 600])
    sub.add_argument("--rounds", type=int, default=5)
    sub = commands.add_parser("growth", help=growth.__doc__)
    sub.set_defaults(command=growth)
    sub = commands.add_parser("loop", help=loop.__doc__)
    sub.set_defaults(command=loop)
    sub = commands.add_parser("pages", help=pages.__doc__)
    sub.set_defaults(command=pages)
    sub.add_argument("--counts", type=int, nargs="+", default=[5, 100, 1_000])
    sub = commands.add_parser("limits", help=limits.__doc__)
    sub.set_defaults(command=limits)
    sub.add_argument("--latency", type=float, default=0.2)
    sub.add_argument("--rpm", type=int, default=6_000)
    sub.add_argument("--in-flight", type=int, default=256)
    sub.add_argument("--seconds", type=float, default=90.0)
    sub.add_argument("--plot", type=Path, help="an .svg file")
    sub = commands.add_parser("estimate", help=estimate.__doc__)
    sub.set_defaults(command=estimate)
    sub.add_argument("--articles", type=int, default=1_000)
    for command in (live, memory):
        sub = commands.add_parser(command.__name__, help=command.__doc__)
        sub.set_defaults(command=command)
        sub.add_argument("--latency", type=float, default=0.2, help="latency of the server in seconds")
        sub.add_argument("--in-flight", type=int, default=256)
        if command is live:
            sub.add_argument("--corpus", nargs="+", choices=CORPORA, default=["light", "wire"])
            sub.add_argument("--articles", type=int, default=3_000)
            sub.add_argument("--sigma", type=float, default=0.0, help="sigma of lognormal latencies")
            sub.add_argument("--rounds", type=int, default=3)
            sub.add_argument("--peers", action="store_true", help="include instructor and, if installed, langextract")
        else:
            sub.add_argument("--corpus", choices=CORPORA, default="wire")
            sub.add_argument("--counts", type=int, nargs="+", default=[1_000, 20_000])
    options = parser.parse_args()
    options.command(options)


if __name__ == "__main__":
    main()
