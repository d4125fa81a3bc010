"""consolidation.derived: the reports of a run, derived once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.consolidation.near_duplicates import signature
from extractor.consolidation.pipeline import load_names
from extractor.consolidation.report_cache import DerivedRun, derive, told_of
from extractor.runs.reader import read_run
from tests.conftest import CommandResult
from tests.consolidated import names

BEFORE = Path("kept")


@pytest.fixture
def run(extractor: Callable[..., CommandResult]) -> Path:
    extractor("demo")
    return Path("runs/demo")


def test_articles_and_their_reports(run: Path) -> None:
    """Each article comes before its reports; a report is read again from its place with what its article says around it."""
    path, made = derive(read_run(run), names(), BEFORE)
    assert made
    with open(path, "rb") as file:
        derived, told, seen = DerivedRun(file), None, []
        for at, line in list(derived.lines()):
            if "row" not in line:
                told = told_of(line)
                continue
            assert told
            account = derived.account(at, told, None)
            assert account.row == line["row"]
            seen.append(account)
    assert len(seen) == 23
    strike = next(each for each in seen if each.row["article"].startswith("001") and each.row["id"] == "i2")
    assert strike.operation
    assert {said["about"] for said in strike.statements} <= {"i2", "op1"}
    assert strike.told.agencies == {"afp"}
    article = next(read_run(run).articles())
    assert next(each for each in seen).told.signature == signature(article.text)


def test_once_is_enough(run: Path) -> None:
    """The same run with the same names is not derived again; with other names, or without a gazetteer, it is."""
    path, _ = derive(read_run(run), names(), BEFORE)
    assert derive(read_run(run), names(), BEFORE) == (path, False)
    Path("mine").mkdir()
    Path("mine/actors.csv").write_text("id,name\nus-embassy,US Embassy\n", encoding="utf-8")
    other, made = derive(read_run(run), load_names(Path("mine"), gazetteer=False), BEFORE)
    assert made
    assert other != path
    assert derive(read_run(run), load_names(), BEFORE)[1]


def test_a_damaged_file(run: Path) -> None:
    """A file that is cut, or was changed, is derived again."""
    path, _ = derive(read_run(run), names(), BEFORE)
    before = path.read_bytes()
    for damaged in (before[: len(before) // 2], before.replace(b"al-qaim", b"al-qaix"), b""):
        path.write_bytes(damaged)
        assert derive(read_run(run), names(), BEFORE) == (path, True)
        assert path.read_bytes() == before


def test_the_same_bytes(run: Path) -> None:
    """What is derived depends on the run and the names alone."""
    first, _ = derive(read_run(run), names(), BEFORE)
    second, _ = derive(read_run(run), names(), Path("elsewhere"))
    assert first.name == second.name
    assert first.read_bytes() == second.read_bytes()
