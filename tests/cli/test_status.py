"""cli status: how a run stands, also while it goes on or after it was killed."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from extractor.runs.status import RunStatus
from tests.conftest import CommandResult

Run = Callable[..., CommandResult]


def _stands(**facts: object) -> None:
    RunStatus(**{"command": ["run", "a b", "-o", "run"], "total": 10, **facts}).write(Path("run"))  # type: ignore[arg-type]


def test_killed(extractor: Run, tmp_path: Path) -> None:
    """A run that did not come to its end says so, and how to go on; exit 4."""
    _stands(states={"ok": 3}, sent=4, answered=3, seconds=1.0)
    said = extractor("status", "run")
    assert said.code == 4
    assert "3 of 10 articles" in said.out
    assert "Killed before it ended." in said.out
    assert "extractor run 'a b' -o run" in said.out


def test_stopped_and_failed(extractor: Run, tmp_path: Path) -> None:
    """What is pending comes with the reason, exit 4; what failed with its classes and --retry-failed, exit 3."""
    _stands(states={"ok": 3, "pending": 7}, ended=True, reason="The quota is used up.")
    said = extractor("status", "run")
    assert (said.code, "The quota is used up." in said.out) == (4, True)
    _stands(states={"ok": 9, "failed": 1}, kinds={"bad_response": 1}, ended=True, before={"sent": 2, "cost": 0.5})
    said = extractor("status", "run")
    assert said.code == 3
    assert "1  bad response" in said.out
    assert "--retry-failed" in said.out
    assert "earlier invocations: 2 requests, $0.5000" in said.out


def test_complete(extractor: Run, tmp_path: Path) -> None:
    """A complete run says so; a replay that cost nothing is known by its files; where there is no run, exit 2."""
    _stands(states={"ok": 10}, ended=True)
    assert "Complete." in extractor("status", "run").out
    extractor("demo")
    said = extractor("status", "runs/demo")
    assert (said.code, "5 ok" in said.out) == (0, True)
    assert extractor("status", "nowhere").code == 2


def test_going_on(extractor: Run, tmp_path: Path) -> None:
    """While a process writes the run it is named, and nothing is said about going on."""
    _stands(states={"ok": 1}, seconds=1.0)
    holder = (
        "import time; from pathlib import Path; from extractor.core.folder_lock import exclusive_lock\n"
        "with exclusive_lock(Path('run')):\n    print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", holder], stdout=subprocess.PIPE, cwd=tmp_path) as process:
        assert process.stdout is not None
        process.stdout.readline()
        said = extractor("status", "run")
        process.kill()
    assert said.code == 0
    assert f"Running in process {process.pid}." in said.out
