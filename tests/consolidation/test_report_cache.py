"""consolidation.report_cache: the reports of a run, derived once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.consolidation.near_duplicates import signature
from extractor.consolidation.report_cache import CachedReports, cache_reports, source_article
from extractor.grounding.names import load_names
from extractor.runs.reader import read_run
from tests.conftest import CommandResult
from tests.consolidated import names

CACHE = Path("cached")


@pytest.fixture
def run(extractor: Callable[..., CommandResult]) -> Path:
    extractor("demo")
    return Path("runs/demo")


def test_articles_and_their_reports(run: Path) -> None:
    """Each article precedes its reports; a report is read again at its offset, with its operation and statements."""
    path, derived = cache_reports(read_run(run), names(), CACHE)
    assert derived
    with open(path, "rb") as file:
        cached, source, seen = CachedReports(file), None, []
        for at, line in list(cached.lines()):
            if "row" not in line:
                source = source_article(line)
                continue
            assert source
            report = cached.read_report(at, source, None)
            assert report.row == line["row"]
            seen.append(report)
    assert len(seen) == 23
    strike = next(each for each in seen if each.row["article"].startswith("001") and each.row["id"] == "i2")
    assert strike.operation
    assert {each["about"] for each in strike.statements} <= {"i2", "op1"}
    assert strike.source.agencies == {"afp"}
    article = next(read_run(run).articles())
    assert next(each for each in seen).source.signature == signature(article.text)


def test_cached(run: Path) -> None:
    """A run is derived again only with other names, or with or without a gazetteer."""
    path, _ = cache_reports(read_run(run), names(), CACHE)
    assert cache_reports(read_run(run), names(), CACHE) == (path, False)
    Path("mine").mkdir()
    Path("mine/actors.csv").write_text("id,name\nus-embassy,US Embassy\n", encoding="utf-8")
    other, derived = cache_reports(read_run(run), load_names(Path("mine"), gazetteer=False), CACHE)
    assert derived
    assert other != path
    assert cache_reports(read_run(run), load_names(), CACHE)[1]


def test_a_damaged_file(run: Path) -> None:
    """A file that is truncated or changed is derived again."""
    path, _ = cache_reports(read_run(run), names(), CACHE)
    before = path.read_bytes()
    for damaged in (before[: len(before) // 2], before.replace(b"al-qaim", b"al-qaix"), b""):
        path.write_bytes(damaged)
        assert cache_reports(read_run(run), names(), CACHE) == (path, True)
        assert path.read_bytes() == before


def test_the_same_bytes(run: Path) -> None:
    """The file depends only on the run and the names."""
    first, _ = cache_reports(read_run(run), names(), CACHE)
    second, _ = cache_reports(read_run(run), names(), Path("elsewhere"))
    assert first.name == second.name
    assert first.read_bytes() == second.read_bytes()
