"""events: one line of JSON for every attempt."""

import json
from pathlib import Path

import pytest

from extractor.core.errors import Stop, UsageError
from extractor.model.telemetry import EventLog
from extractor.model.usage import Attempt, Usage

ATTEMPT = Attempt("k", "a", "first", 1, 200, "answered", 0.5, Usage(10, 0, 5), 0.001, False, "m", "h")


def test_a_line_for_each(tmp_path: Path) -> None:
    """Who, what, how long, how it ended, what it cost; a second run appends; nobody else may read it."""
    for _ in range(2):
        with EventLog(tmp_path / "log.jsonl", lambda _: None) as log:
            log(ATTEMPT)
    rows = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(rows) == 2
    assert (rows[0]["event"], rows[0]["key"], rows[0]["usage"]["read"], rows[0]["cost"]) == ("attempt", "k", 10, 0.001)
    assert (tmp_path / "log.jsonl").stat().st_mode & 0o777 == 0o600


def test_a_full_disk_stops_the_run(tmp_path: Path) -> None:
    """C09: an answer is never lost to its log: the call returns, and the run is told to stop."""
    told: list[Stop] = []
    with EventLog(Path("/dev/full"), told.append) as log:
        log(ATTEMPT)
    assert "No space left" in told[0].message
    with pytest.raises(UsageError, match="cannot be written"):
        EventLog(tmp_path / "no" / "log", told.append)
