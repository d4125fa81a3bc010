"""What one `run` is to do, and what it is connected to for that."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.cli.console import print_err
from extractor.core.errors import UsageError

if TYPE_CHECKING:
    from extractor.articles.stream import Inputs
    from extractor.core.settings import Settings
    from extractor.model.budget import Budget
    from extractor.model.usage import Attempt, Listener
    from extractor.prompts.prompt import Prompt
    from extractor.runs.scheduler import Halt
    from extractor.runs.wiring import Session


@dataclass(frozen=True)
class RecordingFlags:
    """Options of `run` that say how recordings and the endpoint are used."""

    offline: bool = False
    refresh: bool = False
    retry_failed: bool = False
    new_store: bool = False
    max_requests: int | None = None
    max_cost: float | None = None
    log: Path | None = None
    workers: int | None = None

    def check(self) -> None:
        """Refuse flags that contradict each other."""
        sending = {
            "--refresh": self.refresh,
            "--new-store-if-missing": self.new_store,
            "--retry-failed": self.retry_failed,
            "--log-json": self.log,
            "--max-requests": self.max_requests is not None,
            "--max-cost": self.max_cost is not None,
        }
        given = [option for option, value in sending.items() if value]
        if self.offline and given:
            raise UsageError(
                f"{', '.join(given)}: only for a run that sends requests, and --offline sends none.",
                next_step="Leave out --offline or these.",
            )
        if self.workers is not None and not self.offline:
            raise UsageError(
                "--workers: only a replay (--offline) uses several processes.",
                next_step="Add --offline, or set the number of requests in flight with -j.",
            )


@dataclass(frozen=True)
class RunPlan:
    """What one `run` is to do."""

    typed: tuple[str, ...]
    inputs: Inputs
    prompt: Prompt
    settings: Settings
    folder: Path
    recordings: list[Path]
    flags: RecordingFlags
    workers: int = 1
    json_rows: bool = False


@asynccontextmanager
async def connected(plan: RunPlan, halt: Halt, mark: Callable[[str], None]) -> AsyncIterator[Session]:
    """The recordings of a plan, and its endpoint where it may be asked; the host is printed first."""
    from extractor.model.telemetry import EventLog
    from extractor.runs.wiring import LiveOptions, connect, connect_offline

    flags, settings = plan.flags, plan.settings
    async with AsyncExitStack() as stack:
        if flags.offline:
            yield stack.enter_context(connect_offline(plan.prompt, settings, plan.recordings, mark))
            return
        listeners: list[Listener] = []
        if flags.log:
            listeners.append(stack.enter_context(EventLog(flags.log, halt.now)))
        if any(name.startswith("OTEL_EXPORTER_OTLP") for name in os.environ):
            from extractor.model.telemetry import tracer

            listener, flush = tracer()
            listeners.append(listener)
            stack.callback(flush)

        def tell(attempt: Attempt) -> None:
            for listener in listeners:
                listener(attempt)

        live = LiveOptions(
            flags.refresh, flags.retry_failed, flags.new_store, halt=halt, budget=_budget(plan), listener=tell
        )
        connection = await stack.enter_async_context(connect(plan.prompt, settings, plan.recordings, live, mark))
        print_err(
            f"What is not recorded is asked of {settings.model} at {settings.host} "
            f"and kept in {settings.store.resolve()}."
        )
        yield connection


def _budget(plan: RunPlan) -> Budget:
    from extractor.model.budget import Budget, no_price
    from extractor.model.prices import price_list

    prices = price_list(plan.settings)
    if prices is None and plan.flags.max_cost is not None:
        raise UsageError(
            f"--max-cost: nobody knows what {plan.settings.model} at {plan.settings.host} costs.",
            next_step="Set EXTRACTOR_PRICE, or use --max-requests.",
        )
    parameters = plan.prompt.parameters
    most = parameters.get("max_completion_tokens") or parameters.get("max_tokens")
    return Budget(
        plan.flags.max_requests,
        plan.flags.max_cost,
        prices or no_price,
        most_written=most if isinstance(most, int) else None,
    )
