"""cli consolidate: reports become incidents, every number with its source."""

import json
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from extractor.grounding import gazetteer
from tests.conftest import TEXT, CommandResult, coding, incident
from tests.report_runs import ScriptedArticle, scripted_run


@pytest.fixture
def run(extractor: Callable[..., CommandResult]) -> Path:
    extractor("demo")
    return Path("runs/demo")


@pytest.mark.parametrize("width", ["80", "160"])
def test_table(extractor: Callable[..., CommandResult], run: Path, monkeypatch: pytest.MonkeyPatch, width: str) -> None:
    """Incidents fit the terminal, casualties have numbers and sources; the summary goes to stderr."""
    monkeypatch.setenv("COLUMNS", width)
    result = extractor("consolidate", run)
    assert result.code == 0
    assert max(map(len, result.out.splitlines())) <= int(width)
    message = " ".join(result.out.split())
    assert "1-2 killed: 1 (The Hashed newspaper); 2 (an official at the Iraqi Interior Ministry" in message
    assert "earlier 2 (Interior Ministry officials" in message
    assert "8+ killed: 8+ (Iraqi security sources); 8 (the group)" in message
    assert "3 reports, 2 sources: acknowledged by" in message
    assert "whole operation: 5+ killed (the article); some killed or injured (Kataeb Said al Shuhadá)" in message
    assert "17 incidents, reported 23 times in 5 articles of 1 run; no API calls." in result.err
    assert "4 near misses to review" in result.err
    assert "consolidated/near_misses.csv" in result.err


def test_json(extractor: Callable[..., CommandResult], run: Path) -> None:
    """--json prints one incident per line, as in incidents.jsonl."""
    result = extractor("consolidate", run, "--json", "-o", "out")
    rows = [json.loads(line) for line in result.out.splitlines()]
    assert len(rows) == 17
    assert rows == [json.loads(line) for line in Path("out/incidents.jsonl").read_text(encoding="utf-8").splitlines()]


def test_cached_reports_and_decisions(extractor: Callable[..., CommandResult], run: Path) -> None:
    """A second consolidation uses the cached reports; decided near misses are applied."""
    extractor("consolidate", run, "-o", "out")
    before = Path("out/incidents.jsonl").read_bytes()
    assert "of 1 run (1 cached)" in extractor("consolidate", run, "-o", "out").err
    assert Path("out/incidents.jsonl").read_bytes() == before
    misses = Path("out/near_misses.csv").read_text(encoding="utf-8")
    lines = misses.splitlines()
    Path("mine.csv").write_text("\n".join([lines[0], "same" + lines[1], *lines[2:]]) + "\n", encoding="utf-8")
    result = extractor("consolidate", run, "-o", "out", "--decisions", "mine.csv")
    assert "16 incidents, reported 23 times" in result.err
    extractor("consolidate", run, "-o", "out", "--decisions", "mine.csv")
    Path("mine.csv").write_text("decision,a,b\nsame,gone,lost\n", encoding="utf-8")
    result = extractor("consolidate", run, "-o", "out", "--decisions", "mine.csv")
    assert "Decision not used: mine.csv, line 2: no report is called gone or lost." in result.err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["nowhere"], "nowhere: no finished run"),
        (["runs/demo", "-o", "runs/demo"], "runs/demo holds files of another kind"),
        (["runs/demo", "--names", "runs"], "neither actors.csv nor places.csv"),
        (["runs/demo", "--decisions", "runs/demo/manifest.json"], "wrong columns"),
    ],
)
def test_invalid_arguments(
    extractor: Callable[..., CommandResult], run: Path, options: list[str], message: str
) -> None:
    """Invalid arguments exit 2 with a message; no file is overwritten."""
    before = {path: path.read_bytes() for path in run.iterdir()}
    result = extractor("consolidate", *options)
    assert result.code == 2
    assert message in result.err
    assert {path: path.read_bytes() for path in run.iterdir()} == before


def test_without_a_gazetteer(
    extractor: Callable[..., CommandResult], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Without the extra `places`, a place that no alias file has is not geocoded; the message says how to install it."""
    given = incident(place_name="Menaka", place_text="Gao")
    run = scripted_run(tmp_path / "place", [ScriptedArticle(TEXT, coding(given))])

    def missing(_: str) -> str:
        raise PackageNotFoundError

    assert "incident-extractor[places]" not in extractor("consolidate", run, "-o", "with").err
    monkeypatch.setattr(gazetteer, "version", missing)
    result = extractor("consolidate", run, "-o", "without")
    assert result.code == 0
    assert "were not geocoded: pip install 'incident-extractor[places]'" in result.err
    assert "1 not geocoded" in result.err
