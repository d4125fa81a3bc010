"""What is said before and after a run."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from extractor.cli.console import print_err
from extractor.cli.progress import cost_text, duration_text

if TYPE_CHECKING:
    from extractor.cli.run_plan import RunPlan
    from extractor.core.settings import Settings
    from extractor.model.prices import PriceList
    from extractor.runs.estimate import Estimate
    from extractor.runs.runner import RunSummary
    from extractor.runs.status import RunStatus
    from extractor.runs.wiring import Session


def print_estimate(found: Estimate, settings: Settings, prices: PriceList | None) -> None:
    """What a run would ask, and what that would cost."""
    usage = found.usage
    print_err(
        f"{found.articles:,} articles: {found.recorded:,} are recorded; {found.requests:,} requests would go to "
        f"{settings.host}, model {settings.model}. Nothing was sent."
    )
    if not found.requests:
        return
    tokens = (
        f"{usage.input_tokens:,} tokens to read ({usage.cached_tokens:,} cached) and {usage.output_tokens:,} to write"
    )
    print_err(f"About {tokens}: {_basis(found)}.")
    cost = f"${prices(usage):,.4f} by {prices.source}" if prices else "unknown: set EXTRACTOR_PRICE to see it"
    timed = "as measured before" if found.timed else "a guess, until some replies are timed"
    print_err(
        f"Cost: {cost}. Time: about {duration_text(found.seconds)} with {settings.concurrency} in flight, {timed}."
    )


def _basis(found: Estimate) -> str:
    parts = []
    if found.measured:
        parts.append(f"{found.measured:,} replies as long as measured for the same articles")
    if found.calibrated:
        parts.append(f"reckoned from {found.calibrated:,} answers to this prompt")
    return "; ".join(parts) or "an estimate; a first run with --limit 50 makes it better"


def print_summary(plan: RunPlan, connection: Session, outcome: RunSummary, standing: RunStatus) -> None:
    """How a run ended, where its files are, and what to do next."""
    states, quotes = outcome.states, outcome.quotes
    print_err(
        f"{states.total()} articles: {states['ok']} ok, {states['failed']} failed, {states['pending']} pending; "
        f"{_sent(standing)}; {outcome.repairs} replies repaired."
    )
    if standing.sent:
        print_err(f"Paid in this run: {cost_text(standing)}.{_before(standing)}")
    if total := quotes["exact"] + quotes["folded"] + quotes["ungrounded"]:
        print_err(
            f"{total} quotes: {quotes['exact']} exact, {quotes['folded']} but for typography, "
            f"{quotes['ungrounded']} ungrounded; {quotes['asked_again']} asked for again."
        )
    for kind, count in sorted(outcome.kinds.items()):
        print_err(f"{count} x {kind.replace('_', ' ')}: see {outcome.folder / 'failures.csv'}")
    if outcome.misses:
        _explain(plan, connection, outcome)
    if standing.reason:
        print_err(f"Stopped early: {standing.reason} Run the same command again to go on.")
    if outcome.folder != plan.folder:
        print_err(
            f"{plan.folder} holds a finished run and was not changed; this run is not finished and has its own folder."
        )
    print_err(f"Files in {outcome.folder}: {', '.join(path.name for path in outcome.files)}")


def _sent(standing: RunStatus) -> str:
    if not standing.sent:
        return "nothing was sent"
    parts = [f"{standing.sent} requests sent", f"{standing.answered} answered"]
    if standing.failed:
        parts.append(f"{standing.failed} attempts failed")
    if standing.possibly_billed:
        parts.append(f"{standing.possibly_billed} of them perhaps paid")
    return f"{', '.join(parts)}, {standing.replayed} replies replayed"


def _before(standing: RunStatus) -> str:
    """What earlier invocations of the same run had spent."""
    if not standing.before.get("sent"):
        return ""
    cost = standing.before["cost"]
    spent = f"${cost:.4f}" if not standing.before["unpriced"] else "a price that nobody knows"
    return f" Before it: {standing.before['sent']:,.0f} requests, {spent}."


def _explain(plan: RunPlan, connection: Session, outcome: RunSummary) -> None:
    """Why articles have no recording, and what would fill the gaps."""
    from extractor.recordings.text_file import nearest

    found = nearest({name: miss["parts"] for name, miss in outcome.misses.items()}, connection.recordings)
    reasons: dict[str, list[str]] = {}
    for name, miss in outcome.misses.items():
        first = miss["parts"]["step"] == "first"
        why = str(found.get(name, "there is nothing recorded to compare with")) if first else miss["message"]
        near = f" [{found[name].key[:12]}]" if first and name in found else ""
        reasons.setdefault(why, []).append(name + near)
    for why, names in list(reasons.items())[:10]:
        more = f" and {len(names) - 5} more" if len(names) > 5 else ""
        print_err(f"  {', '.join(names[:5])}{more}: {why}")
    if len(reasons) > 10:
        print_err(f"  ... and {len(reasons) - 10} more reasons.")
    store = plan.settings.store
    print_err(f"Looked in {store.resolve()}{'' if store.exists() else ' (not there)'} and the recordings kept as text.")
    export = ["extractor", "requests", "export", *plan.arguments, "-o", "requests.jsonl"]
    print_err(
        "Ask for them with a key (the same command without --offline), or without one: "
        f"{shlex.join([*export, *(part for path in plan.recordings for part in ('--recordings', str(path)))])}"
    )
