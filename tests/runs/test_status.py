"""status: the progress of a run, beside its folder."""

import json
from pathlib import Path

import pytest

from extractor.core.errors import UsageError
from extractor.core.exchange import Request
from extractor.core.files import state_folder
from extractor.model.budget import Budget
from extractor.model.usage import Attempt, Usage
from extractor.runs.status import NAME, RunStatus, read_status, remove_status


def test_round_trip(tmp_path: Path) -> None:
    """A status is read as it was written, with the totals of earlier invocations."""
    budget = Budget(price=lambda usage: usage.total / 100)
    reserved = budget.reserve(Request.of({}))
    budget.settle(Attempt("k", "", "first", 1, 200, "answered", 1.0, Usage(3, 0, 7), 0.1), reserved)
    for number in (1, 2):
        status = RunStatus.start(tmp_path / "run", ["run", "x"], 10)
        status.update(budget, {"ok": 4, "failed": 1}, {"length": 1}, 2.0)
        status.write(tmp_path / "run")
        found = read_status(tmp_path / "run")
        assert found is not None
        assert found.before.get("sent", 0) == number - 1
    assert found is not None
    assert (found.done, found.sent, found.input_tokens, found.output_tokens, found.cost) == (5, 1, 3, 7, 0.1)
    assert (found.rate, found.seconds_left) == (2.5, 2.0)
    assert not (tmp_path / "run").exists(), "nothing of it is among the files of the run"
    remove_status(tmp_path / "run")
    assert read_status(tmp_path / "run") is None


def test_no_status(tmp_path: Path) -> None:
    """Without a file there is no status; before the first article the time left is unknown."""
    assert read_status(tmp_path / "run") is None
    assert RunStatus(total=5).seconds_left is None


def test_damaged_file(tmp_path: Path) -> None:
    """A damaged status file is an error that names it."""
    state_folder(tmp_path / "run").mkdir()
    (state_folder(tmp_path / "run") / NAME).write_text('{"pid": 1, "other": 2}', encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be read"):
        read_status(tmp_path / "run")


def test_file_of_an_earlier_version(tmp_path: Path) -> None:
    """A status file with the names of version 0.1 is read."""
    state_folder(tmp_path / "run").mkdir(parents=True)
    facts = {"sent": 3, "maybe_paid": 1, "read": 7, "before": {"maybe_paid": 2}}
    (state_folder(tmp_path / "run") / NAME).write_text(json.dumps(facts), encoding="utf-8")
    found = read_status(tmp_path / "run")
    assert found is not None
    assert (found.possibly_billed, found.input_tokens, found.before) == (1, 7, {"possibly_billed": 2})
