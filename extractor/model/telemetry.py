"""One line of JSON for every attempt, for whoever watches a run or counts it afterwards."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from extractor.core.errors import Stop, UsageError
from extractor.model.usage import Attempt


class EventLog:
    """A log file that is appended to; call it with an attempt.

    Args:
        path: the file.
        halt: told when the file cannot be written any more. A call never raises: the attempt that it
            hears of may have brought an answer, which must still be recorded.
    """

    def __init__(self, path: Path, halt: Callable[[Stop], None]) -> None:
        self._path, self._halt = path, halt
        try:
            self._file = open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab", buffering=0)  # noqa: SIM115  # closed in __exit__
        except OSError as error:
            raise UsageError(
                f"{path} cannot be written: {error.strerror}.", next_step="Choose another file."
            ) from error

    def __call__(self, attempt: Attempt) -> None:
        """Write one event."""
        facts = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": "attempt", **asdict(attempt)}
        try:
            self._file.write(json.dumps(facts).encode() + b"\n")
        except OSError as error:
            self._halt(
                Stop(
                    f"{self._path} cannot be written: {error.strerror}.",
                    next_step="Free space, then run again: what is recorded is kept.",
                )
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
