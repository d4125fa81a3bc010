"""report desk: corrections as they come, none of which is lost."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from extractor.articles.article import Article
from extractor.articles.build import make_article
from extractor.core.errors import InputError
from extractor.report.gold_writer import Correction, GoldWriter
from tests.conftest import coding, incident

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def desk(article: Article, tmp_path: Path) -> GoldWriter:
    """A desk for one article, with no gold yet."""
    return GoldWriter(tmp_path / "gold", {article.name: article})


def _correction(**changes: Any) -> Correction:
    given: dict[str, Any] = {
        "article": "gao.txt",
        "coding": coding(),
        "by": "ann",
        "at": NOW,
        "base": "",
        "seconds": 60.0,
    }
    return Correction(**{**given, **changes})


def test_a_correction_becomes_gold(desk: GoldWriter) -> None:
    """A coding that is right is the gold, with who and when; the next one begins from it."""
    kept = desk.save(_correction())
    assert kept.saved
    now = desk.gold_now()[0]["gao.txt"]
    assert (now["by"], now["at"], now["base"]) == ("ann", "2026-01-02T03:04:05+00:00", kept.base)
    assert desk.save(_correction(coding=coding(incident(damage="some")), base=kept.base)).saved


def test_who_is_second_is_told(desk: GoldWriter) -> None:
    """Gold that changed since a reviewer opened it is not written over; the other coding comes back, both are noted."""
    desk.save(_correction(by="ben"))
    kept = desk.save(_correction(coding=coding(incident(damage="some"))))
    assert not kept.saved
    assert kept.other is not None
    assert (kept.other["by"], kept.other["coding"]["incidents"][0]["damage"]) == ("ben", "unknown")
    assert [line["by"] for line in desk.journal()] == ["ben", "ann"]
    assert desk.save(_correction(coding=coding(incident(damage="some")), base=kept.other["base"])).saved


def test_gold_that_was_taken_away(desk: GoldWriter) -> None:
    """Gold that is gone meanwhile is a conflict too, not written silently."""
    kept = desk.save(_correction())
    next(desk.gold.glob("*.json")).unlink()
    again = desk.save(_correction(base=kept.base))
    assert not again.saved
    assert again.other == {"coding": None, "by": None, "at": None, "base": ""}


def test_what_is_wrong_is_not_gold(desk: GoldWriter) -> None:
    """A coding that is wrong is told what is wrong; it is in the journal, and nowhere else."""
    kept = desk.save(_correction(coding=coding(incident(evidence=["Nobody said this"]))))
    assert not kept.saved
    assert kept.problems == ("incidents.0.evidence.0: not found in gao.txt: 'Nobody said this'",)
    assert desk.gold_now() == ({}, [])
    assert desk.journal()[0]["coding"]["incidents"][0]["evidence"] == ["Nobody said this"]


def test_what_was_finished_is_no_draft_any_more(desk: GoldWriter) -> None:
    """A coding that became gold takes the drafts with it that it comes from, and no other."""
    id_ = desk.articles["gao.txt"].id
    draft = {"article": "gao.txt", "id": id_, "blind": False, "at": "x", "work": {}}
    for by, page, version in (("ann", "p", 3), ("ann", "q", 5), ("ben", "p", 3)):
        desk.begun.keep({**draft, "by": by, "page": page, "version": version})
    desk.save(_correction(trail={"p": 3, "q": 4}))
    assert desk.begun.of("ann", blind=False)["gao.txt"]["version"] == 5  # changed since
    assert "gao.txt" in desk.begun.of("ben", blind=False)


def test_a_torn_line(desk: GoldWriter) -> None:
    """A line that a killed process left half written hides nothing that is whole; the last time of each counts."""
    desk.save(_correction(seconds=30))
    with open(desk.place / "corrections.jsonl", "ab") as file:
        file.write(b'{"article": "gao.t')
    desk.save(_correction(by="ben"))
    desk.save(_correction(seconds=40))
    assert [line["by"] for line in desk.journal()] == ["ann", "ben", "ann"]
    assert desk.pace() == [40.0, 60.0]


@pytest.mark.parametrize("name", ["ga.yaml", "gao.txt.json", "gao.yml"])
def test_gold_of_another_name_is_gone_on_with(article: Article, tmp_path: Path, name: str) -> None:
    """A gold file that is called otherwise, or is YAML, is the one that is written, in its own form, in one step."""
    gold = tmp_path / "gold"
    gold.mkdir()
    (gold / name).write_text('{"incidents": []}')
    desk = GoldWriter(gold, {article.name: article})
    assert desk.save(_correction(base=desk.gold_now()[0]["gao.txt"]["base"])).saved
    assert [path.name for path in gold.iterdir()] == [name]
    assert desk.gold_now()[0]["gao.txt"]["coding"]["incidents"][0]["place_name"] == "Gao"


def test_names_that_make_no_file(tmp_path: Path) -> None:
    """Articles whose names would be one file, none, or another's are called by their ids, and found again."""
    names = [
        "Ж" * 118 + ".txt",
        "acled.123",
        "acled.124",
        "https://x.org/a/i.html",
        "https://x.org/b/i.html",
        "clusters.txt",
        "x" * 300,
    ]
    text = "Two soldiers were killed in Gao on Monday, the army said."
    articles = {name: make_article(name, f"{text} {name}", {}) for name in names}
    desk = GoldWriter(tmp_path / "gold", articles)
    for name in names:
        assert desk.save(_correction(article=name)).saved, name
    assert set(desk.gold_now()[0]) == set(names)
    assert set(GoldWriter(tmp_path / "gold", articles).gold_now()[0]) == set(names)


