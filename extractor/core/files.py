"""Safe reading of files, and atomic writing."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from extractor.core.errors import ArticleError, ErrorClass, UsageError

MAX_BYTES = 50_000_000
_MAGIC = {b"%PDF": "PDF", b"PK\x03\x04": "zip", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF"}


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file for reading bytes; links are refused.

    Raises:
        ArticleError: `refused` (link, pipe, device, socket), `unreadable`.
    """
    try:
        mode = os.lstat(path).st_mode
        if not stat.S_ISREG(mode):
            kind = "a link" if stat.S_ISLNK(mode) else "not a regular file"
            raise ArticleError(
                f"{path}: {kind}.", error_class=ErrorClass.REFUSED, next_step="Put the file itself there."
            )
        # O_NOFOLLOW and O_NONBLOCK: if the file is replaced meanwhile, a link is still not followed
        # and a pipe without a writer does not block.
        flags = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        return open(os.open(path, os.O_RDONLY | flags), "rb")
    except OSError as error:
        raise ArticleError(f"{path}: {error.strerror}.", error_class=ErrorClass.UNREADABLE) from error


def read_bytes(path: Path) -> bytes:
    """Read a regular file of at most 50 MB; raises as `open_regular`, and `too_long`."""
    with open_regular(path) as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ArticleError(f"{path}: more than {MAX_BYTES:,} bytes.", error_class=ErrorClass.TOO_LONG)
    return data


def decode(name: str, data: bytes) -> str:
    """Decode UTF-8 strictly; newlines are kept.

    Raises:
        ArticleError: `not_text`, or `bad_encoding` with the offset of the byte.
    """
    for magic, kind in _MAGIC.items():
        if data.startswith(magic):
            raise ArticleError(
                f"{name}: a {kind} file, not text.", error_class=ErrorClass.NOT_TEXT, next_step="Export its text."
            )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ArticleError(
            f"{name}: UTF-16, not UTF-8 (byte 0).", error_class=ErrorClass.BAD_ENCODING, next_step="Save it as UTF-8."
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ArticleError(
            f"{name}: byte {error.start} is not UTF-8.",
            error_class=ErrorClass.BAD_ENCODING,
            next_step="Convert it, for instance with: iconv -f LATIN1 -t UTF-8.",
        ) from error
    if text.count("\0") * 10 > len(text) > 0:
        raise ArticleError(f"{name}: binary, not text.", error_class=ErrorClass.NOT_TEXT, next_step="Export its text.")
    return text


def state_folder(folder: Path) -> Path:
    """Return the hidden folder beside an output folder: status, crash marks, locks, drafts; never results."""
    folder = folder.resolve()  # two paths of one folder give one state folder
    return folder.parent / f".{folder.name}"


_PARTIAL = re.compile(r"\..*\.(\d+)(?:-\d+)?\.partial")


def sweep_partial_files(folder: Path) -> None:
    """Remove the temporary files that a killed process left in a folder; those of running processes stay."""
    for path in folder.glob(".*.partial") if folder.is_dir() else ():
        if (found := _PARTIAL.fullmatch(path.name)) and not _is_running(int(found[1])):
            with contextlib.suppress(OSError):
                path.unlink()


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:  # of another user
        return True
    return True


@contextlib.contextmanager
def atomic_files(folder: Path, names: Iterable[str], last: str) -> Iterator[dict[str, BinaryIO]]:
    """Write several files, renamed into place when all are complete and on disk; on an error the old ones stay.

    `last` is deleted before the first rename; the caller writes it when all files are in place.

    Raises:
        UsageError: a file cannot be written.
    """
    partial = {name: folder / f".{name}.{os.getpid()}.partial" for name in names}
    files: dict[str, BinaryIO] = {}
    try:
        with contextlib.ExitStack() as stack:
            for name, path in partial.items():
                files[name] = stack.enter_context(open(path, "wb"))
            yield files
            for file in files.values():
                file.flush()
                os.fsync(file.fileno())
        (folder / last).unlink(missing_ok=True)
        for name, path in partial.items():
            os.replace(path, folder / name)
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror}.", next_step="Choose another path.") from error
    finally:
        for path in partial.values():
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


@contextlib.contextmanager
def atomic_file(path: Path, mode: int = 0o644) -> Iterator[BinaryIO]:
    """Write a file, renamed into place when it is complete and on disk; on an error the old one stays.

    Raises:
        UsageError: the file cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.partial")
    try:
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        os.replace(temporary, path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.", next_step="Choose another path.") from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
