"""The address of a review of before: who starts it again within a day finds pages that are still open."""

from __future__ import annotations

import json
import time
from pathlib import Path

from extractor.core.canonical import digest
from extractor.core.files import atomic_file

KEPT = 86_400.0  # seconds


def recall(place: Path, by: str) -> tuple[int, str] | None:
    """Port and token of a reviewer's last server; None where there was none within a day."""
    path = _path(place, by)
    try:
        found = json.loads(path.read_bytes())
        fresh = time.time() - path.stat().st_mtime < KEPT
        return (int(found["port"]), str(found["token"])) if fresh else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def remember(place: Path, by: str, port: int, token: str) -> None:
    """Keep them, for the eyes of this user alone.

    Raises:
        OSError, UsageError: the place cannot be written.
    """
    place.mkdir(parents=True, exist_ok=True)
    with atomic_file(_path(place, by), 0o600) as file:
        file.write(json.dumps({"port": port, "token": token}).encode())


def _path(place: Path, by: str) -> Path:
    return place / f"address-{digest('reviewer/1', by)[:16]}.json"
