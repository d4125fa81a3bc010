"""How many requests a tuning has made, over all its invocations: kept on disk, so that no limit begins anew."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from extractor.core.errors import UsageError
from extractor.core.files import written_whole
from extractor.runs.result import Extraction

STATE = "tuning.json"


@dataclass
class CallBudget:
    """The keys of a task's requests over all its invocations, and what they cost in US dollars.

    Attributes:
        task: a hash over what is tuned. most: requests that are allowed.
        sent: requests that went out, further attempts counted.
    """

    path: Path
    task: str
    most: int
    keys: set[str] = field(default_factory=set)
    cost: float = 0.0
    sent: int = 0

    @classmethod
    def of(cls, folder: Path, task: str, most: int) -> CallBudget:
        """Those of a folder, which is made where there is none.

        Raises:
            UsageError: the folder holds the state of another task, or other things.
        """
        path = folder / STATE
        calls = cls(path, task, most)
        if path.exists():
            try:
                known = json.loads(path.read_text(encoding="utf-8"))
                same, calls.keys = known["task"] == task, set(known["calls"])
                calls.cost, calls.sent = float(known["cost"]), int(known["sent"])
            except (OSError, ValueError, KeyError, TypeError) as error:
                raise UsageError(f"{path}: cannot be read ({error!r}).", next_step="Choose another folder.") from error
            if not same:
                raise UsageError(
                    f"{folder} holds the tuning of another prompt, or over other articles.",
                    next_step="Choose another folder with --work.",
                )
        elif folder.exists() and any(folder.iterdir()):
            raise UsageError(f"{folder} holds other things.", next_step="Choose another folder with --work.")
        folder.mkdir(parents=True, exist_ok=True)
        calls.note((), calls.cost)
        return calls

    @property
    def left(self) -> int:
        """Requests that are still allowed."""
        return self.most - max(len(self.keys), self.sent)

    def note(self, extractions: Sequence[Extraction], cost: float, sent: int = 0) -> None:
        """Take note of answers, of what all of them cost, and of requests sent now; keep that."""
        self.sent += sent
        self.keys |= {key for extraction in extractions for key in extraction.keys}
        with written_whole(self.path) as out:
            out.write(
                json.dumps({"task": self.task, "calls": sorted(self.keys), "cost": cost, "sent": self.sent}).encode()
            )
