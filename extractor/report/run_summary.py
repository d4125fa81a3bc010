"""The head of the page: what was read, with which prompt and model, at what cost, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from extractor.consolidation.folder import read_manifest
from extractor.core.errors import UsageError
from extractor.runs.reader import FinishedRun
from extractor.runs.status import read_status

NAMED = 50  # failures that the head names; every article says itself how it ended


def facts_of(run: FinishedRun, folder: Path, articles: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What the head says of a run.

    Args:
        folder: the consolidated incidents.
        articles: as the page has them.
    """
    head, joined = run.head, read_manifest(folder)
    failed = [each for each in articles if each["state"] != "ok"]
    return {
        "run": run.folder.resolve().name,
        "id": run.id,
        "extractor": head["extractor"],
        "prompt": {"name": head["prompt"]["name"], "blocks": head["prompt"]["blocks"]},
        "schema": head["schema"],
        "model": head["model"],
        "answered": dict(Counter(model for each in articles for model in each["models"])),
        "counts": head["counts"],
        "quotes": head["quotes"],
        "published": _span(each["published"] for each in articles if each["published"]),
        "languages": dict(Counter(each["metadata"].get("language", "not given") for each in articles)),
        "reports": joined["counts"]["reports"],
        "incidents": joined["counts"]["incidents"],
        "elsewhere": joined["counts"]["reports"] - sum(len(each.get("incidents", ())) for each in articles),
        "consolidated": {name: joined[name] for name in ("runs", "names", "gazetteer", "decisions")},
        "kinds": dict(Counter(each["kind"] for each in failed)),
        "failures": [{name: each[name] for name in ("name", "state", "kind", "message")} for each in failed[:NAMED]],
        "unnamed": max(len(failed) - NAMED, 0),
        "cost": _cost(run.folder),
    }


def _span(days: Any) -> list[str]:
    known = sorted(days)
    return [known[0], known[-1]] if known else []


def _cost(folder: Path) -> str:
    """What the answers cost, in words; only the place where a run was made knows."""
    try:
        standing = read_status(folder)
    except UsageError:
        return "not known: what tells it is damaged"
    if standing is None:
        return "nothing that is known here: it was replayed from recordings, or made elsewhere"
    before = standing.before
    sent = standing.sent + before.get("sent", 0)
    if not sent:
        return "nothing: replayed from recordings"
    cost = standing.cost + before.get("cost", 0)
    tokens: float = standing.input_tokens + standing.output_tokens
    tokens += before.get("input_tokens", 0) + before.get("output_tokens", 0)
    price = "price unknown" if standing.unpriced or before.get("unpriced") else f"${cost:,.4f}"
    return f"{price} for {sent:,.0f} requests and {tokens:,.0f} tokens, by all that ran into this folder"
