"""Size and load time of the report page in headless Chromium, against an empty page in the same browser."""

from __future__ import annotations

import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from extractor.core.canonical import canonical
from extractor.runs.folder import RunFolder
from extractor.runs.manifest import RunFacts, manifest_articles
from extractor.runs.reader import TABLES, CodedArticle, read_run
from extractor.runs.rows import ArticleRows, TableLayout
from extractor.schema.codebook import Coding

ROUNDS = 5
EMPTY = "<!doctype html><title>x</title><p>x</p>"


def write_run(sample: Path, folder: Path, count: int) -> None:
    """Write a run of `count` articles: those of a sample with letters permuted, differently in each copy.

    So copies do not compress against each other. Offsets of quotes stay valid; place names are unchanged, for the map.
    """
    articles = list(read_run(sample).all_articles())
    made = [line["models"] for line in manifest_articles(sample)]
    head = read_run(sample).head
    facts: RunFacts = {"extractor": head["extractor"], "prompt": head["prompt"]}
    facts |= {"schema": head["schema"], "model": head["model"]}
    with RunFolder(folder, TableLayout(Coding), facts) as out:
        for number in range(count):
            at = number % len(articles)
            out.add(_permuted_rows(articles[at], number, made[at]))


def _permuted_rows(coded: CodedArticle, number: int, models: list[str]) -> ArticleRows:
    permutation = _permutation(number)
    name, id_ = f"{number:06}.txt", f"{number:032x}"

    def permuted(value: Any, field: str = "") -> Any:
        if isinstance(value, dict):
            return {key: permuted(inner, key) for key, inner in value.items()}
        if isinstance(value, list):
            return [permuted(each, field) for each in value]
        if field == "article":
            return name
        if field == "article_id":
            return id_
        return (
            value.translate(permutation)
            if isinstance(value, str) and field in ("text", "replied", "summary")
            else value
        )

    files = {f"{table}.jsonl": _lines(permuted(row) for row in getattr(coded, table)) for table in TABLES}
    files["texts.jsonl"] = _lines([{"article_id": id_, "article": name, "text": coded.text.translate(permutation)}])
    row = {
        **coded.row,
        "notes": {"article": permuted(coded.row["notes"]["article"])},
        "article": name,
        "article_id": id_,
    }
    files["articles.jsonl"] = _lines([row])
    recordings = [random.Random(number).randbytes(32).hex()]  # noqa: S311  # not keys of recordings, but of their length
    line = {**{key: row[key] for key in ("article_id", "article", "published", "state")}, "models": models}
    files["manifest.json"] = canonical({**line, "recordings": recordings}).decode()
    return ArticleRows(name, "ok", "", files, coded.row["quotes"])


def _lines(rows: Any) -> str:
    return "".join(canonical(row).decode() + "\n" for row in rows)


def _permutation(number: int) -> dict[int, str]:
    """Return a permutation of the letters, seeded by a number, for `str.translate`."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    shuffled = list(letters)
    random.Random(number).shuffle(shuffled)  # noqa: S311  # not a secret
    return {ord(a): b for a, b in zip(letters + letters.upper(), [*shuffled, *map(str.upper, shuffled)], strict=True)}


def measured(counts: list[int]) -> Iterator[dict[str, Any]]:
    """Measure the report page by number of articles.

    Yields:
        `count`, `mb`, `made` (seconds to build), and medians in milliseconds: `empty` (load of an empty page), `ready`
        (list of incidents usable), `articles`, `where` (another view shown), `filter` (a filter applied).
    """
    from playwright.sync_api import sync_playwright

    extractor = [sys.executable, "-m", "extractor"]
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        place = Path(name)
        subprocess.run([*extractor, "demo", "-o", "demo"], cwd=place, check=True, capture_output=True)
        (place / "empty.html").write_text(EMPTY)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for count in counts:
            write_run(place / "demo", place / "run", count)
            began = time.perf_counter()
            page = [*extractor, "report", "run", "-o", "r.html", "--no-gazetteer"]
            subprocess.run(page, cwd=place, check=True, capture_output=True)
            seconds = time.perf_counter() - began
            rows = [_timings(browser, place) for _ in range(ROUNDS)]
            middle = {key: statistics.median(row[key] for row in rows) for key in rows[0]}
            yield {"count": count, "mb": (place / "r.html").stat().st_size / 1e6, "made": seconds, **middle}
        browser.close()


def _timings(browser: Any, place: Path) -> dict[str, float]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    found = {"empty": _timed(lambda: page.goto((place / "empty.html").as_uri()))}

    def load() -> None:
        page.goto((place / "r.html").as_uri())
        page.wait_for_selector("html[data-ready]", state="attached")

    found["ready"] = _timed(load)
    for view in ("articles", "where"):
        found[view] = _timed(partial(_show, page, view))
    page.click("nav a[data-view=incidents]")
    found["filter"] = _timed(partial(_filter, page))
    context.close()
    return found


def _show(page: Any, view: str) -> None:
    page.click(f"nav a[data-view={view}]")
    page.evaluate("document.body.offsetHeight")  # forces layout


def _filter(page: Any) -> None:
    page.select_option("select[name=type]", "protest_demonstration")
    page.evaluate("document.body.offsetHeight")


def _timed(act: Any) -> float:
    began = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - began)
