"""cli review: correct a run in a browser."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.conftest import CommandResult
from tests.report_runs import page_data

Run = Callable[..., CommandResult]


def test_as_a_file(extractor: Run) -> None:
    """-o writes the page to a file and prints how to import its download."""
    extractor("demo")
    result = extractor("review", "runs/demo", "-o", "review.html", "--sample", "1", "--reviewer", "ann")
    assert result.code == 0
    assert "5 articles to review: 0 with signs of errors, 5 drawn at random." in result.err
    assert "extractor gold import corrections.jsonl" in result.err
    assert page_data(Path("review.html"))["review"]["by"] == "ann"


def test_invalid_arguments(extractor: Run) -> None:
    """Neither --gold nor -o, both, no reviewer, two gold files for one article: each exits 2 with a next step."""
    extractor("demo")
    Path("gold").mkdir()
    Path("gold/000.json").write_text("{}")
    Path("gold/000.yaml").write_text("{}")
    for arguments, words in (
        ((), "Give exactly one of --gold and -o."),
        (("--gold", "g", "-o", "r.html"), "Give exactly one of --gold and -o."),
        (("--gold", "g"), "--reviewer is missing"),
        (("--gold", "gold", "--reviewer", "ann"), "are both for 000_eb6aea33ffd65c8d.txt"),
    ):
        result = extractor("review", "runs/demo", *arguments)
        assert (result.code, words in result.err) == (2, True), result.err


def test_served_until_interrupted(extractor: Run, tmp_path: Path) -> None:
    """Only the address goes to stdout; Ctrl+C stops the server and prints the progress."""
    extractor("demo")
    with subprocess.Popen(
        [sys.executable, "-m", "extractor", "review", "runs/demo", "--gold", "gold", "--reviewer", "ann"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline().startswith("http://127.0.0.1:")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (0, "")
    assert "Corrections go to gold" in err
    assert "0 articles have gold in gold" in err
    assert "Traceback" not in err
