"""Progress of a run: one line that is redrawn in a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.text import Text

from extractor.cli.console import print_err
from extractor.runs.manifest import STATES
from extractor.runs.status import RunStatus

TERMINAL_INTERVAL = 0.5  # seconds between two updates in a terminal
LOG_INTERVAL = 10.0  # seconds between two lines elsewhere


def duration_text(seconds: float) -> str:
    """Format a duration: `2 h 1 min`, `1 min 5 s`, `5 s`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def cost_text(cost: float, tokens: int, *, unpriced: bool) -> str:
    """Format a cost in US dollars with its tokens; `unpriced` if the price of some is not known."""
    return f"cost unknown ({tokens:,} tokens)" if unpriced else f"${cost:.4f} ({tokens:,} tokens)"


def status_cost(status: RunStatus) -> str:
    """Format the cost of one invocation of a run."""
    if not status.answered and not status.possibly_billed:
        return "$0"
    # An attempt that was possibly billed is counted at its highest price; without a price that is nothing.
    unpriced = bool(status.unpriced or (status.possibly_billed and not status.cost))
    return cost_text(status.cost, status.input_tokens + status.output_tokens, unpriced=unpriced)


def earlier_cost(status: RunStatus) -> str:
    """Format requests and cost of earlier invocations of a run; empty if none sent a request."""
    before = status.before
    if not before.get("sent"):
        return ""
    tokens = int(before.get("input_tokens", 0) + before.get("output_tokens", 0))
    cost = cost_text(before.get("cost", 0.0), tokens, unpriced=bool(before.get("unpriced")))
    return f"{before['sent']:,.0f} requests, {cost}"


def states_text(states: Mapping[str, int]) -> str:
    """Format the number of articles in each state; `partial` only where there are any."""
    shown = [state for state in STATES if state != "partial" or states.get(state)]
    return ", ".join(f"{states.get(state, 0):,} {state}" for state in shown)


def status_line(status: RunStatus) -> str:
    """Format the status of a run as one line."""
    # A replay reads its input once and does not know the number of articles beforehand.
    known = status.ended or status.total > status.done
    done = f"{status.done:,} of {status.total:,}" if known else f"{status.done:,}"
    parts = [f"{done} articles", f"{status.replayed:,} responses replayed"]
    if status.sent:
        parts += [f"{status.answered:,} answered", status_cost(status)]
    if failed := status.states.get("failed", 0):
        parts.append(f"{failed:,} articles failed")
    parts.append(f"{status.rate:,.1f}/s")
    if status.seconds_left is not None and status.done < status.total:
        parts.append(f"about {duration_text(status.seconds_left)} left")
    return ", ".join(parts)


class Progress:
    """Display of the status of a run; nothing in the first moments, so that a short run prints no progress."""

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

    def update(self, status: RunStatus) -> None:
        """Show the status, at most once per interval."""
        now = time.monotonic()
        if now - self._shown < (TERMINAL_INTERVAL if self._terminal else LOG_INTERVAL):
            return
        self._shown = now
        if self._terminal:
            self._live.update(Text(status_line(status)), refresh=True)
        else:
            print_err(status_line(status))
