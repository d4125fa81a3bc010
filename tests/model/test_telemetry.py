"""telemetry: one line of JSON for each attempt."""

import json
from pathlib import Path

import pytest

from extractor.core.errors import Stop, UsageError
from extractor.model.telemetry import EventLog
from extractor.model.usage import Attempt, Usage

ATTEMPT = Attempt("k", "a", "first", 1, 200, "answered", 0.5, Usage(10, 0, 5), 0.001, False, "m", "h")


def test_a_line_for_each(tmp_path: Path) -> None:
    """A line has article, model, duration, outcome and cost; a second run appends; only the user may read the file."""
    for _ in range(2):
        with EventLog(tmp_path / "log.jsonl", lambda _: None) as log:
            log(ATTEMPT)
    rows = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(rows) == 2
    assert (rows[0]["event"], rows[0]["key"], rows[0]["usage"]["read"], rows[0]["cost"]) == ("attempt", "k", 10, 0.001)
    assert (tmp_path / "log.jsonl").stat().st_mode & 0o777 == 0o600


def test_a_full_disk_stops_the_run(tmp_path: Path) -> None:
    """C09: if the log cannot be written the response is still returned, and the run stops."""
    stops: list[Stop] = []
    with EventLog(Path("/dev/full"), stops.append) as log:
        log(ATTEMPT)
    assert "No space left" in stops[0].message
    with pytest.raises(UsageError, match="cannot be written"):
        EventLog(tmp_path / "no" / "log", stops.append)
