"""session: the address of an earlier review server."""

import os
import time
from pathlib import Path

from extractor.report.session import LIFETIME, load_session, save_session


def test_round_trip(tmp_path: Path) -> None:
    """Port and token are returned to the same reviewer, from a file that only this user can read."""
    save_session(tmp_path / "x", "ann", 4711, "token")
    assert load_session(tmp_path / "x", "ann") == (4711, "token")
    assert load_session(tmp_path / "x", "ben") is None
    (path,) = (tmp_path / "x").iterdir()
    assert path.stat().st_mode & 0o777 == 0o600


def test_expiry(tmp_path: Path) -> None:
    """A session older than a day, or damaged, is ignored."""
    save_session(tmp_path, "ann", 4711, "token")
    (path,) = tmp_path.iterdir()
    old = time.time() - LIFETIME - 1
    os.utime(path, (old, old))
    assert load_session(tmp_path, "ann") is None
    path.write_text("{")
    assert load_session(tmp_path, "ann") is None
