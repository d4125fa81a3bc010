"""The address of a reviewer's last server: restarted within a day, pages that are still open find it again."""

from __future__ import annotations

import json
import time
from pathlib import Path

from extractor.core.canonical import digest
from extractor.core.files import atomic_file

LIFETIME = 86_400.0  # seconds


def load_session(folder: Path, by: str) -> tuple[int, str] | None:
    """Return the port and token of a reviewer's last server; None if there was none within a day."""
    path = _path(folder, by)
    try:
        found = json.loads(path.read_bytes())
        fresh = time.time() - path.stat().st_mtime < LIFETIME
        return (int(found["port"]), str(found["token"])) if fresh else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def save_session(folder: Path, by: str, port: int, token: str) -> None:
    """Save the port and token of a reviewer's server, readable by this user only.

    Raises:
        OSError, UsageError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with atomic_file(_path(folder, by), 0o600) as file:
        file.write(json.dumps({"port": port, "token": token}).encode())


def _path(folder: Path, by: str) -> Path:
    return folder / f"address-{digest('reviewer/1', by)[:16]}.json"
