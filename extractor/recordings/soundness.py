"""Whether a store's folder can be trusted: what is checked before and while it is open."""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from extractor.core.errors import ArticleError, Stop, StoreError
from extractor.core.files import written_whole

FORMAT = 1
LOCK_SECONDS = 5
_DIGEST = 32


def seal(key: str, data: bytes) -> bytes:
    """Data with a digest over its key and itself in front."""
    return hashlib.sha256(key.encode() + b"\0" + data).digest() + data


def unseal(key: str, sealed: object) -> bytes:
    """The data, if neither they nor their key have changed; raises `damaged_recording` otherwise."""
    if isinstance(sealed, bytes) and sealed == seal(key, sealed[_DIGEST:]):
        return sealed[_DIGEST:]
    raise damaged(key)


def damaged(key: str) -> ArticleError:
    """The error for a recording that is not what was stored."""
    return ArticleError(
        f"The recording {key[:16]} is damaged.",
        kind="damaged_recording",
        next_step="See: extractor cache verify; extractor cache prune --damaged removes it.",
    )


@contextlib.contextmanager
def told(folder: Path, error: type[StoreError] | type[Stop] = Stop) -> Iterator[None]:
    """Say what went wrong with the store in words that help."""
    try:
        yield
    except sqlite3.Error as cause:
        locked = "locked" in str(cause)
        raise error(
            f"The store {folder}: {cause}.",
            next_step="Another process holds it; wait or stop it."
            if locked
            else "Free space if the disk is full. Restore the folder from a copy, or move it aside; "
            "nothing was deleted.",
        ) from cause


def check_openable(folder: Path) -> None:
    """Take and release the write lock first: diskcache itself would wait for ever."""
    db = sqlite3.connect(folder / "cache.db", timeout=LOCK_SECONDS, isolation_level=None)
    try:
        check_size(folder, db)
        db.execute("BEGIN IMMEDIATE")
        db.execute("ROLLBACK")
    finally:
        db.close()


def check_size(folder: Path, db: sqlite3.Connection) -> None:
    """Refuse a database file that is shorter than its own header says."""
    pages = db.execute("PRAGMA page_count").fetchone()[0] * db.execute("PRAGMA page_size").fetchone()[0]
    size = (folder / "cache.db").stat().st_size
    log = folder / "cache.db-wal"
    if size and size < pages and not (log.exists() and log.stat().st_size):
        raise sqlite3.DatabaseError(f"cut short: {size:,} bytes of {pages:,}")
    db.execute("SELECT count(*) FROM sqlite_master").fetchone()


def check_note(folder: Path, *, rebuild: bool = False) -> None:
    """Refuse another version's format, and (unless `rebuild`) a database that is gone although it had rows."""
    version, _ = _note(folder)
    if version != FORMAT:
        raise StoreError(
            f"The store {folder} has format {version}; this version reads {FORMAT}.",
            next_step="Export it as text with the version that wrote it, then import that.",
        )
    database = folder / "cache.db"
    if not rebuild and (not database.exists() or database.stat().st_size == 0):
        check_count(folder, 0)


def check_count(folder: Path, rows: int) -> None:
    """Refuse a database with fewer rows than it is known to have had."""
    _, had = _note(folder)
    if rows < had:
        raise StoreError(
            f"The store {folder} held {had:,} recordings and has {rows:,}: its database is gone or replaced.",
            next_step="Restore cache.db from a copy; or ask and pay again with --rebuild.",
        )


def _note(folder: Path) -> tuple[int, int]:
    """Format and least number of rows, as `store.json` says."""
    note = folder / "store.json"
    if not note.exists():
        return FORMAT, 0
    try:
        facts = json.loads(note.read_text(encoding="utf-8"))
        return int(facts["format"]), int(facts["rows"])
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise StoreError(f"{note}: not readable: {error!r}.", next_step="Restore it from a copy.") from error


def write_note(folder: Path, rows: int) -> None:
    """Say beside the database how many rows it has at least."""
    with written_whole(folder / "store.json", mode=0o600) as out:
        out.write(json.dumps({"format": FORMAT, "rows": rows}).encode() + b"\n")


_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "lustre", "fuse.sshfs", "fuse.glusterfs"}


def network_filesystem(folder: Path, mounts: str | None = None) -> str:
    """The kind of network file system that a folder lies on, or ''. Known on Linux only."""
    if mounts is None:
        try:
            mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="surrogateescape")
        except OSError:
            return ""
    where, best = folder.resolve(), ("", "")
    for line in mounts.splitlines():
        _, point, kind, *_ = line.split(" ")
        point = point.replace("\\040", " ")
        if (where == Path(point) or Path(point) in where.parents) and len(point) >= len(best[0]):
            best = (point, kind)
    return best[1] if best[1] in _NETWORK else ""
