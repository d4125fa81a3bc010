"""Runs, pages and review servers for the tests of the report: real commands against a loopback endpoint."""

from __future__ import annotations

import base64
import gzip
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extractor.articles.view import INVISIBLE
from tests.endpoint import Endpoint, chat, ok

ROOT = Path(__file__).parent.parent  # of the package under test: the working folder is another one


@dataclass(frozen=True)
class ScriptedArticle:
    """An article and the coding that the endpoint returns for it; None is a refusal."""

    text: str
    coding: Mapping[str, Any] | None
    name: str = "gao.txt"
    metadata: Mapping[str, str] = field(default_factory=lambda: {"published": "2024-03-05"})


def run_extractor(*arguments: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `extractor` in a subprocess in the folder `cwd`."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "extractor", *map(str, arguments)],
        cwd=cwd,
        env={**kept, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def demo_run(place: Path) -> Path:
    """Run the sample articles into a folder `demo` of `place`."""
    result = run_extractor("demo", "-o", "demo", cwd=place)
    assert result.returncode == 0, result.stderr
    return place / "demo"


def scripted_run(place: Path, articles: Sequence[ScriptedArticle], name: str = "run") -> Path:
    """Run articles with scripted codings; each run has its own model name, so that recordings are not shared."""
    place.mkdir(exist_ok=True)
    rows = [{"id": each.name, "text": each.text, **each.metadata} for each in articles]
    (place / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n", encoding="utf-8")

    def script(body: dict[str, Any], *_: object) -> Any:
        if "CopiedStrings" in str(body["tools"]):
            return ok(chat({"items": []}, "CopiedStrings"))
        message = body["messages"][1]["content"]  # the last one is of a correction
        present = [each for each in articles if INVISIBLE.sub("", each.text.replace("\r\n", "\n")).strip() in message]
        article = max(present, key=lambda each: len(each.text))
        return ok(chat({}, refusal="no") if article.coding is None else chat(article.coding))

    server = Endpoint(script)
    try:
        result = run_extractor(
            *("run", f"{name}.jsonl", "-m", f"model-{name}", "-o", name, "--base-url", server.url),
            cwd=place,
            OPENAI_API_KEY="sk-canary-0123456789",
        )
    finally:
        server.close()
    assert result.returncode in (0, 3), result.stderr
    return place / name


def build_report(run: Path, *options: object, name: str = "") -> Path:
    """Build the page of a run, beside the run."""
    out = run.with_name(f"{name or run.name}.html")
    result = run_extractor("report", run, "-o", out, "--no-gazetteer", *options, cwd=run.parent)
    assert result.returncode == 0, result.stderr
    return out


def page_data(page: Path | str) -> Any:
    """Return the data embedded in a page."""
    text = page.read_text(encoding="utf-8") if isinstance(page, Path) else page
    found = re.search(r'<script type="application/octet-stream" id="data">([A-Za-z0-9+/=]*)</script>', text)
    assert found
    return json.loads(gzip.decompress(base64.b64decode(found[1])))


@contextmanager
def review_server(
    run: Path, gold: Path, *options: object, by: str = "ann"
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Start a review server in a subprocess; yield its address and the process."""
    arguments = ("review", run, "--gold", gold, "--reviewer", by, "--no-gazetteer", *options)
    with subprocess.Popen(
        [sys.executable, "-m", "extractor", *map(str, arguments)],
        cwd=gold.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        address = process.stdout.readline().strip()
        try:
            assert address, process.stderr.read()
            yield address, process
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=20)
