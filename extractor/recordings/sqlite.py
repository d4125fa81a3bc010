"""The database of the store; the only module that uses diskcache.

diskcache unpickles what it reads and opens files that are named in its rows (CVE-2025-69872, no fixed release).
Neither can happen here: `PlainDisk` keeps text keys and byte values inside the row, refuses every other row on
reading, and overrides each method of its parent that would pickle or open a file. A digest over key and value precedes
every value, so a changed byte is an error. Nothing is evicted, expired or overwritten.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

import diskcache

from extractor.core.errors import ArticleError, ErrorClass, Stop, StoreError
from extractor.core.files import atomic_file

FORMAT = 1
LOCK_SECONDS = 5
_DIGEST = 32


def seal(key: str, data: bytes) -> bytes:
    """Prefix data with a digest over its key and itself."""
    return hashlib.sha256(key.encode() + b"\0" + data).digest() + data


def unseal(key: str, sealed: object) -> bytes:
    """Return the data without the digest.

    Raises:
        ArticleError: `damaged_recording`, if the data or the key has changed.
    """
    if isinstance(sealed, bytes) and sealed == seal(key, sealed[_DIGEST:]):
        return sealed[_DIGEST:]
    raise damaged(key)


def damaged(key: str) -> ArticleError:
    """Build the error for a recording that is not what was stored."""
    return ArticleError(
        f"The recording {key[:16]} is damaged.",
        error_class=ErrorClass.DAMAGED_RECORDING,
        next_step="See: extractor cache verify; extractor cache prune --damaged removes it.",
    )


@contextlib.contextmanager
def sqlite_errors(folder: Path, error: type[StoreError] | type[Stop] = Stop) -> Iterator[None]:
    """Turn errors of SQLite into `error`, with the store and the next step."""
    try:
        yield
    except sqlite3.Error as cause:
        locked = "locked" in str(cause)
        raise error(
            f"The store {folder}: {cause}.",
            next_step="Another process has locked it: wait for it, or stop it."
            if locked
            else "If the disk is full, free space. Otherwise restore the folder from a copy, or move it aside; "
            "nothing was deleted.",
        ) from cause


def check_openable(folder: Path, *, index: bool = True) -> None:
    """Acquire and release the write lock: diskcache itself would wait for ever. Check size and index."""
    db = sqlite3.connect(folder / "cache.db", timeout=LOCK_SECONDS, isolation_level=None)
    try:
        check_size(folder, db)
        if index and db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'Cache_key_raw'").fetchone()[0]:
            check_index(folder, db)
        db.execute("BEGIN IMMEDIATE")
        db.execute("ROLLBACK")
    finally:
        db.close()


def check_size(folder: Path, db: sqlite3.Connection) -> None:
    """Raise an error if a database file is shorter than its header states."""
    pages = db.execute("PRAGMA page_count").fetchone()[0] * db.execute("PRAGMA page_size").fetchone()[0]
    size = (folder / "cache.db").stat().st_size
    log = folder / "cache.db-wal"
    if size and size < pages and not (log.exists() and log.stat().st_size):
        raise sqlite3.DatabaseError(f"truncated: {size:,} bytes of {pages:,}")
    db.execute("SELECT count(*) FROM sqlite_master").fetchone()


SAMPLE = 2_000  # rows that are looked up by their key in a store with more than ten times as many


def check_index(folder: Path, db: sqlite3.Connection) -> None:
    """Raise an error if rows cannot be found by their key: they would be taken for not recorded, and paid again.

    Raises:
        StoreError: the index is damaged; sqlite3.Error: the database is.
    """
    lost = _not_found_by_key(db)
    if lost:
        raise StoreError(
            f"The store {folder} has a damaged index: {lost:,} recordings are not found by their key.",
            next_step="Copy the folder, then rebuild the index: extractor cache verify --reindex.",
        )


def _not_found_by_key(db: sqlite3.Connection) -> int:
    """Return how many rows the index does not have, among all rows or among a sample of them."""
    (count,) = db.execute("SELECT value FROM Settings WHERE key = 'count'").fetchone()
    (indexed,) = db.execute("SELECT count(*) FROM Cache INDEXED BY Cache_key_raw").fetchone()
    if indexed < count:
        return int(count - indexed)
    missing = (
        "SELECT count(*) FROM Cache AS one NOT INDEXED WHERE {} NOT EXISTS (SELECT 1 FROM Cache AS other"
        " INDEXED BY Cache_key_raw WHERE other.key = one.key AND other.raw = one.raw)"
    )
    if count <= 10 * SAMPLE:
        return int(db.execute(missing.format("")).fetchone()[0])
    (last,) = db.execute("SELECT max(rowid) FROM Cache").fetchone()
    rows = random.sample(range(1, last + 1), SAMPLE)
    return sum(db.execute(missing.format("one.rowid = ? AND"), (row,)).fetchone()[0] for row in rows)


def read_back(folder: Path, keys: Iterable[str]) -> None:
    """Read entries through a new connection, which has no page in memory.

    Raises:
        sqlite3.Error, ArticleError: the files do not have what was written.
    """
    uri = f"{(folder.resolve() / 'cache.db').as_uri()}?mode=ro"
    with contextlib.closing(sqlite3.connect(uri, uri=True, timeout=LOCK_SECONDS)) as db:
        for key in keys:
            row = db.execute("SELECT value FROM Cache WHERE key = ? AND raw = 1", (key,)).fetchone()
            unseal(key, row[0] if row else None)


_MAGIC, _PAGE, _PAGES = b"SQLite format 3\0", 4_096, 8


class DatabaseFile:
    """A database file that is looked at while SQLite has it open; one for each file and process.

    Closing any descriptor of a file drops the locks that SQLite has on it, so it is closed with the last store.
    """

    _open: ClassVar[dict[tuple[int, int], DatabaseFile]] = {}

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDONLY)
        self._users = 0

    @classmethod
    def of(cls, path: Path) -> DatabaseFile:
        """Return the file at a path, opened once."""
        facts = os.stat(path)
        file = cls._open.get((facts.st_dev, facts.st_ino)) or cls(path)
        cls._open[facts.st_dev, facts.st_ino] = file
        file._users += 1
        return file

    def release(self) -> None:
        """Close the file if no other store of this process uses it."""
        self._users -= 1
        if not self._users:
            facts = os.fstat(self._descriptor)
            self._open.pop((facts.st_dev, facts.st_ino), None)
            os.close(self._descriptor)

    def problem(self) -> str:
        """Return what is wrong with a file that was overwritten in place; empty if nothing is."""
        size = os.fstat(self._descriptor).st_size
        if not size:
            return ""
        if os.pread(self._descriptor, len(_MAGIC), 0) != _MAGIC:
            return "it is no database any more"
        pages = range(1, size // _PAGE)
        some = random.sample(pages, min(_PAGES, len(pages)))
        empty = sum(not any(os.pread(self._descriptor, _PAGE, page * _PAGE)) for page in some)
        return "it has been zeroed" if 2 * empty > len(some) else ""


def rebuild_index(folder: Path) -> None:
    """Make the indexes anew from the rows; raises sqlite3.Error where rows are damaged too."""
    with contextlib.closing(sqlite3.connect(folder / "cache.db", timeout=LOCK_SECONDS)) as db, db:
        db.execute("REINDEX")


def check_metadata(folder: Path, *, new_if_missing: bool = False) -> None:
    """Check `store.json`, and that a database that had rows exists (unless `new_if_missing`).

    Raises:
        StoreError: the format of another version, or the database is gone.
    """
    version, _ = _read_metadata(folder)
    if version != FORMAT:
        raise StoreError(
            f"The store {folder} has format {version}; this version reads {FORMAT}.",
            next_step="Export it with the version that wrote it (extractor cache export), then import the file.",
        )
    database = folder / "cache.db"
    if not new_if_missing and (not database.exists() or database.stat().st_size == 0):
        check_count(folder, 0)


def check_count(folder: Path, rows: int) -> None:
    """Raise a `StoreError` if a database has fewer rows than `store.json` states."""
    _, had = _read_metadata(folder)
    if rows < had:
        raise StoreError(
            f"The store {folder} had {had:,} entries and now has {rows:,}: its database is gone or was replaced.",
            next_step="Restore cache.db from a copy, or send its requests and pay again with --new-store-if-missing.",
        )


def _read_metadata(folder: Path) -> tuple[int, int]:
    """Read the format and the least number of rows from `store.json`."""
    path = folder / "store.json"
    if not path.exists():
        return FORMAT, 0
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        return int(facts["format"]), int(facts["rows"])
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise StoreError(f"{path}: cannot be read: {error!r}.", next_step="Restore it from a copy.") from error


def write_metadata(folder: Path, rows: int) -> None:
    """Write to `store.json` how many rows the database has at least."""
    with atomic_file(folder / "store.json", mode=0o600) as out:
        out.write(json.dumps({"format": FORMAT, "rows": rows}).encode() + b"\n")


_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "lustre", "fuse.sshfs", "fuse.glusterfs"}


def network_filesystem(folder: Path, mounts: str | None = None) -> str:
    """Return the type of the network file system that has a folder, or ''. Works on Linux only."""
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


_SETTINGS = {
    "eviction_policy": "none",
    "cull_limit": 0,
    "size_limit": 2**62,
    "sqlite_synchronous": 2,  # FULL: a committed row survives a power cut
    "sqlite_cache_size": 1_024,  # pages; diskcache's own 32 MiB and the map of the file would grow with the store
    "sqlite_mmap_size": 0,
    "statistics": 0,
    "tag_index": 0,
}


FOREIGN = "foreign/"


@contextlib.contextmanager
def store_errors(folder: Path, error: type[StoreError] | type[Stop] = Stop) -> Iterator[None]:
    """Turn errors of SQLite and diskcache into `error`, with the store and the next step."""
    with sqlite_errors(folder, error):
        try:
            yield
        except diskcache.Timeout as cause:
            raise sqlite3.OperationalError("database is locked") from cause


class PlainDisk(diskcache.Disk):  # type: ignore[misc]  # diskcache carries no types
    """Text keys and byte values, in the row; pickles nothing, opens and removes no file."""

    def put(self, key: object) -> tuple[str, bool]:
        """Return a key as it is; only text may be one."""
        if type(key) is not str:
            raise TypeError("a key of the store is text")
        return key, True

    def get(self, key: object, raw: object) -> str:
        """Return the name of a row; for a key that is not text, a name that no recording has."""
        if type(key) is not str or not raw:
            return f"{FOREIGN}{hashlib.sha256(repr(key).encode()).hexdigest()[:16]}"
        return key

    def store(self, value: object, read: bool, key: object = None) -> tuple[int, int, None, Any]:
        """Return a value for its row, whatever its size; only bytes may be one."""
        if type(value) is not bytes or read:
            raise TypeError("a value of the store is bytes")
        return 0, diskcache.core.MODE_RAW, None, sqlite3.Binary(value)

    def fetch(self, mode: object, filename: object, value: object, read: bool) -> bytes:
        """Return the bytes of a row; raise an error if it names a file or has anything else."""
        if mode != diskcache.core.MODE_RAW or filename is not None or type(value) is not bytes or read:
            raise damaged("of a foreign form")
        return value

    def filename(self, key: object = None, value: object = None) -> tuple[str, str]:
        """Raise an error: no value has a file."""
        raise TypeError("the store keeps no files")

    def remove(self, file_path: object) -> None:
        """Remove nothing, even if a row names a file."""


_INSERT = (
    "INSERT OR IGNORE INTO Cache (key, raw, store_time, expire_time, access_time, access_count, tag, size, mode,"
    " filename, value) VALUES "
)
_ROW, _ROWS = "(?, 1, ?, NULL, ?, 0, NULL, 0, ?, NULL, ?)", 500  # SQLite takes 32,766 variables


def add_rows(cache: Any, rows: Sequence[tuple[str, bytes]]) -> None:
    """Insert rows whose keys are new, as `PlainDisk` stores them, in a transaction of the caller.

    One statement for up to 500 rows: diskcache's own `add` selects, inserts and culls for each row, and between two
    statements a thread may wait milliseconds for the interpreter lock.
    """
    now, mode = time.time(), diskcache.core.MODE_RAW
    for at in range(0, len(rows), _ROWS):
        part = rows[at : at + _ROWS]
        values = [value for key, data in part for value in (key, now, now, mode, data)]
        cache._con.execute(_INSERT + ", ".join([_ROW] * len(part)), values)


_NAMES = 1_000  # names that are read at once


def iterate_names(cache: Any, prefix: str = "") -> Iterator[str]:
    """Yield the names of all rows that begin with a prefix, sorted.

    diskcache's own `iterkeys` scans from the start for every page, so its time grows with the square of the rows.
    """
    page = "SELECT key, raw FROM Cache {} ORDER BY key, raw LIMIT ?"
    where, values = ("WHERE key >= ? AND key < ?", (prefix, prefix + "\U0010ffff")) if prefix else ("", ())
    rows = cache._con.execute(page.format(where), (*values, _NAMES)).fetchall()
    while rows:
        yield from (cache.disk.get(key, raw) for key, raw in rows)
        after = "WHERE (key, raw) > (?, ?) AND key < ?" if prefix else "WHERE (key, raw) > (?, ?)"
        rows = cache._con.execute(page.format(after), (*rows[-1], *values[1:], _NAMES)).fetchall()


def open_cache(folder: Path) -> Any:
    """Open the database with settings that lose no row.

    Raises:
        StoreError: the database has other settings.
    """
    cache = diskcache.Cache(str(folder), timeout=LOCK_SECONDS, disk=PlainDisk, **_SETTINGS)
    # Settings are stored in the database, where another program may have changed them.
    wrong = {name: getattr(cache, name) for name, value in _SETTINGS.items() if getattr(cache, name) != value}
    if wrong or type(cache.disk) is not PlainDisk:
        raise StoreError(f"The store {folder} has settings that may lose rows: {wrong}.")
    for name in ("cache.db", "cache.db-wal", "cache.db-shm"):
        with contextlib.suppress(FileNotFoundError):
            os.chmod(folder / name, 0o600)
    return cache
