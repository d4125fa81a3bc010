"""The options of one `run`, checked, and its connection to recordings and endpoint."""

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
    from extractor.runs.wiring import Connection


@dataclass(frozen=True)
class RunFlags:
    """Options of `run` about sending requests.

    Attributes:
        jobs: requests in flight.
        workers: processes that read responses and make rows.
        strict: whether an empty file makes the run fail.
    """

    offline: bool = False
    refresh: bool = False
    retry_failed: bool = False
    new_store: bool = False
    max_requests: int | None = None
    max_cost: float | None = None
    log: Path | None = None
    jobs: int | None = None
    workers: int | None = None
    strict: bool = False

    def check(self) -> None:
        """Refuse options that contradict each other; print a note about one without effect.

        Raises:
            UsageError: options for sending with --offline.
        """
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
        if self.offline and self.jobs is not None:
            print_err("-j limits requests in flight and has no effect with --offline. Number of processes: --workers.")


@dataclass(frozen=True)
class RunPlan:
    """The parts of one `run`.

    Attributes:
        arguments: articles, prompt and model as command line arguments, for commands shown to the user.
    """

    arguments: tuple[str, ...]
    inputs: Inputs
    prompt: Prompt
    settings: Settings
    folder: Path
    recordings: list[Path]
    flags: RunFlags
    json_rows: bool = False

    @property
    def prompt_name(self) -> str:
        """Name or path of the prompt."""
        return self.arguments[self.arguments.index("-p") + 1]

    @property
    def workers(self) -> int:
        """Number of processes: one unless --workers is given, and no more than there are processors."""
        return min(self.flags.workers or 1, os.cpu_count() or 1)


@asynccontextmanager
async def connected(plan: RunPlan, halt: Halt, mark: Callable[[str], None]) -> AsyncIterator[Connection]:
    """Open the recordings of a plan and, unless it is offline, its endpoint; the host is printed."""
    from extractor.model.telemetry import EventLog
    from extractor.runs.wiring import LiveOptions, connect, connect_offline

    flags, settings = plan.flags, plan.settings
    async with AsyncExitStack() as stack:
        if flags.offline:
            yield stack.enter_context(connect_offline(plan.prompt, settings, plan.recordings, mark))
            return
        budget = make_budget(plan)
        listeners: list[Listener] = []
        if flags.log:
            listeners.append(stack.enter_context(EventLog(flags.log, halt.now)))
        if any(name.startswith("OTEL_EXPORTER_OTLP") for name in os.environ):
            from extractor.model.telemetry import tracer

            listener, flush = tracer()
            listeners.append(listener)
            stack.callback(flush)

        def on_attempt(attempt: Attempt) -> None:
            for listener in listeners:
                listener(attempt)

        live = LiveOptions(
            flags.refresh,
            flags.retry_failed,
            flags.new_store,
            halt=halt,
            budget=budget,
            listener=on_attempt,
            announce=print_err,
        )
        connection = await stack.enter_async_context(connect(plan.prompt, settings, plan.recordings, live, mark))
        print_err(
            f"Uncached requests go to {settings.model} at {settings.host}; responses are recorded in "
            f"{settings.store.resolve()}."
        )
        yield connection


def check_before_sending(plan: RunPlan) -> None:
    """Refuse a live run that has no key, or --max-cost and no price, before a file is touched.

    Raises:
        UsageError: one of these.
    """
    from extractor.model.openai_endpoint import require_key

    if not plan.flags.offline:
        require_key(plan.settings)
        make_budget(plan)


def make_budget(plan: RunPlan) -> Budget:
    """Return the budget of a run: its limits and the prices of its model.

    Raises:
        UsageError: --max-cost without a known price.
    """
    from extractor.model.budget import Budget, no_price
    from extractor.model.prices import price_list

    prices = price_list(plan.settings)
    if prices is None and plan.flags.max_cost is not None:
        raise UsageError(
            f"--max-cost: no price known for {plan.settings.model} at {plan.settings.host}; set EXTRACTOR_PRICE.",
            next_step="Or limit the run with --max-requests.",
        )
    parameters = plan.prompt.parameters
    limit = parameters.get("max_completion_tokens") or parameters.get("max_tokens")
    return Budget(
        plan.flags.max_requests,
        plan.flags.max_cost,
        prices or no_price,
        most_written=limit if isinstance(limit, int) else None,
    )
