"""Progress of a run, written beside its folder each second: for `status`, and for the run that continues it."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from extractor.core.errors import UsageError
from extractor.core.files import state_folder
from extractor.model.budget import Budget

_FORMER = {"maybe_paid": "possibly_billed", "read": "input_tokens", "written": "output_tokens"}  # before 0.2
NAME = "standing.json"  # beside the run, because it has times in it, and the files of a run have none


@dataclass
class RunStatus:
    """Progress of one invocation of a run, and what earlier invocations had spent.

    Attributes:
        command: the command line.
        pid: process id.
        total: articles in the input.
        states, kinds: articles that have ended, by state and by error class.
        sent, answered, failed, possibly_billed, replayed: requests; see `Budget`.
        input_tokens, output_tokens: tokens.
        cost: US dollars; `unpriced` responses have no known price.
        seconds: since the start.
        ended: True if it was not killed.
        reason: why it stopped early.
        before: totals of earlier invocations.
    """

    command: list[str] = field(default_factory=list)
    pid: int = 0
    total: int = 0
    states: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    sent: int = 0
    answered: int = 0
    failed: int = 0
    possibly_billed: int = 0
    replayed: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float = 0.0
    unpriced: int = 0
    seconds: float = 0.0
    ended: bool = False
    reason: str = ""
    before: dict[str, float] = field(default_factory=dict)

    _SUMMED = ("sent", "answered", "failed", "possibly_billed", "input_tokens", "output_tokens", "cost", "unpriced")

    @classmethod
    def start(cls, folder: Path, command: list[str], total: int) -> RunStatus:
        """Return the status of a run that starts, or continues the one in its folder."""
        old = read_status(folder)
        before = {name: old.before.get(name, 0) + getattr(old, name) for name in cls._SUMMED} if old else {}
        return cls(command=command, pid=os.getpid(), total=total, before=before)

    @property
    def done(self) -> int:
        """Number of articles that have ended."""
        return sum(self.states.values())

    @property
    def rate(self) -> float:
        """Articles per second."""
        return self.done / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Seconds until the end at the present rate; None before the first article has ended."""
        return (self.total - self.done) / self.rate if self.rate > 0 else None

    def update(self, budget: Budget, states: Mapping[str, int], kinds: Mapping[str, int], seconds: float) -> None:
        """Replace all numbers."""
        self.states, self.kinds, self.seconds = dict(states), dict(kinds), seconds
        self.total = max(self.total, self.done)  # a replay does not count its articles beforehand
        for name in ("sent", "answered", "failed", "possibly_billed", "replayed", "cost", "unpriced"):
            setattr(self, name, getattr(budget, name))
        self.input_tokens, self.output_tokens = budget.usage.input_tokens, budget.usage.output_tokens

    def write(self, folder: Path) -> None:
        """Write the file beside the run folder, atomically."""
        place = state_folder(folder)
        place.mkdir(exist_ok=True)
        partial = place / f"{NAME}.partial"
        partial.write_text(json.dumps(asdict(self)), encoding="utf-8")
        os.replace(partial, place / NAME)


def remove_status(folder: Path) -> None:
    """Remove the file of a run that is complete and cost nothing."""
    with contextlib.suppress(OSError):
        (state_folder(folder) / NAME).unlink()
        state_folder(folder).rmdir()


def read_status(folder: Path) -> RunStatus | None:
    """Read the status of a run; None if it has no file.

    Raises:
        UsageError: the file is damaged.
    """
    path = state_folder(folder) / NAME
    try:
        facts: dict[str, Any] = json.loads(path.read_bytes())
        if not isinstance(facts, dict) or not isinstance(facts.get("before", {}), dict):
            raise TypeError("not the status of a run")  # noqa: TRY301  # reported below, with the rest
        for part in (facts, facts.get("before", {})):
            for old, new in _FORMER.items():
                if old in part:
                    part[new] = part.pop(old)
        return RunStatus(**facts)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise UsageError(
            f"{path}: cannot be read: {error}.", next_step="Remove it: only the statistics of the run are lost."
        ) from error
