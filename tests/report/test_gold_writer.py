"""gold_writer: corrections are saved as gold, and none is lost."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from extractor.articles.article import Article
from extractor.articles.build import make_article
from extractor.core.errors import InputError
from extractor.report.drafts import Draft
from extractor.report.gold_writer import Correction, GoldEntry, GoldWriter
from tests.conftest import coding, incident

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def writer(article: Article, tmp_path: Path) -> GoldWriter:
    """A writer for one article, with no gold yet."""
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


def _incident(entry: GoldEntry) -> Any:
    assert entry["coding"] is not None
    return entry["coding"]["incidents"][0]


def test_a_correction_becomes_gold(writer: GoldWriter) -> None:
    """A valid coding becomes gold, with reviewer and time; the next one starts from it."""
    result = writer.save(_correction())
    assert result.saved
    now = writer.current_gold()[0]["gao.txt"]
    assert (now["by"], now["at"], now["base"]) == ("ann", "2026-01-02T03:04:05+00:00", result.base)
    assert writer.save(_correction(coding=coding(incident(damage="some")), base=result.base)).saved


def test_a_conflict(writer: GoldWriter) -> None:
    """Gold that changed since a reviewer opened it is not overwritten; the result has the other coding, the journal both."""
    writer.save(_correction(by="ben"))
    result = writer.save(_correction(coding=coding(incident(damage="some"))))
    assert not result.saved
    assert result.other is not None
    assert (result.other["by"], _incident(result.other)["damage"]) == ("ben", "unknown")
    assert [line["by"] for line in writer.journal()] == ["ben", "ann"]
    assert writer.save(_correction(coding=coding(incident(damage="some")), base=result.other["base"])).saved


def test_deleted_gold(writer: GoldWriter) -> None:
    """Gold that was deleted meanwhile is a conflict."""
    result = writer.save(_correction())
    next(writer.gold.glob("*.json")).unlink()
    again = writer.save(_correction(base=result.base))
    assert not again.saved
    assert again.other == {"coding": None, "by": None, "at": None, "base": ""}


def test_errors_are_not_saved(writer: GoldWriter) -> None:
    """A coding with errors is in the journal only, and the result has the errors."""
    result = writer.save(_correction(coding=coding(incident(evidence=["Nobody said this"]))))
    assert not result.saved
    assert result.problems == ("incidents.0.evidence.0: not found in gao.txt: 'Nobody said this'",)
    assert writer.current_gold() == ({}, [])
    assert writer.journal()[0]["coding"]["incidents"][0]["evidence"] == ["Nobody said this"]


def test_drafts_are_discarded(writer: GoldWriter) -> None:
    """Saving a coding discards the drafts it comes from, and no other."""
    id_ = writer.articles["gao.txt"].id
    common = {"article": "gao.txt", "id": id_, "blind": False, "at": "x", "work": {}}
    for by, page, version in (("ann", "p", 3), ("ann", "q", 5), ("ben", "p", 3)):
        draft = {**common, "by": by, "page": page, "version": version}
        writer.drafts.save(cast(Draft, draft))
    writer.save(_correction(trail={"p": 3, "q": 4}))
    assert writer.drafts.newest("ann", blind=False)["gao.txt"]["version"] == 5  # changed since
    assert "gao.txt" in writer.drafts.newest("ben", blind=False)


def test_a_torn_line(writer: GoldWriter) -> None:
    """An incomplete line of a killed process hides no other; the last duration per article and reviewer counts."""
    writer.save(_correction(seconds=30))
    with open(writer.folder / "corrections.jsonl", "ab") as file:
        file.write(b'{"article": "gao.t')
    writer.save(_correction(by="ben"))
    writer.save(_correction(seconds=40))
    assert [line["by"] for line in writer.journal()] == ["ann", "ben", "ann"]
    assert writer.durations() == [40.0, 60.0]


@pytest.mark.parametrize("name", ["ga.yaml", "gao.txt.json", "gao.yml"])
def test_gold_under_another_name(article: Article, tmp_path: Path, name: str) -> None:
    """An existing gold file with another name or in YAML is replaced, in its own format."""
    gold = tmp_path / "gold"
    gold.mkdir()
    (gold / name).write_text('{"incidents": []}')
    writer = GoldWriter(gold, {article.name: article})
    assert writer.save(_correction(base=writer.current_gold()[0]["gao.txt"]["base"])).saved
    assert [path.name for path in gold.iterdir()] == [name]
    assert _incident(writer.current_gold()[0]["gao.txt"])["place_name"] == "Gao"


def test_names_that_are_not_file_names(tmp_path: Path) -> None:
    """Articles whose names give no file name, or the same one, have gold files named after their ids."""
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
    writer = GoldWriter(tmp_path / "gold", articles)
    for name in names:
        assert writer.save(_correction(article=name)).saved, name
    assert set(writer.current_gold()[0]) == set(names)
    assert set(GoldWriter(tmp_path / "gold", articles).current_gold()[0]) == set(names)


def test_gold_with_errors_is_refused(article: Article, tmp_path: Path) -> None:
    """Two gold files of one article, or one with errors, are refused before a review; gold of other articles is ignored."""
    gold = tmp_path / "gold"
    gold.mkdir()
    (gold / "other.json").write_text("{}")
    (gold / "gao.txt").write_text("notes on gao")
    (gold / "gao").mkdir()
    assert GoldWriter(gold, {article.name: article}).current_gold() == ({}, [])
    (gold / "other.json").rename(gold / "gao.json")
    (gold / "gao.json").write_text(json.dumps(coding(incident(type="nonsense"))))
    with pytest.raises(InputError, match=r"gao.json: incidents.0.type"):
        GoldWriter(gold, {article.name: article})
    (gold / "gao.json").write_text("{}")
    (gold / "gao.yaml").write_text("{}")
    with pytest.raises(InputError, match=r"are both for gao\.txt"):
        GoldWriter(gold, {article.name: article})


def test_a_bad_file_during_a_review(writer: GoldWriter) -> None:
    """A bad file added during a review is reported, and the review continues."""
    writer.save(_correction())
    (writer.gold / "notes.json").write_text("{")
    (writer.gold / "gao.json").write_text("{")
    found, wrong = writer.current_gold()
    assert (found, len(wrong)) == ({}, 1)
    assert "gao.json" in wrong[0]


def test_broken_links(writer: GoldWriter) -> None:
    """A correction that removes an incident linked in clusters.json returns a note."""
    result = writer.save(_correction())
    (writer.gold / "clusters.json").write_text(json.dumps({"clusters": [["gao.i1", "other.i2"]]}))
    assert writer.save(_correction(base=result.base)).notes == ()
    result = writer.save(
        _correction(base=writer.current_gold()[0]["gao.txt"]["base"], coding={**coding(), "incidents": []})
    )
    assert result.saved
    assert "gao.i1" in result.notes[0]
    (writer.gold / "clusters.json").write_text("{broken")
    result = writer.save(_correction(base=result.base))
    assert result.saved
    assert "clusters.json" in result.notes[0]


def test_many_at_once(writer: GoldWriter) -> None:
    """Of corrections saved at once from one state one succeeds, and all are in the journal."""
    with ThreadPoolExecutor(16) as pool:
        result = list(pool.map(lambda n: writer.save(_correction(by=f"r{n}")), range(16)))
    assert sum(each.saved for each in result) == 1
    assert {line["by"] for line in writer.journal()} == {f"r{n}" for n in range(16)}


def test_a_kill_at_any_moment(tmp_path: Path) -> None:
    """A process killed while saving leaves complete gold or none, and all journal lines but the last complete."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "coding.json").write_text(json.dumps(coding()))
    program = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from extractor.articles.build import make_article
from extractor.report.drafts import Draft
from extractor.report.gold_writer import GoldEntry, Correction, GoldWriter
article = make_article("gao.txt", "Two soldiers were killed in Gao on Monday, the army said. Nobody claimed the attack.", {"published": "2024-03-05"})
writer, base, made = GoldWriter(Path("gold"), {"gao.txt": article}), "", json.loads(Path("a/coding.json").read_text())
print("ready", flush=True)
while True:
    base = writer.save(Correction("gao.txt", made, "ann", datetime.now(UTC), base)).base
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
