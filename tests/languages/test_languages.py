"""Articles in four languages, replayed: quotes are found, dates are derived as they were coded, names get ids."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from tests.report_runs import run_extractor

HERE = Path(__file__).parent


def test_four_languages(tmp_path: Path) -> None:
    """Every quote is found; each date phrase that stands by itself is read as the reader read it; actors are known."""
    recordings = ("--recordings", HERE / "recordings.jsonl")
    run = run_extractor(
        "run", HERE / "articles", "-m", "reference-reader", "--offline", *recordings, "-o", "run", cwd=tmp_path
    )
    assert run.returncode == 0, run.stderr
    articles = [
        json.loads(line) for line in (tmp_path / "run" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert [article["state"] for article in articles] == ["ok"] * 4
    assert sum(article["quotes"]["exact"] + article["quotes"]["folded"] for article in articles) > 100
    assert not any(article["quotes"]["ungrounded"] for article in articles)
    assert not any(article["checks"]["contradicts"] for article in articles)
    done = run_extractor("consolidate", "run", "-o", "out", "--no-gazetteer", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    reports = list(csv.DictReader((tmp_path / "out" / "reports.csv").read_text("utf-8-sig").splitlines()))
    derived = {row["date_text"]: (row["derived_start"], row["derived_end"]) for row in reports}
    assert derived == {
        "مساء الثلاثاء": ("2024-06-04", "2024-06-04"),
        "يوم الاثنين ٣ حزيران/يونيو": ("2024-06-03", "2024-06-03"),
        "el martes por la noche": ("2024-06-04", "2024-06-04"),
        "el lunes": ("2024-06-03", "2024-06-03"),
        "У ніч на 5 червня": ("2024-06-04", "2024-06-05"),
        "У вівторок": ("2024-06-04", "2024-06-04"),
        "того ж дня": ("", ""),  # the same day as another event
        "周二": ("2024-06-04", "2024-06-04"),
        "5日傍晚": ("2024-06-05", "2024-06-05"),
    }
    assert not any(row["flags"] for row in reports)
    known = {row["initiator_ids"] for row in reports if row["initiator_ids"]}
    assert known == {"russia", "ukraine", "philippines"}
