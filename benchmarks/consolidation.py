"""Consolidation of reports of known incidents: time, memory, precision and recall of links.

The baseline is a bare loop that reads and writes the same rows.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from itertools import combinations
from pathlib import Path
from typing import Any

from benchmarks import reports


def measure(folder: Path) -> dict[str, Any]:
    """Consolidate the run in a folder twice: seconds of each time, peak memory, scores."""
    from extractor.consolidation.pipeline import consolidate
    from extractor.grounding.names import load_names
    from extractor.runs.processes import relax_garbage_collection

    relax_garbage_collection()
    found: dict[str, Any] = {}
    for name in ("first", "again"):
        began = time.monotonic()
        outcome = consolidate([folder / "run"], folder / "out", load_names())
        found[name] = time.monotonic() - began
    found["rss_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {**found, "incidents": outcome.incidents, "near": outcome.near_misses, **score(folder / "out")}


def bare(folder: Path) -> float:
    """Return the seconds for reading and writing the rows of a run."""
    began = time.monotonic()
    with open(folder / "run" / "incidents.jsonl", "rb") as file, open(folder / "bare.jsonl", "w") as out:
        for line in file:
            out.write(json.dumps(json.loads(line)) + "\n")
    return time.monotonic() - began


def score(folder: Path) -> dict[str, float]:
    """Return precision and recall of links against the events named in the summaries."""
    found: set[tuple[str, str]] = set()
    events: dict[str, list[str]] = {}
    with open(folder / "incidents.jsonl", "rb") as file:
        for line in file:
            ids = sorted(each["report"] for each in json.loads(line)["reports"])
            found.update(combinations(ids, 2))
    with open(folder / "reports.jsonl", "rb") as file:
        for line in file:
            row = json.loads(line)
            events.setdefault(row["summary"], []).append(row["report"])
    true = {pair for ids in events.values() for pair in combinations(sorted(ids), 2)}
    right = len(found & true)
    return {"precision": right / len(found) if found else 1.0, "recall": right / len(true) if true else 1.0}


if __name__ == "__main__":
    what, place = sys.argv[1], Path(sys.argv[2])
    if what == "prepare":
        reports.write(place / "run", int(sys.argv[3]))
    print(json.dumps({} if what == "prepare" else {**measure(place), "bare": bare(place)}))
