"""call_budget: the requests of a tuning over all its invocations."""

from pathlib import Path

import pytest

from extractor.core.errors import UsageError
from extractor.evaluation.call_budget import CallBudget
from extractor.runs.result import Extraction

FOLDER = Path("work")


def test_kept_across_invocations() -> None:
    """The next invocation knows requests and costs; an equal request counts once."""
    budget = CallBudget.open(FOLDER, "task", 5)
    budget.record([Extraction("a", "ok", keys=("k1", "k2")), Extraction("b", "ok", keys=("k2",))], 0.25)
    again = CallBudget.open(FOLDER, "task", 5)
    assert (again.left, again.keys, again.cost) == (3, {"k1", "k2"}, 0.25)


def test_other_folders() -> None:
    """The state of another task, a damaged state, and a folder with other files are errors."""
    CallBudget.open(FOLDER, "task", 5).record([], 0.0)
    with pytest.raises(UsageError, match="another prompt"):
        CallBudget.open(FOLDER, "other", 5)
    (FOLDER / "tuning.json").write_text("{", encoding="utf-8")
    with pytest.raises(UsageError, match=r"tuning\.json: cannot be read"):
        CallBudget.open(FOLDER, "task", 5)
    Path("full").mkdir()
    Path("full/letter.txt").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match="other files"):
        CallBudget.open(Path("full"), "task", 5)
