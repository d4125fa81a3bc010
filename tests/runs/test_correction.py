"""correction: values that contradict their words are sent back once, and marked if they stay."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extractor.articles.build import make_article
from extractor.core.settings import Settings
from extractor.prompts.loading import load_prompt
from extractor.runs.api import extract_articles
from extractor.runs.result import Extraction
from tests.conftest import CommandResult, coding, incident, settings_for
from tests.endpoint import Endpoint, Script, ScriptedResponse, chat, error, ok

Start = Callable[[Script], Endpoint]
TEXT = "A drone strike on Lakeside on Tuesday killed 10-12 people, officials said. Police closed the town."
FIGURE = {
    "status": "killed",
    "low": 10,
    "high": 12,
    "victims": "people",
    "source": "officials",
    "superseded": False,
    "quote": "killed 10-12 people",
}


def _strike(**changes: Any) -> dict[str, Any]:
    given = {
        "type": "air_drone_strike",
        "summary": "Drone strike on Lakeside.",
        "targets": [],
        "date_text": "on Tuesday",
        "date_start": "2024-03-05",
        "date_end": "2024-03-05",
        "place_text": "Lakeside",
        "place_name": "Lakeside",
        "country": None,
        "casualties": [FIGURE],
        "evidence": ["A drone strike on Lakeside on Tuesday killed 10-12 people"],
    }
    return incident(**{**given, **changes})


RIGHT = coding(_strike())
# Figures, days and places that the words do not say, or for which there are no words.
WRONG: dict[str, dict[str, Any]] = {
    "figure": {"casualties": [{**FIGURE, "low": 900, "high": 900}]},
    "figure of officials": {"casualties": [{**FIGURE, "low": 900, "high": 900, "quote": "officials said"}]},
    "half a range": {"casualties": [{**FIGURE, "low": 10, "high": 10}]},
    "another day": {"date_start": "2024-02-01", "date_end": "2024-02-01"},
    "day without words": {"date_text": None},
    "another place": {"place_name": "Moscow Kremlin", "place_text": "Police"},
    "place without words": {"place_text": None},
}


def _run(settings: Settings, **options: Any) -> Extraction:
    article = make_article("lakeside.txt", TEXT, {"published": "2024-03-06", "language": "en"})
    (done,) = extract_articles([article], load_prompt("incident"), settings, **options)
    return done


@pytest.mark.parametrize("name", WRONG)
def test_a_contradiction_is_sent_back_once(endpoint: Start, tmp_path: Path, name: str) -> None:
    """The correction quotes the words and their reading to the model; its second response counts."""
    server = endpoint(lambda body, _: ok(chat(RIGHT if len(body["messages"]) > 2 else coding(_strike(**WRONG[name])))))
    done = _run(settings := settings_for(server, tmp_path))
    assert (done.state, done.repairs, done.checks["contradicts"]) == ("ok", 1, 0)
    assert "incidents.0." in json.loads(server.bodies[1])["messages"][-1]["content"]
    assert _run(settings, offline=True).coding == done.coding
    assert server.request_count == 2


@pytest.mark.parametrize("name", WRONG)
def test_what_stays_is_marked(endpoint: Start, tmp_path: Path, name: str) -> None:
    """A contradiction that the model repeats is kept and marked in the row, with what the words say."""
    server = endpoint(lambda *_: ok(chat(coding(_strike(**WRONG[name])))))
    done = _run(settings_for(server, tmp_path))
    (found,) = done.tables()["incidents"][0]["contradictions"]
    assert (done.state, done.checks["contradicts"], server.request_count) == ("ok", 1, 2)
    assert found["reason"]
    assert "correction without effect" in done.flags


@pytest.mark.parametrize(
    ("answer", "note"),
    [
        (ok(chat({"x": 1})), "correction failed: invalid"),
        (ok(chat("", refusal="no")), "correction failed: refusal"),
        (error(400, None, "content_filter"), "correction failed: content_filter"),
        (error(500), "correction failed: transport"),
    ],
)
def test_a_correction_that_fails(endpoint: Start, tmp_path: Path, answer: ScriptedResponse, note: str) -> None:
    """A correction that fails costs nothing of the first answer, which is valid."""
    wrong = chat(coding(_strike(place_name="Moscow Kremlin")))
    server = endpoint(lambda body, _: answer if len(body["messages"]) > 2 else ok(wrong))
    done = _run(settings_for(server, tmp_path, retries=0))
    assert done.state == "ok"
    assert note in done.flags


@pytest.mark.parametrize("less", [coding(_strike(casualties=[])), coding(incidents=[])])
def test_a_correction_that_leaves_rows_out(endpoint: Start, tmp_path: Path, less: dict[str, Any]) -> None:
    """A correction may not remove what was contradicted: the first answer stays, marked, and counts as no repair."""
    wrong = chat(coding(_strike(**WRONG["figure"])))
    server = endpoint(lambda body, _: ok(chat(less) if len(body["messages"]) > 2 else wrong))
    done = _run(settings_for(server, tmp_path))
    assert (done.state, done.repairs, done.checks["contradicts"]) == ("ok", 0, 1)
    assert "correction not taken: it leaves rows out" in done.flags


def test_recordings_without_a_correction(endpoint: Start, tmp_path: Path) -> None:
    """A replay of recordings that have no correction keeps the values, and marks them."""
    server = endpoint(lambda *_: ok(chat(coding(_strike(**WRONG["figure"])))))
    settings = settings_for(server, tmp_path, repairs=0)
    assert _run(settings).repairs == 0
    replayed = _run(settings.model_copy(update={"repairs": 2}), offline=True)
    assert (replayed.state, replayed.checks["contradicts"], server.request_count) == ("ok", 1, 1)


def test_every_output_shows_it(
    endpoint: Start, extractor: Callable[..., CommandResult], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Terminal, CSV, page, review and consolidated incidents show the value and what its words say."""
    server = endpoint(lambda *_: ok(chat(coding(_strike(**WRONG["figure"])))))
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary-0123456789")
    monkeypatch.setenv("COLUMNS", "160")
    Path("a").mkdir()
    Path("a/lakeside.txt").write_text(TEXT, encoding="utf-8")
    ran = extractor("run", "a", "--published", "2024-03-06", "--base-url", server.url, "-m", "stub", "-o", "r")
    said = "the words say 10 to 12"
    assert ran.code == 0
    assert "1 values contradict their words" in ran.err
    assert "900" in ran.out
    assert "[!" in ran.out
    with open("r/incidents.csv", encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["contradictions"] == f"casualties.0.low: 900: {said}"
    assert extractor("consolidate", "r", "-o", "c", "--no-gazetteer").code == 0
    assert said in Path("c/incidents.jsonl").read_text(encoding="utf-8")
    assert extractor("review", "r", "-o", "review.html", "--no-gazetteer").code == 0
