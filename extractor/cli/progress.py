"""How a run stands, while it goes on: one calm line in a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.text import Text

from extractor.cli.console import print_err
from extractor.runs.status import RunStatus

TERMINAL_INTERVAL = 0.5  # seconds between two looks in a terminal
LOG_INTERVAL = 10.0  # seconds between two lines elsewhere


def duration_text(seconds: float) -> str:
    """A span of time in words."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def cost_text(standing: RunStatus) -> str:
    """What answers have cost; tokens where nobody knows the price of all."""
    tokens = f"{standing.input_tokens + standing.output_tokens:,} tokens"
    if standing.unpriced:
        return f"{tokens}, price unknown"
    return f"${standing.cost:.4f} ({tokens})" if standing.answered or standing.possibly_billed else "$0"


def status_line(standing: RunStatus) -> str:
    """How a run stands, in one line."""
    # A replay reads its input once, and does not know beforehand how long that is.
    known = standing.ended or standing.total > standing.done
    done = f"{standing.done:,} of {standing.total:,}" if known else f"{standing.done:,}"
    parts = [f"{done} articles", f"{standing.replayed:,} replies replayed"]
    if standing.sent:
        parts += [f"{standing.answered:,} paid", cost_text(standing)]
    if failed := standing.states.get("failed", 0):
        parts.append(f"{failed:,} articles failed")
    parts.append(f"{standing.rate:,.1f}/s")
    if standing.seconds_left is not None and standing.done < standing.total:
        parts.append(f"about {duration_text(standing.seconds_left)} left")
    return ", ".join(parts)


class Progress:
    """Shows how a run stands; nothing for the first moments, so that a short run says nothing."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._live = Live(console=Console(stderr=True), transient=True, auto_refresh=False)
        self._shown = time.monotonic()

    def __enter__(self) -> Self:
        if self._terminal:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def update(self, standing: RunStatus) -> None:
        """Show the status, at most once per interval."""
        now = time.monotonic()
        if now - self._shown < (TERMINAL_INTERVAL if self._terminal else LOG_INTERVAL):
            return
        self._shown = now
        if self._terminal:
            self._live.update(Text(status_line(standing)), refresh=True)
        else:
            print_err(status_line(standing))
