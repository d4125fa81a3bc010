"""Corrections: a reviewed run is a run, with who did what to each incident, and survives another model."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from extractor.core.errors import InputError
from extractor.evaluation.corrections import correct_run
from extractor.runs.reader import read_run
from tests.conftest import EMPTY, TEXT, coding, incident
from tests.consolidated import names
from tests.report_runs import ScriptedArticle, scripted_run

CODED = {"by": "ann", "at": "2024-03-07T10:00:00+00:00"}


def gold_of(folder: Path, name: str, value: dict[str, Any]) -> Path:
    """Write the gold of an article, coded by ann."""
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps({**value, "coded": CODED}), encoding="utf-8")
    return folder


def run_of_two(place: Path, name: str = "run", text: str = TEXT, **changes: Any) -> Path:
    """Run two articles; the first has an incident, with changes."""
    return scripted_run(
        place,
        [ScriptedArticle(text, coding(incident(**changes)), "a"), ScriptedArticle("Calm in Timbuktu.", EMPTY, "b")],
        name,
    )


def _reviews(run: Path) -> dict[str, Any]:
    rows = [row for article in read_run(run).articles() for row in article.incidents]
    return {row["id"]: row["review"] for row in rows if "review" in row}


def test_confirmed_corrected_added(tmp_path: Path) -> None:
    """Each incident says what a person did; a corrected one has the values before; other articles stay as they are."""
    run = run_of_two(tmp_path)
    confirmed = correct_run(run, gold_of(tmp_path / "g", "a", coding(incident())), names())
    assert (confirmed.articles, dict(confirmed.incidents)) == (1, {"confirmed": 1, "rejected": 0})
    assert _reviews(confirmed.folder) == {"i1": {"status": "confirmed", **CODED}}
    changed = incident(summary="Another summary.")
    corrected = correct_run(run, gold_of(tmp_path / "g", "a", coding(changed)), names())
    assert _reviews(corrected.folder)["i1"]["before"] == {"summary": incident()["summary"]}
    cells = list(csv.DictReader((corrected.folder / "incidents.csv").read_text("utf-8-sig").splitlines()))
    assert cells[0]["reviewed"].startswith("corrected by ann, 2024-03-07T10:00:00+00:00: summary was ")
    before, after = (list(read_run(each).all_articles()) for each in (run, corrected.folder))
    assert before[1] == after[1]
    assert after[0].row["flags"][-1] == "reviewed by ann, 2024-03-07T10:00:00+00:00: 1 corrected"
    two = coding(incident(), incident(id="i2", type="arrest_detention"))
    assert dict(correct_run(run, gold_of(tmp_path / "g", "a", two), names()).incidents)["added"] == 1


def test_rejected(tmp_path: Path) -> None:
    """An incident that a person removed is gone, and listed with its reviewer."""
    found = correct_run(run_of_two(tmp_path), gold_of(tmp_path / "g", "a", EMPTY), names())
    assert dict(found.incidents) == {"rejected": 1}
    assert [article.incidents for article in read_run(found.folder).articles()] == [[], []]
    (line,) = (found.folder / "rejected.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["review"] == {"status": "rejected", **CODED}


def test_another_model(tmp_path: Path) -> None:
    """The same corrections hold for a run of another model over the same text, also if its article failed."""
    gold = gold_of(tmp_path / "g", "a", coding(incident()))
    other = run_of_two(tmp_path, "other", summary="Said differently.", id="i7")
    assert dict(correct_run(other, gold, names()).incidents)["corrected"] == 1
    failed = scripted_run(tmp_path, [ScriptedArticle(TEXT, None, "a")], "failed")
    found = correct_run(failed, gold, names())
    assert [article.row["state"] for article in read_run(found.folder).all_articles()] == ["ok"]


def test_a_text_that_has_changed(tmp_path: Path) -> None:
    """A correction of a text that is no longer there is not applied, and says so; the run's own rows stay."""
    gold = gold_of(tmp_path / "g", "a", coding(incident(evidence=["words that are gone"])))
    run = run_of_two(tmp_path)
    found = correct_run(run, gold, names())
    assert (found.articles, found.not_applied) == (0, (f"{gold / 'a.json'}: the text of a has changed since",))
    assert [len(article.incidents) for article in read_run(found.folder).articles()] == [1, 0]
    with pytest.raises(InputError, match="no corrections"):
        correct_run(run, tmp_path / "none", names())
