"""Budget of requests of a tuning over all its invocations, kept on disk so that no limit starts again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from extractor.core.errors import UsageError
from extractor.core.files import atomic_file
from extractor.runs.result import Extraction

STATE = "tuning.json"


@dataclass
class CallBudget:
    """The requests of a tuning task.

    Attributes:
        path: the state file.
        task: hash of the task.
        limit: allowed requests.
        keys: of the requests made, replayed ones included.
        cost: US dollars.
        sent: requests sent, retries included.
    """

    path: Path
    task: str
    limit: int
    keys: set[str] = field(default_factory=set)
    cost: float = 0.0
    sent: int = 0

    @classmethod
    def open(cls, folder: Path, task: str, limit: int) -> CallBudget:
        """Read the budget of a folder, which is created if necessary.

        Raises:
            UsageError: the folder holds the state of another task, or other files.
        """
        path = folder / STATE
        budget = cls(path, task, limit)
        if path.exists():
            try:
                state = json.loads(path.read_text(encoding="utf-8"))
                same, budget.keys = state["task"] == task, set(state["calls"])
                budget.cost, budget.sent = float(state["cost"]), int(state["sent"])
            except (OSError, ValueError, KeyError, TypeError) as error:
                raise UsageError(f"{path}: cannot be read ({error!r}).", next_step="Choose another folder.") from error
            if not same:
                raise UsageError(
                    f"{folder} holds the tuning of another prompt, or over other articles.",
                    next_step="Choose another folder with --work.",
                )
        elif folder.exists() and any(folder.iterdir()):
            raise UsageError(f"{folder} holds other files.", next_step="Choose another folder with --work.")
        folder.mkdir(parents=True, exist_ok=True)
        budget.record((), budget.cost)
        return budget

    @property
    def left(self) -> int:
        """Requests that are still allowed."""
        return self.limit - max(len(self.keys), self.sent)

    def record(self, extractions: Sequence[Extraction], cost: float, sent: int = 0) -> None:
        """Record the requests of extractions, the total cost, and the requests just sent; write the state file."""
        self.sent += sent
        self.keys |= {key for extraction in extractions for key in extraction.keys}
        with atomic_file(self.path) as out:
            out.write(
                json.dumps({"task": self.task, "calls": sorted(self.keys), "cost": cost, "sent": self.sent}).encode()
            )
