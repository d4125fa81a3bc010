"""Kill runs at random moments and resume; `python -m tests.crash --kills 200` prints the result.

The endpoint is `benchmarks.server` in its own process, so that its request count survives the kills.
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

from benchmarks.__main__ import server
from benchmarks.corpus import LIGHT

ROOT = Path(__file__).parent.parent


@dataclass
class CrashResult:
    """Kills that hit a run, requests that the server received, hashes of both run folders."""

    kills: int
    requests: int
    undisturbed: str
    killed: str


def _requests(port: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/counts") as response:
        return int(json.load(response).get("requests", 0))


def _hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _run(folder: Path, name: str, port: int, in_flight: int) -> subprocess.Popen[bytes]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("EXTRACTOR_", "OPENAI_"))}
    env = {**kept, "OPENAI_BASE_URL": f"http://127.0.0.1:{port}/v1", "EXTRACTOR_STORE": str(folder / f"store-{name}")}
    env["PYTHONPATH"] = str(ROOT)
    command = [sys.executable, "-m", "extractor", "run", str(folder / "articles.jsonl"), "-m", "bench", "-o", name]
    return subprocess.Popen([*command, "-j", str(in_flight)], cwd=folder, env=env, stdout=-3, stderr=-3)


def crash(kills: int, articles: int, in_flight: int, seed: int = 7) -> CrashResult:
    """Run undisturbed; then run and kill at random moments until `kills` have hit; then run to the end."""
    draw = random.Random(seed)
    with tempfile.TemporaryDirectory() as name, server("--latency", "0.05", "--sigma", "0.5") as port:
        folder = Path(name)
        LIGHT.write(folder, articles)
        began = time.monotonic()
        with _run(folder, "undisturbed", port, in_flight) as run:
            assert run.wait() == 0
        duration = time.monotonic() - began
        before, hit = _requests(port), 0
        while hit < kills:
            with _run(folder, "killed", port, in_flight) as run:
                try:
                    run.wait(draw.uniform(0.2, min(duration, 4.0)))
                except subprocess.TimeoutExpired:
                    run.send_signal(signal.SIGKILL)
                    hit += 1
        with _run(folder, "killed", port, in_flight) as run:
            assert run.wait() == 0
        return CrashResult(hit, _requests(port) - before, _hash(folder / "undisturbed"), _hash(folder / "killed"))


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--articles", type=int, default=4_000)
    parser.add_argument("--in-flight", type=int, default=16)
    options = parser.parse_args()
    result = crash(options.kills, options.articles, options.in_flight)
    allowed = options.articles + result.kills * options.in_flight
    print(f"{options.articles:,} articles, {options.in_flight} in flight, {result.kills} kills that hit a run")
    print(f"requests that the server received: {result.requests:,}; allowed {allowed:,} = articles + kills x in flight")
    print(f"folder undisturbed {result.undisturbed}\nfolder killed      {result.killed}")
    print("identical" if result.undisturbed == result.killed and result.requests <= allowed else "FAIL")


if __name__ == "__main__":
    main()
