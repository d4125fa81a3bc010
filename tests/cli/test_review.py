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
    """-o writes the page as a file, and says what to do with its download."""
    extractor("demo")
    said = extractor("review", "runs/demo", "-o", "review.html", "--sample", "1", "--reviewer", "ann")
    assert said.code == 0
    assert "5 articles to review: 0 with signs of errors, 5 drawn at random." in said.err
    assert "extractor gold import corrections.jsonl" in said.err
    assert page_data(Path("review.html"))["review"]["by"] == "ann"


def test_what_is_wrong_is_said(extractor: Run) -> None:
    """Neither gold nor file, both, nobody's name, two gold files for one article: each with the next step, exit 2."""
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
        said = extractor("review", "runs/demo", *arguments)
        assert (said.code, words in said.err) == (2, True), said.err


def test_served_until_interrupted(extractor: Run, tmp_path: Path) -> None:
    """The address alone goes to standard output; Ctrl+C ends it in peace and says how far one has come."""
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
