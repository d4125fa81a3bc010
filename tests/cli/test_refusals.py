"""cli: bad options are refused before anything is written."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.core.package_data import SEEDS
from tests.conftest import TEXT, CommandResult, write_articles
from tests.evaluated import write_gold
from tests.report_runs import run_extractor

Run = Callable[..., CommandResult]
REPLAY = ("run", SEEDS, "-m", "reference-reader", "--offline", "-o", "runs/demo")
LIVE = ("run", "a", "-m", "stub", "-o", "runs/demo", "--base-url", "http://localhost:9/v1")
REFUSED = [
    (*REPLAY, "--published", "12/03/2024"),
    (*REPLAY, "--published", "2024-02-30"),
    (*REPLAY, "--limit", "0"),
    (*REPLAY, "--limit", "-1"),
    (*REPLAY, "--limit", "many"),
    (*REPLAY, "--workers", "0"),
    (*REPLAY, "--repairs", "-1"),
    (*REPLAY, "--max-cost", "1"),
    (*REPLAY, "--recordings", "none.jsonl"),
    (*REPLAY, "-p", "no-such-prompt"),
    ("run", "no-such-folder", *REPLAY[2:]),
    (*LIVE, "--published", "yesterday"),
    (*LIVE, "--timeout", "0"),
    (*LIVE, "--timeout", "soon"),
    (*LIVE, "--retries", "-1"),
    (*LIVE, "--repairs", "99"),
    (*LIVE, "-j", "0"),
    (*LIVE, "--max-requests", "-1"),
    (*LIVE, "--max-cost", "-0.01"),
    (*LIVE, "--max-cost", "1"),  # the price of the model is not known
    (*LIVE, "--recordings", "none.jsonl"),
    (*LIVE, "--log-json", "no/such/folder/log.jsonl"),
    (*LIVE[:-2],),  # no key
    (*LIVE[:-2], "--log-json", "log.jsonl"),
    (*LIVE, "--max-cost", "1", "--log-json", "log.jsonl"),
    (*LIVE[:-1], "ftp://localhost"),
    ("demo", "--no-such-option"),
    ("batch", "submit", "a", "-m", "stub", "--published", "12/03/2024"),
    ("batch", "submit", "a", "-m", "stub", "--timeout", "0"),
    ("batch", "submit", "a", "-m", "stub", "--recordings", "none.jsonl"),
    ("requests", "export", "a", "-m", "stub", "-o", "r.jsonl", "--published", "12/03/2024"),
    ("requests", "export", "a", "-m", "stub", "-o", "r.txt"),
    ("requests", "export", "a", "-m", "stub", "-o", "r.jsonl", "-p", "no-such-prompt"),
    ("requests", "export", "a", "-m", "stub", "-o", "r.jsonl", "--recordings", "none.jsonl"),
    ("requests", "import", "none.jsonl"),
    ("show", "a", "--published", "12/03/2024"),
    ("consolidate", "runs/demo", "-o", "runs/demo-consolidated", "--names", "none"),
    ("consolidate", "runs/demo", "-o", "runs/demo-consolidated", "--decisions", "none.csv"),
    ("consolidate", "runs/demo", "no-such-run", "-o", "runs/demo-consolidated"),
    ("export", "runs/demo-consolidated", "-o", "x.csv", "--table", "none"),
    ("export", "runs/demo-consolidated", "-o", "x.csv", "--layout", "none"),
    ("export", "runs/demo-consolidated", "-o", "x.pdf"),
    ("report", "runs/demo", "-o", "x.html", "--compare", "none"),
    ("report", "runs/demo", "-o", "x.html", "--names", "none"),
    ("review", "runs/demo", "--gold", "g"),
    ("review", "runs/demo", "--gold", "g", "-o", "x.html"),
    ("review", "runs/demo", "-o", "x.html", "--sample", "1.5"),
    ("review", "runs/demo", "--gold", "g", "--reviewer", "ann", "--port", "99999"),
    ("review", "runs/demo", "--gold", "g", "--reviewer", "ann", "--names", "none"),
    ("eval", "-m", "reference-reader", "--fail-under", "overall_f1=2"),
    ("eval", "-m", "reference-reader", "--split", "all", "--gold", "none"),
    ("eval", "-m", "reference-reader", "--names", "none"),
    ("eval", "muc4", "none"),
    ("eval", "muc4", "--texts", "none", "-o", "x.jsonl"),
    ("compare", "runs/demo", "incident", "--metric", "accuracy"),
    ("gold", "new", "a", "-o", "g", "--from", "none"),
    ("gold", "split", "a/gold", "--test", "1.5"),
    ("gold", "import", "none.jsonl", "-o", "g"),
    ("gold", "agreement", "a/gold", "none", "--adjudication", "x.csv"),
    ("optimize", "-o", "x.md", "--max-calls", "0"),
    ("optimize", "-o", "x.md", "--holdout", "0.95"),
    ("optimize", "-o", "x.md", "--blocks", "none"),
    ("cache", "export", "x.txt"),
    ("cache", "export", "x.jsonl", "--run", "none"),
    ("cache", "import", "none.jsonl"),
]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the demo in a folder of its own."""
    place = tmp_path_factory.mktemp("finished")
    assert run_extractor("demo", cwd=place).returncode == 0
    return place


def _files(folder: Path) -> dict[Path, bytes | None]:
    return {path: path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


@pytest.mark.parametrize("arguments", REFUSED, ids=lambda arguments: " ".join(map(str, arguments)).replace("/", "_"))
def test_nothing_is_written(extractor: Run, tmp_path: Path, finished: Path, arguments: tuple[object, ...]) -> None:
    """A refused command exits 2 with a message; run folder and working folder are unchanged to the byte."""
    shutil.copytree(finished / "runs", tmp_path / "runs")
    write_articles(tmp_path / "a", TEXT)
    write_gold(tmp_path / "a/gold")
    before = _files(tmp_path)
    result = extractor(*arguments)
    assert result.code == 2, result
    assert result.err
    assert "Traceback" not in result.err
    assert _files(tmp_path) == before
