"""crash_marks: the article that a process worked on when it died."""

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from extractor.core.files import state_folder
from extractor.runs.crash_marks import CrashMarker, clear_suspect, find_suspects

ID = "0123456789abcdef" * 2
DIES = (
    "import os, sys; from pathlib import Path; from extractor.runs.crash_marks import CrashMarker\n"
    "mark = CrashMarker(Path(sys.argv[1])); mark(sys.argv[2]); mark(sys.argv[3]); os.kill(os.getpid(), 9)"
)


def test_mark_of_a_killed_process(tmp_path: Path) -> None:
    """C25: the article that a killed process worked on is a suspect until it is cleared; finished ones are not."""
    run = tmp_path / "run"
    for last in (ID, ""):
        subprocess.run([sys.executable, "-c", DIES, str(run), "f" * 32, last], check=False)
    assert find_suspects(run) == find_suspects(run) == {ID}
    clear_suspect(run, ID)
    assert find_suspects(run) == set()


def test_no_mark_after_a_normal_end(tmp_path: Path) -> None:
    """A process that ends normally leaves no mark; the mark of one at work is kept."""
    run = tmp_path / "run"
    with closing(CrashMarker(run)) as mark:
        mark()
        assert not state_folder(run).exists(), "nothing was worked on yet"
        mark(ID)
        assert find_suspects(run, keep=os.getpid()) == set()
    assert find_suspects(run) == set()
    assert list(state_folder(run).iterdir()) == []
