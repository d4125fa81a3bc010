"""Kill runs at random moments and go on; `python -m tests.crash --kills 200` prints what came of it.

The endpoint is `benchmarks.server` in a process of its own, so that what it saw is counted whatever
happens to the run.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from benchmarks import corpus
from benchmarks.__main__ import server

ROOT = Path(__file__).parent.parent


@dataclass
class Seen:
    """What came of it: kills that hit a run, requests that the server saw, hashes of both folders."""

    kills: int
    requests: int
    undisturbed: str
    killed: str


def _requests(port: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/counts") as answer:
        return int(json.load(answer).get("requests", 0))


def _hash(folder: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        whole.update(path.name.encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()


def _run(folder: Path, name: str, port: int, in_flight: int) -> subprocess.Popen[bytes]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("EXTRACTOR_", "OPENAI_"))}
    env = {**kept, "OPENAI_BASE_URL": f"http://127.0.0.1:{port}/v1", "EXTRACTOR_STORE": str(folder / f"store-{name}")}
    env["PYTHONPATH"] = str(ROOT)
    command = [sys.executable, "-m", "extractor", "run", str(folder / "a.jsonl"), "-m", "bench", "-o", name]
    return subprocess.Popen([*command, "-j", str(in_flight)], cwd=folder, env=env, stdout=-3, stderr=-3)


def crash(kills: int, articles: int, in_flight: int, seed: int = 7) -> Seen:
    """Run undisturbed, then run and kill at random moments until so many kills have hit, then run until done."""
    draw = random.Random(seed)
    with tempfile.TemporaryDirectory() as name, server("--latency", "0.05", "--sigma", "0.5") as port:
        folder = Path(name)
        corpus.write(folder / "a.jsonl", articles)
        began = time.monotonic()
        with _run(folder, "undisturbed", port, in_flight) as run:
            assert run.wait() == 0
        usual = time.monotonic() - began
        before, hit = _requests(port), 0
        while hit < kills:
            with _run(folder, "killed", port, in_flight) as run:
                try:
                    run.wait(draw.uniform(0.2, min(usual, 4.0)))
                except subprocess.TimeoutExpired:
                    run.send_signal(signal.SIGKILL)
                    hit += 1
        with _run(folder, "killed", port, in_flight) as run:
            assert run.wait() == 0
        return Seen(hit, _requests(port) - before, _hash(folder / "undisturbed"), _hash(folder / "killed"))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--articles", type=int, default=4_000)
    parser.add_argument("--in-flight", type=int, default=16)
    given = parser.parse_args()
    seen = crash(given.kills, given.articles, given.in_flight)
    most = given.articles + seen.kills * given.in_flight
    print(f"{given.articles:,} articles, {given.in_flight} in flight, {seen.kills} kills that hit a run")
    print(f"requests that the server saw: {seen.requests:,}; allowed {most:,} = articles + kills x in flight")
    print(f"folder undisturbed {seen.undisturbed}\nfolder killed      {seen.killed}")
    print("identical" if seen.undisturbed == seen.killed and seen.requests <= most else "NOT AS PROMISED")


if __name__ == "__main__":
    main()
