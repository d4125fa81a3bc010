"""The article that a process worked on when it died; it is processed in a process of its own from then on.

The operating system keeps what a process wrote to a file even if the process is killed. So each process writes the id
of an article to a file before it works on it, and blanks it afterwards.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from extractor.core.files import state_folder

_MARK, _LIST = "at-work", "suspects"  # file names
_ID = 32  # characters of an article's id


class CrashMarker:
    """Mark of the article that this process works on: called with its id, or with '' for none.

    The file is made at the first id.
    """

    def __init__(self, folder: Path) -> None:
        self._path = state_folder(folder) / f"{_MARK}-{os.getpid()}"
        self._file: int | None = None

    def __call__(self, article: str = "") -> None:
        """Write the id; takes a microsecond or two."""
        if self._file is None and not article:
            return
        with contextlib.suppress(OSError):  # a disk that is full stops the run elsewhere
            if self._file is None:
                self._path.parent.mkdir(exist_ok=True)
                self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o600)
            os.pwrite(self._file, article.ljust(_ID).encode("ascii"), 0)

    def close(self) -> None:
        """Remove the file: the process ends normally."""
        if self._file is not None:
            os.close(self._file)
            self._path.unlink(missing_ok=True)


def find_suspects(folder: Path, keep: int = 0) -> set[str]:
    """Return the ids of articles that a process worked on when it died, in this run or an earlier one.

    Marks are moved to the list of suspects, so no process may be at work on the folder, except the one with the
    process id `keep`.
    """
    known = _listed(folder)
    for mark in state_folder(folder).glob(f"{_MARK}-*"):
        if mark.name == f"{_MARK}-{keep}":
            continue
        with contextlib.suppress(OSError, UnicodeDecodeError):
            if article := mark.read_bytes()[:_ID].decode("ascii").strip():
                known.add(article)
        mark.unlink(missing_ok=True)
    if known:
        _write(folder, known)
    return known


def clear_suspect(folder: Path, article: str) -> None:
    """Remove an article from the list: its process did not die."""
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
