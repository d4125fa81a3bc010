"""standing: how a run stands, beside its files."""

import json
from pathlib import Path

import pytest

from extractor.core.errors import UsageError
from extractor.core.exchange import Request
from extractor.core.files import state_folder
from extractor.model.budget import Budget
from extractor.model.usage import Attempt, Usage
from extractor.runs.status import NAME, RunStatus, read_status, remove_status


def test_there_and_back(tmp_path: Path) -> None:
    """What was spent and what has ended is written whole, and adds up over the invocations of a run."""
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


def test_nothing_known_and_nothing_done(tmp_path: Path) -> None:
    """Where nothing is written nothing is known; before the first article nobody knows how long it takes."""
    assert read_status(tmp_path / "run") is None
    assert RunStatus(total=5).seconds_left is None


def test_a_damaged_note(tmp_path: Path) -> None:
    """What cannot be read is said to be so, with what to do."""
    state_folder(tmp_path / "run").mkdir()
    (state_folder(tmp_path / "run") / NAME).write_text('{"pid": 1, "other": 2}', encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be read"):
        read_status(tmp_path / "run")


def test_reads_what_an_earlier_version_wrote(tmp_path: Path) -> None:
    """A run that was begun before 0.2, whose status file has the old names, can be continued."""
    state_folder(tmp_path / "run").mkdir(parents=True)
    facts = {"sent": 3, "maybe_paid": 1, "read": 7, "before": {"maybe_paid": 2}}
    (state_folder(tmp_path / "run") / NAME).write_text(json.dumps(facts), encoding="utf-8")
    found = read_status(tmp_path / "run")
    assert found is not None
    assert (found.possibly_billed, found.input_tokens, found.before) == (1, 7, {"possibly_billed": 2})
