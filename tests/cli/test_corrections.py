"""Commands that take runs take their corrections."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from extractor.evaluation.corrections import remember_corrections, remembered_corrections
from tests.conftest import coding, incident
from tests.evaluation.test_corrections import gold_of, run_of_two
from tests.report_runs import page_data, run_extractor


def test_consolidated_with_corrections(tmp_path: Path) -> None:
    """After a review, `consolidate` and `report` find its corrections; ids of reports stay; --no-corrections leaves them out."""
    run = run_of_two(tmp_path)
    assert remembered_corrections(run) is None
    remember_corrections(run, gold_of(tmp_path / "g", "a", coding(incident())))
    done = run_extractor("consolidate", run, "-o", "with", "--no-gazetteer", cwd=tmp_path)
    assert f"1 articles as reviewed in {tmp_path / 'g'}: 1 confirmed" in done.stderr
    run_extractor("consolidate", run, "-o", "without", "--no-gazetteer", "--no-corrections", cwd=tmp_path)
    rows = {
        name: list(csv.DictReader((tmp_path / name / "reports.csv").read_text("utf-8-sig").splitlines()))
        for name in ("with", "without")
    }
    assert [row["reviewed"] for row in rows["with"]] == ["confirmed by ann, 2024-03-07T10:00:00+00:00"]
    assert [row["reviewed"] for row in rows["without"]] == [""]
    assert rows["with"][0]["report"] == rows["without"][0]["report"]
    assert "confirmed by ann" in (tmp_path / "with" / "incidents.csv").read_text("utf-8-sig")
    page = run_extractor("report", run, "-o", "page.html", "--no-gazetteer", cwd=tmp_path)
    assert page.returncode == 0, page.stderr
    (shown,) = page_data(tmp_path / "page.html")["incidents"]
    assert shown["reviewed"] == ["a:i1 confirmed by ann, 2024-03-07T10:00:00+00:00"]


def test_evaluated_with_corrections(tmp_path: Path) -> None:
    """`eval RUN --corrections` scores the run as a person corrected it; a prompt has no corrections."""
    run = run_of_two(tmp_path)
    gold = gold_of(tmp_path / "g", "a", coding(incident(type="bombing_ied")))
    articles = ("--articles", tmp_path / "run.jsonl", "--gold", gold)
    scores = []
    for options in ((), ("--corrections", gold)):
        done = run_extractor("eval", run, *articles, *options, "--json", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        scores.append(json.loads(done.stdout.splitlines()[0])["value"])
    assert scores[0] < scores[1] == 1
    refused = run_extractor("eval", "-m", "stub", *articles, "--corrections", gold, cwd=tmp_path)
    assert "--corrections goes with a run" in refused.stderr
