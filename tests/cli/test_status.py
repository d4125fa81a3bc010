"""cli status: the status of a run."""

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
    """A killed run is reported with the command that resumes it; exit 4."""
    _stands(states={"ok": 3}, sent=4, answered=3, seconds=1.0)
    result = extractor("status", "run")
    assert result.code == 4
    assert "3 of 10 articles" in result.out
    assert "Killed before it ended." in result.out
    assert "extractor run 'a b' -o run" in result.out


def test_stopped_and_failed(extractor: Run, tmp_path: Path) -> None:
    """Pending articles have a reason, exit 4; failed ones their classes and --retry-failed, exit 3."""
    _stands(states={"ok": 3, "pending": 7}, ended=True, reason="The quota is used up.")
    result = extractor("status", "run")
    assert (result.code, "The quota is used up." in result.out) == (4, True)
    _stands(states={"ok": 9, "failed": 1}, kinds={"bad_response": 1}, ended=True, before={"sent": 2, "cost": 0.5})
    result = extractor("status", "run")
    assert result.code == 3
    assert "1  bad response" in result.out
    assert "--retry-failed" in result.out
    assert "earlier invocations: 2 requests, $0.5000" in result.out


def test_complete(extractor: Run, tmp_path: Path) -> None:
    """A complete run is reported, a replay by its files; a folder without a run exits 2."""
    _stands(states={"ok": 10}, ended=True)
    assert "Complete." in extractor("status", "run").out
    extractor("demo")
    result = extractor("status", "runs/demo")
    assert (result.code, "5 ok" in result.out) == (0, True)
    assert extractor("status", "nowhere").code == 2


def test_running(extractor: Run, tmp_path: Path) -> None:
    """While a process writes the run its pid is printed, and no command."""
    _stands(states={"ok": 1}, seconds=1.0)
    holder = (
        "import time; from pathlib import Path; from extractor.core.folder_lock import exclusive_lock\n"
        "with exclusive_lock(Path('run')):\n    print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", holder], stdout=subprocess.PIPE, cwd=tmp_path) as process:
        assert process.stdout is not None
        process.stdout.readline()
        result = extractor("status", "run")
        process.kill()
    assert result.code == 0
    assert f"Running in process {process.pid}." in result.out
