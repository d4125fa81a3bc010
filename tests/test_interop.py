"""A real model server: set INTEROP_URL to its base URL (and INTEROP_MODEL) to run these; they are skipped without."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from extractor.articles.build import make_article
from extractor.core.settings import Settings
from extractor.prompts.loading import load_prompt
from extractor.recordings.store import open_store
from extractor.runs.api import extract_articles
from extractor.runs.doctor import check_endpoint
from extractor.runs.wiring import LiveOptions, mode_note

URL = os.environ.get("INTEROP_URL", "")
pytestmark = pytest.mark.skipif(not URL, reason="INTEROP_URL is not set")
TEXT = "A drone strike on the port of Lakeside killed two dock workers on Tuesday, the mayor said."


def _settings(folder: Path) -> Settings:
    return Settings(
        OPENAI_BASE_URL=URL,
        OPENAI_API_KEY=os.environ.get("INTEROP_KEY") or None,
        model=os.environ.get("INTEROP_MODEL", "default"),
        store=folder / "store",
        timeout=3_000,
    )


async def test_doctor_names_the_mode(tmp_path: Path) -> None:
    """The endpoint is reached, and what doctor says of the output names a mode; a small model may still fail it."""
    found = {check.name: check async for check in check_endpoint(_settings(tmp_path), "incident")}
    assert found["endpoint"].ok
    assert "output mode" in found["output"].detail


def test_an_article(tmp_path: Path) -> None:
    """An article ends ok or with its class, the mode is remembered, and a replay gives the same without the server."""
    settings = _settings(tmp_path)
    articles = [make_article("port.txt", TEXT, {"published": "2024-03-06"})]
    messages: list[str] = []
    (live,) = extract_articles(articles, load_prompt("incident"), settings, live=LiveOptions(announce=messages.append))
    assert live.state in ("ok", "failed"), live.message
    store = open_store(settings.store)
    assert store.get_note(mode_note(settings))["mode"]
    store.close()
    (replayed,) = extract_articles(articles, load_prompt("incident"), settings, offline=True)
    assert (replayed.state, replayed.keys, replayed.coding) == (live.state, live.keys, live.coding)
    print(json.dumps({"state": live.state, "kind": live.kind, "said": messages}))
