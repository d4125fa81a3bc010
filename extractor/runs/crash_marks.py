"""Which article a process was at when it died; such an article is worked on in a process of its own from then on.

The operating system keeps what a process wrote to a file, also when the process is killed. So a
few bytes, written before an article is worked on and blanked after it, say where it died.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from extractor.core.files import state_folder

_MARK, _LIST = "at-work", "suspects"
_ID = 32  # characters of an article's id


class CrashMarker:
    """Says which article this process is at: call it with an id, or with nothing.

    The file is made when it is needed.
    """

    def __init__(self, folder: Path) -> None:
        self._path = state_folder(folder) / f"{_MARK}-{os.getpid()}"
        self._file: int | None = None

    def __call__(self, article: str = "") -> None:
        """Take note; costs a microsecond or two."""
        if self._file is None and not article:
            return
        with contextlib.suppress(OSError):  # on a full disk nobody can take note, and nothing is lost by that
            if self._file is None:
                self._path.parent.mkdir(exist_ok=True)
                self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o600)
            os.pwrite(self._file, article.ljust(_ID).encode("ascii"), 0)

    def close(self) -> None:
        """The process ends as it should."""
        if self._file is not None:
            os.close(self._file)
            self._path.unlink(missing_ok=True)


def find_suspects(folder: Path, leave: int = 0) -> set[str]:
    """The articles that some process was at when it died, those of earlier runs included.

    To be called while no process works on the folder but the one whose mark is to be left.
    """
    known = _listed(folder)
    for mark in state_folder(folder).glob(f"{_MARK}-*"):
        if mark.name == f"{_MARK}-{leave}":
            continue
        with contextlib.suppress(OSError, UnicodeDecodeError):
            if article := mark.read_bytes()[:_ID].decode("ascii").strip():
                known.add(article)
        mark.unlink(missing_ok=True)
    if known:
        _write(folder, known)
    return known


def clear_suspect(folder: Path, article: str) -> None:
    """An article did no harm after all."""
    _write(folder, _listed(folder) - {article})


def _listed(folder: Path) -> set[str]:
    try:
        return set((state_folder(folder) / _LIST).read_text(encoding="ascii").split())
    except (OSError, UnicodeDecodeError):
        return set()


def _write(folder: Path, articles: set[str]) -> None:
    path = state_folder(folder) / _LIST
    if articles:
        path.write_text("".join(f"{article}\n" for article in sorted(articles)), encoding="ascii")
    else:
        path.unlink(missing_ok=True)
