"""What one `run` is to do, and what it is connected to for that."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.cli.console import say
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
class Asked:
    """The flags that say how recordings and the endpoint are used."""

    offline: bool = False
    refresh: bool = False
    retry_failed: bool = False
    rebuild: bool = False
    max_requests: int | None = None
    max_cost: float | None = None
    log: Path | None = None

    def check(self) -> None:
        """Refuse flags that contradict each other."""
        live = self.refresh or self.rebuild or self.retry_failed or self.log
        if self.offline and (live or self.max_requests is not None or self.max_cost is not None):
            raise UsageError(
                "--refresh, --rebuild, --retry-failed, --max-requests, --max-cost and --log-json are for asking, "
                "and --offline asks nobody.",
                next_step="Drop one.",
            )


@dataclass(frozen=True)
class Plan:
    """What one `run` is to do."""

    typed: tuple[str, ...]
    inputs: Inputs
    prompt: Prompt
    settings: Settings
    folder: Path
    recordings: list[Path]
    asked: Asked
    jobs: int = 1
    json_rows: bool = False


@asynccontextmanager
async def connected(plan: Plan, halt: Halt, mark: Callable[[str], None]) -> AsyncIterator[Session]:
    """The recordings of a plan, and its endpoint where it may be asked; the host is printed first."""
    from extractor.model.telemetry import EventLog
    from extractor.runs.wiring import LiveOptions, connect, connect_offline

    asked, settings = plan.asked, plan.settings
    async with AsyncExitStack() as stack:
        if asked.offline:
            yield stack.enter_context(connect_offline(plan.prompt, settings, plan.recordings, mark))
            return
        listeners: list[Listener] = []
        if asked.log:
            listeners.append(stack.enter_context(EventLog(asked.log, halt.now)))
        if any(name.startswith("OTEL_EXPORTER_OTLP") for name in os.environ):
            from extractor.model.telemetry import tracer

            listener, flush = tracer()
            listeners.append(listener)
            stack.callback(flush)

        def tell(attempt: Attempt) -> None:
            for listener in listeners:
                listener(attempt)

        live = LiveOptions(
            asked.refresh, asked.retry_failed, asked.rebuild, halt=halt, budget=_budget(plan), listener=tell
        )
        connection = await stack.enter_async_context(connect(plan.prompt, settings, plan.recordings, live, mark))
        say(
            f"What is not recorded is asked of {settings.model} at {settings.host} "
            f"and kept in {settings.store.resolve()}."
        )
        yield connection


def _budget(plan: Plan) -> Budget:
    from extractor.model.budget import Budget, no_price
    from extractor.model.prices import price_list

    prices = price_list(plan.settings)
    if prices is None and plan.asked.max_cost is not None:
        raise UsageError(
            f"--max-cost: nobody knows what {plan.settings.model} at {plan.settings.host} costs.",
            next_step="Set EXTRACTOR_PRICE, or use --max-requests.",
        )
    parameters = plan.prompt.parameters
    most = parameters.get("max_completion_tokens") or parameters.get("max_tokens")
    return Budget(
        plan.asked.max_requests,
        plan.asked.max_cost,
        prices or no_price,
        most_written=most if isinstance(most, int) else None,
    )
