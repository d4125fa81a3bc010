"""cli consolidate: reports become incidents, every figure beside its source."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import CommandResult


@pytest.fixture
def run(extractor: Callable[..., CommandResult]) -> Path:
    extractor("demo")
    return Path("runs/demo")


@pytest.mark.parametrize("width", ["80", "160"])
def test_the_table(
    extractor: Callable[..., CommandResult], run: Path, monkeypatch: pytest.MonkeyPatch, width: str
) -> None:
    """Incidents no wider than the terminal, each toll with its figures and sources; what was done goes to stderr."""
    monkeypatch.setenv("COLUMNS", width)
    said = extractor("consolidate", run)
    assert said.code == 0
    assert max(map(len, said.out.splitlines())) <= int(width)
    told = " ".join(said.out.split())
    assert "1-2 killed: 1 (The Hashed newspaper); 2 (an official at the Iraqi Interior Ministry" in told
    assert "earlier 2 (Interior Ministry officials" in told
    assert "8+ killed: 8+ (Iraqi security sources); 8 (the group)" in told
    assert "3 reports, 2 sources: acknowledged by" in told
    assert "whole operation: 5+ killed (the article); some killed or injured (Kataeb Said al Shuhadá)" in told
    assert "17 incidents, reported 23 times in 5 articles of 1 run; no API calls." in said.err
    assert "4 near misses to review" in said.err
    assert "consolidated/near_misses.csv" in said.err


def test_json(extractor: Callable[..., CommandResult], run: Path) -> None:
    """With --json one incident a line, as in incidents.jsonl."""
    said = extractor("consolidate", run, "--json", "-o", "out")
    rows = [json.loads(line) for line in said.out.splitlines()]
    assert len(rows) == 17
    assert rows == [json.loads(line) for line in Path("out/incidents.jsonl").read_text(encoding="utf-8").splitlines()]


def test_again(extractor: Callable[..., CommandResult], run: Path) -> None:
    """The second time nothing is derived, and the summary says so; near misses that are decided are used."""
    extractor("consolidate", run, "-o", "out")
    before = Path("out/incidents.jsonl").read_bytes()
    assert "of 1 run (1 cached)" in extractor("consolidate", run, "-o", "out").err
    assert Path("out/incidents.jsonl").read_bytes() == before
    misses = Path("out/near_misses.csv").read_text(encoding="utf-8")
    lines = misses.splitlines()
    Path("mine.csv").write_text("\n".join([lines[0], "same" + lines[1], *lines[2:]]) + "\n", encoding="utf-8")
    said = extractor("consolidate", run, "-o", "out", "--decisions", "mine.csv")
    assert "16 incidents, reported 23 times" in said.err
    extractor("consolidate", run, "-o", "out", "--decisions", "mine.csv")
    Path("mine.csv").write_text("decision,a,b\nsame,gone,lost\n", encoding="utf-8")
    said = extractor("consolidate", run, "-o", "out", "--decisions", "mine.csv")
    assert "Decision not used: mine.csv, line 2: no report is called gone or lost." in said.err


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["nowhere"], "nowhere: no finished run"),
        (["runs/demo", "-o", "runs/demo"], "runs/demo holds files of another kind"),
        (["runs/demo", "--names", "runs"], "neither actors.csv nor places.csv"),
        (["runs/demo", "--decisions", "runs/demo/manifest.json"], "wrong columns"),
    ],
)
def test_what_is_wrong(extractor: Callable[..., CommandResult], run: Path, options: list[str], told: str) -> None:
    """Exit 2, one line, and nothing is written over."""
    before = {path: path.read_bytes() for path in run.iterdir()}
    said = extractor("consolidate", *options)
    assert said.code == 2
    assert told in said.err
    assert {path: path.read_bytes() for path in run.iterdir()} == before
