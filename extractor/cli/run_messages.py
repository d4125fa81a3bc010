"""Messages before and after a run."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from extractor.cli.console import print_err
from extractor.cli.progress import duration_text, earlier_cost, states_text, status_cost
from extractor.schema.rows import any_rows

if TYPE_CHECKING:
    from extractor.cli.run_plan import RunPlan
    from extractor.core.settings import Settings
    from extractor.model.prices import PriceList
    from extractor.runs.estimate import Estimate
    from extractor.runs.runner import RunSummary
    from extractor.runs.status import RunStatus
    from extractor.runs.wiring import Connection


def print_estimate(found: Estimate, settings: Settings, prices: PriceList | None) -> None:
    """Print the requests that a run would send, with their tokens, cost and time."""
    usage = found.usage
    print_err(
        f"{found.articles:,} articles: {found.recorded:,} are recorded; {found.requests:,} requests would go to "
        f"{settings.host}, model {settings.model}. No API calls."
    )
    if not found.requests:
        return
    print_err(
        f"About {usage.input_tokens:,} input tokens ({usage.cached_tokens:,} cached) and "
        f"{usage.output_tokens:,} output tokens: {_basis(found)}."
    )
    unknown = f"unknown, no price known for {settings.model} at {settings.host}; set EXTRACTOR_PRICE"
    cost = f"${prices(usage):,.4f} ({prices.source})" if prices else unknown
    basis = "by measured response times" if found.timed else "a guess: no response times are measured yet"
    time = f"about {duration_text(found.seconds)} with {settings.concurrency} requests in flight, {basis}"
    print_err(f"Cost: {cost}. Time: {time}.")


def _basis(found: Estimate) -> str:
    parts = []
    if found.measured:
        parts.append(f"{found.measured:,} responses of the length measured for the same articles")
    if found.calibrated:
        parts.append(f"estimated from {found.calibrated:,} responses to this prompt")
    return "; ".join(parts) or "a rough estimate; run with --limit 50 first to improve it"


def print_summary(plan: RunPlan, connection: Connection, outcome: RunSummary, status: RunStatus) -> None:
    """Print the outcome of a run, its files and the next step."""
    states, quotes = outcome.states, outcome.quotes
    print_err(
        f"{states.total()} articles: {states_text(states)}; {_requests(status)}; {outcome.repairs} responses repaired."
    )
    if status.sent:
        earlier = earlier_cost(status)
        print_err(f"Cost of this run: {status_cost(status)}.{f' Earlier: {earlier}.' * bool(earlier)}")
    if total := quotes["exact"] + quotes["folded"] + quotes["ungrounded"]:
        print_err(
            f"{total} quotes: {quotes['exact']} exact, {quotes['folded']} with typographic differences, "
            f"{quotes['ungrounded']} not found; {quotes['asked_again']} re-requested."
        )
    if outcome.contradictions:
        print_err(
            f"{outcome.contradictions} values contradict their words: see the column contradictions, or correct them "
            f"with: extractor review {outcome.folder}"
        )
    for kind, count in sorted(outcome.kinds.items()):
        print_err(f"{count} x {kind.replace('_', ' ')}: see {outcome.folder / 'failures.csv'}")
    if outcome.misses:
        _explain(plan, connection, outcome)
    if status.reason:
        print_err(f"Stopped early: {status.reason} Run the same command again to resume.")
    if outcome.folder != plan.folder:
        cause = "is not finished"
        if plan.inputs.limited:
            cause = f"was limited to {plan.inputs.limit} articles"
        elif not any_rows(outcome.states) and not outcome.states["pending"]:
            cause = "has no article that is ok"
        print_err(f"{plan.folder} holds a finished run and was not changed; this run {cause} and has its own folder.")
    print_err(f"Files in {outcome.folder}: {', '.join(path.name for path in outcome.files)}")


def _requests(status: RunStatus) -> str:
    if not status.sent:
        return "no API calls"
    parts = [f"{status.sent} requests sent", f"{status.answered} answered"]
    if status.failed:
        parts.append(f"{status.failed} attempts failed")
    if status.possibly_billed:
        parts.append(f"{status.possibly_billed} of them possibly billed")
    return f"{', '.join(parts)}, {status.replayed} responses replayed"


def _explain(plan: RunPlan, connection: Connection, outcome: RunSummary) -> None:
    """Print why requests have no recording, and the commands that send or export them."""
    from extractor.recordings.text_file import nearest

    found = nearest({name: miss["parts"] for name, miss in outcome.misses.items()}, connection.recordings)
    reasons: dict[str, list[str]] = {}
    for name, miss in outcome.misses.items():
        first = miss["parts"]["step"] == "first"
        why = str(found.get(name, "no recording to compare with")) if first else miss["message"]
        near = f" [{found[name].key[:12]}]" if first and name in found else ""
        reasons.setdefault(why, []).append(name + near)
    for why, names in list(reasons.items())[:10]:
        more = f" and {len(names) - 5} more" if len(names) > 5 else ""
        print_err(f"  {', '.join(names[:5])}{more}: {why}")
    if len(reasons) > 10:
        print_err(f"  ... and {len(reasons) - 10} more reasons.")
    store = plan.settings.store
    print_err(
        f"Searched: {store.resolve()}{'' if store.exists() else ' (does not exist)'} and recordings kept as text."
    )
    export = ["extractor", "requests", "export", *plan.arguments, "-o", "requests.jsonl"]
    print_err(
        "Send the requests with a key (the same command without --offline), or export them: "
        f"{shlex.join([*export, *(part for path in plan.recordings for part in ('--recordings', str(path)))])}"
    )
