"""report address: where the review of before was."""

import os
import time
from pathlib import Path

from extractor.report.session import KEPT, recall, remember


def test_it_comes_back(tmp_path: Path) -> None:
    """Port and token come back for the same reviewer, and stand where this user alone can read them."""
    remember(tmp_path / "x", "ann", 4711, "token")
    assert recall(tmp_path / "x", "ann") == (4711, "token")
    assert recall(tmp_path / "x", "ben") is None
    (path,) = (tmp_path / "x").iterdir()
    assert path.stat().st_mode & 0o777 == 0o600


def test_not_for_ever(tmp_path: Path) -> None:
    """After a day, or damaged, it is forgotten."""
    remember(tmp_path, "ann", 4711, "token")
    (path,) = tmp_path.iterdir()
    old = time.time() - KEPT - 1
    os.utime(path, (old, old))
    assert recall(tmp_path, "ann") is None
    path.write_text("{")
    assert recall(tmp_path, "ann") is None
