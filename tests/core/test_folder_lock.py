"""folder_lock: locks across processes."""

import subprocess
import sys
from pathlib import Path

import pytest

from extractor.core.errors import UsageError
from extractor.core.folder_lock import exclusive_lock

HOLDER = (
    "import sys, time; from pathlib import Path; from extractor.core.folder_lock import exclusive_lock\n"
    "with exclusive_lock(Path(sys.argv[1])):\n    print('held', flush=True); time.sleep(60)"
)


def test_one_writer_of_a_folder(tmp_path: Path) -> None:
    """C17: a second writer is refused with the pid of the first; after a kill the folder is free."""
    with subprocess.Popen([sys.executable, "-c", HOLDER, tmp_path / "run"], stdout=subprocess.PIPE) as first:
        assert first.stdout is not None
        first.stdout.readline()
        with pytest.raises(UsageError, match=f"process {first.pid}"), exclusive_lock(tmp_path / "run"):
            pass
        first.kill()
    with exclusive_lock(tmp_path / "run"):
        pass
    assert list(tmp_path.iterdir()) == []