def test_wrong_gold_is_refused(article: Article, tmp_path: Path) -> None:
    """Gold for one article twice, or that is wrong, stops a review before it begins, and says where; that of articles
    which are not looked at does not."""
    gold = tmp_path / "gold"
    gold.mkdir()
    (gold / "other.json").write_text("{}")
    (gold / "gao.txt").write_text("notes on gao")
    (gold / "gao").mkdir()
    assert GoldWriter(gold, {article.name: article}).gold_now() == ({}, [])
    (gold / "other.json").rename(gold / "gao.json")
    (gold / "gao.json").write_text(json.dumps(coding(incident(type="nonsense"))))
    with pytest.raises(InputError, match=r"gao.json: incidents.0.type"):
        GoldWriter(gold, {article.name: article})
    (gold / "gao.json").write_text("{}")
    (gold / "gao.yaml").write_text("{}")
    with pytest.raises(InputError, match=r"are both for gao\.txt"):
        GoldWriter(gold, {article.name: article})


def test_what_is_put_there_meanwhile_stops_nobody(desk: GoldWriter) -> None:
    """A file that somebody puts there while a review goes on is told about, and nothing else is lost by it."""
    desk.save(_correction())
    (desk.gold / "notes.json").write_text("{")
    (desk.gold / "gao.json").write_text("{")
    found, wrong = desk.gold_now()
    assert (found, len(wrong)) == ({}, 1)
    assert "gao.json" in wrong[0]


def test_links_that_a_correction_breaks(desk: GoldWriter) -> None:
    """Where clusters.json names an incident that is there no more, that is said with the correction."""
    kept = desk.save(_correction())
    (desk.gold / "clusters.json").write_text(json.dumps({"clusters": [["gao.i1", "other.i2"]]}))
    assert desk.save(_correction(base=kept.base)).notes == ()
    kept = desk.save(_correction(base=desk.gold_now()[0]["gao.txt"]["base"], coding={**coding(), "incidents": []}))
    assert kept.saved
    assert "gao.i1" in kept.notes[0]
    (desk.gold / "clusters.json").write_text("{broken")
    kept = desk.save(_correction(base=kept.base))
    assert kept.saved
    assert "clusters.json" in kept.notes[0]


def test_many_at_once(desk: GoldWriter) -> None:
    """Of many that save at once from one state one is first, and all are in the journal, line by line."""
    with ThreadPoolExecutor(16) as pool:
        kept = list(pool.map(lambda n: desk.save(_correction(by=f"r{n}")), range(16)))
    assert sum(each.saved for each in kept) == 1
    assert {line["by"] for line in desk.journal()} == {f"r{n}" for n in range(16)}


def test_a_kill_at_any_moment(tmp_path: Path) -> None:
    """A process that is killed while it saves leaves whole gold or none, and every line before the last whole."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "coding.json").write_text(json.dumps(coding()))
    program = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from extractor.articles.build import make_article
from extractor.report.gold_writer import Correction, GoldWriter
article = make_article("gao.txt", "Two soldiers were killed in Gao on Monday, the army said. Nobody claimed the attack.", {"published": "2024-03-05"})
desk, base, made = GoldWriter(Path("gold"), {"gao.txt": article}), "", json.loads(Path("a/coding.json").read_text())
print("ready", flush=True)
while True:
    base = desk.save(Correction("gao.txt", made, "ann", datetime.now(UTC), base)).base
"""
    for wait in (0.02, 0.05, 0.08):
        process = subprocess.Popen([sys.executable, "-c", program], cwd=tmp_path, stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        try:
            process.wait(wait)
        except subprocess.TimeoutExpired:
            process.kill()
        process.wait()
        process.stdout.close()
        for path in (tmp_path / "gold").glob("*.json"):
            assert json.loads(path.read_bytes())["incidents"]
        lines = (tmp_path / ".gold" / "corrections.jsonl").read_bytes().split(b"\n")
        assert all(json.loads(line) for line in lines[:-1])
        for path in (tmp_path / "gold").glob("*.json"):
            path.unlink()
