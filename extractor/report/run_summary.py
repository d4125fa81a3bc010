"""The summary of a run at the head of the page: input, prompt, model, results, cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypedDict

from extractor.consolidation.folder import read_manifest
from extractor.core.errors import UsageError
from extractor.report.articles import ArticleData
from extractor.runs.reader import FinishedRun
from extractor.runs.status import read_status

MAX_FAILURES = 50  # listed at the head; every article on the page has its own error


class PageFacts(TypedDict):
    """The facts at the head of the page.

    `answered` counts articles by the model that responses name, `kinds` those not ok by error class. `published` is the
    first and last date of publication, or empty. `elsewhere` counts the reports of articles that are not on the page,
    `unnamed` the failures beyond those listed.
    """

    run: str
    id: str
    extractor: str
    prompt: dict[str, Any]
    schema: Any
    model: str
    answered: dict[str, int]
    counts: dict[str, int]
    quotes: dict[str, int]
    published: list[str]
    languages: dict[str, int]
    reports: int
    incidents: int
    elsewhere: int
    consolidated: dict[str, Any]
    kinds: dict[str, int]
    failures: list[dict[str, str]]
    unnamed: int
    cost: str


def summarize_run(run: FinishedRun, folder: Path, articles: Sequence[ArticleData]) -> PageFacts:
    """Summarize a run for the head of its page.

    Args:
        folder: of consolidated incidents.
        articles: of the page.
    """
    head, manifest = run.head, read_manifest(folder)
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
        "published": _first_and_last(each["published"] for each in articles if each["published"]),
        "languages": dict(Counter(each["metadata"].get("language", "not given") for each in articles)),
        "reports": manifest["counts"]["reports"],
        "incidents": manifest["counts"]["incidents"],
        "elsewhere": manifest["counts"]["reports"] - sum(len(each.get("incidents", ())) for each in articles),
        "consolidated": _consolidation(manifest),
        "kinds": dict(Counter(each["kind"] for each in failed)),
        "failures": [_failure(each) for each in failed[:MAX_FAILURES]],
        "unnamed": max(len(failed) - MAX_FAILURES, 0),
        "cost": _cost(run.folder),
    }


def _consolidation(manifest: Mapping[str, Any]) -> dict[str, Any]:
    return {name: manifest[name] for name in ("runs", "names", "gazetteer", "decisions")}


def _failure(article: ArticleData) -> dict[str, str]:
    return {
        "name": article["name"],
        "state": article["state"],
        "kind": article["kind"],
        "message": article["message"],
    }


def _first_and_last(days: Iterable[str]) -> list[str]:
    known = sorted(days)
    return [known[0], known[-1]] if known else []


def _cost(folder: Path) -> str:
    """Describe the cost of a run; it is known only where the run was made, from its status file."""
    try:
        status = read_status(folder)
    except UsageError:
        return "unknown: the status file of the run is damaged"
    if status is None:
        return "unknown here: replayed from recordings, or run elsewhere"
    before = status.before
    sent = status.sent + before.get("sent", 0)
    if not sent:
        return "none: replayed from recordings"
    cost = status.cost + before.get("cost", 0)
    tokens: float = status.input_tokens + status.output_tokens
    tokens += before.get("input_tokens", 0) + before.get("output_tokens", 0)
    unpriced = status.unpriced or before.get("unpriced") or (status.possibly_billed and not cost)
    price = "price unknown" if unpriced else f"${cost:,.4f}"
    return f"{price} for {sent:,.0f} requests and {tokens:,.0f} tokens, in all invocations of this run"
