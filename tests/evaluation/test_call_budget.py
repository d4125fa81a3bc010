"""calls: how many requests a tuning has made, over all its invocations."""

from pathlib import Path

import pytest

from extractor.core.errors import UsageError
from extractor.evaluation.call_budget import CallBudget
from extractor.runs.result import Extraction

FOLDER = Path("work")


def test_kept_over_invocations() -> None:
    """What was asked and paid is known to the next invocation; the same request twice counts once."""
    calls = CallBudget.of(FOLDER, "task", 5)
    calls.note([Extraction("a", "ok", keys=("k1", "k2")), Extraction("b", "ok", keys=("k2",))], 0.25)
    again = CallBudget.of(FOLDER, "task", 5)
    assert (again.left, again.keys, again.cost) == (3, {"k1", "k2"}, 0.25)


def test_a_folder_of_something_else() -> None:
    """The state of another task, a broken state, and a folder of other things are refused."""
    CallBudget.of(FOLDER, "task", 5).note([], 0.0)
    with pytest.raises(UsageError, match="another prompt"):
        CallBudget.of(FOLDER, "other", 5)
    (FOLDER / "tuning.json").write_text("{", encoding="utf-8")
    with pytest.raises(UsageError, match=r"tuning\.json: cannot be read"):
        CallBudget.of(FOLDER, "task", 5)
    Path("full").mkdir()
    Path("full/letter.txt").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match="other things"):
        CallBudget.of(Path("full"), "task", 5)
