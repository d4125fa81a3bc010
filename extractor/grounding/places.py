"""Places: the location of an incident, with the vaguer of two precisions: the article's and the gazetteer's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypedDict

from extractor.core.errors import UsageError
from extractor.grounding.aliases import AliasTable, CsvFile, Entity, read_aliases
from extractor.grounding.gazetteer import Gazetteer
from extractor.grounding.normalize import fold, prefix_pattern, suffix_pattern
from extractor.schema.rows import IncidentItem

COLUMNS = ("id", "name", "lat", "lon", "precision", "country", "admin1", "part_of", "geonames", "wikidata", "note")
PRECISIONS = (
    "site",
    "town_or_district",
    "near_place",
    "province_or_region",
    "country",
    "unknown",
)  # from exact to vague
_COUNTRY = re.compile("[A-Z]{2}")
# Words that give the kind of place: "the al-Qaim area", "Ain al-Asad base". They are removed only if
# the name with them is unknown, since "Anbar province" is not the town of Anbar.
_PREFIX = prefix_pattern(
    *("the", "in", "at", "near", "around", "town of", "city of", "village of", "region of", "area of", "district of")
)
_SUFFIX = suffix_pattern(
    *("region", "area", "sector", "district", "town", "city", "village"),
    *("base", "air base", "airbase", "military base"),
)
_TAIL = re.compile(
    r"\s*(?:,|\(| in | near | on | (?:(?:about|some|roughly) )?\S+ (?:km|kilomet\w+|miles?) "
    r"| (?:(?:north|south)?-?(?:east|west)|north|south) of ).*$",
    re.DOTALL,
)


class PlaceRow(TypedDict):
    """A location in a row: the attributes of `Location` without the flags."""

    id: str | None
    name: str | None
    lat: float | None
    lon: float | None
    precision: str
    country: str | None
    admin1: str | None
    by: str | None
    within: list[str]


@dataclass(frozen=True)
class Location:
    """The location of an incident.

    Attributes:
        id: the canonical place; None if neither alias files nor gazetteer have the name, or none is given.
        name: its usual name, or the name in the coding.
        lat, lon: degrees, WGS 84; None for areas and unknown places.
        precision: one of `PRECISIONS`.
        country, admin1: of the place, else as coded.
        by: `names` (an alias file), `geonames`, or None.
        within: the places that it is part of, by the alias files, nearest first.
        flags: warnings for the reader.
    """

    id: str | None
    name: str | None
    lat: float | None
    lon: float | None
    precision: str
    country: str | None
    admin1: str | None
    by: str | None
    within: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()

    def row(self) -> PlaceRow:
        """Return the location as columns, without the flags."""
        return {
            "id": self.id,
            "name": self.name,
            "lat": self.lat,
            "lon": self.lon,
            "precision": self.precision,
            "country": self.country,
            "admin1": self.admin1,
            "by": self.by,
            "within": list(self.within),
        }


class Places:
    """The places of the alias files, and a gazetteer for those that they do not have."""

    def __init__(self, files: Iterable[CsvFile], gazetteer: Gazetteer | None) -> None:
        """Read the alias files; raises UsageError if one is wrong, e.g. a place has one coordinate only."""
        self.aliases: AliasTable = read_aliases(files, COLUMNS)
        self.gazetteer = gazetteer
        entities = self.aliases.entities
        for place in entities.values():
            _check(place, entities)
        self._by_geonames = {place.facts["geonames"]: place for place in entities.values() if "geonames" in place.facts}
        self._cached = lru_cache(maxsize=100_000)(self._find)

    def locate(self, incident: IncidentItem) -> Location:
        """Locate a coded incident; raises as `find`."""
        text = incident["place_text"]
        return self.find(
            incident["place_name"],
            text["text"] if text else None,
            admin1=incident["admin1"],
            country=incident["country"],
            precision=incident["place_precision"],
        )

    def find(
        self, name: str | None, text: str | None, *, admin1: str | None, country: str | None, precision: str
    ) -> Location:
        """Locate a place by its coded name, else by the article's words.

        Raises:
            UsageError: the gazetteer is needed and not installed.
        """
        return self._cached(name, text, admin1, country, precision)

    def name(self, id_: str) -> str:
        """Return the usual name of a place of the alias files."""
        return self.aliases.entities[id_].name

    def _find(
        self, name: str | None, text: str | None, admin1: str | None, country: str | None, precision: str
    ) -> Location:
        shown = name or text
        given = precision if shown or precision == "country" else "unknown"
        coded = Location(None, shown, None, lon=None, precision=given, country=country, admin1=admin1, by=None)
        if not shown or precision == "country":
            return coded
        for variant in _variants(shown, country):  # the article's own words only if the coding gives no name
            if id_ := self.aliases.ids.get(variant):
                return self._from_aliases(self.aliases.entities[id_], coded)
        exact = precision in ("site", "town_or_district", "near_place")  # a province is not the town of its name
        return self._from_gazetteer(name, coded) if name and country and exact and self.gazetteer else coded

    def _from_gazetteer(self, name: str, coded: Location) -> Location:
        assert self.gazetteer is not None
        assert coded.country is not None
        for variant in _variants(name, coded.country):
            town, count = self.gazetteer.find(variant, coded.country)
            if town and (known := self._by_geonames.get(town.geonames)):
                return self._from_aliases(known, coded)
            if town:
                return replace(
                    coded,
                    id=f"geonames-{town.geonames}",
                    name=town.name,
                    lat=town.lat,
                    lon=town.lon,
                    precision=vaguer(coded.precision, "town_or_district"),
                    by="geonames",
                )
            if count:
                return replace(coded, flags=(f"place: {count} towns in {coded.country} are called {name}",))
        return coded

    def _from_aliases(self, place: Entity, coded: Location) -> Location:
        country = place.facts.get("country")
        if country and coded.country and country != coded.country:
            flag = f"place: {place.name} is in {country}, coded as {coded.country}"
            return replace(coded, flags=(flag,))
        lat, lon = place.facts.get("lat"), place.facts.get("lon")
        return Location(
            id=place.id,
            name=place.name,
            lat=float(lat) if lat else None,
            lon=float(lon) if lon else None,
            precision=vaguer(coded.precision, place.facts["precision"]),
            country=country or coded.country,
            admin1=place.facts.get("admin1") or coded.admin1,
            by="names",
            within=tuple(self._ancestors(place)),
        )

    def _ancestors(self, place: Entity) -> Iterator[str]:
        """Yield the places that one is part of, nearest first."""
        while (parent := place.facts.get("part_of")) is not None:
            yield parent
            place = self.aliases.entities[parent]


def needs_gazetteer(place: PlaceRow) -> bool:
    """Return True if no alias file has the place of a row, so that its location depends on the gazetteer."""
    return place["by"] != "names" and bool(place["name"] and place["country"]) and place["precision"] != "country"


def vaguer(one: str, other: str) -> str:
    """Return the vaguer of two precisions."""
    return max(one, other, key=PRECISIONS.index)


def _variants(name: str, country: str | None) -> Iterator[str]:
    """Yield folded forms of a place's name, the most literal first.

    The end of "US Embassy in Beirut" is removed only with a country, which tells which place is left.
    """
    whole = fold(name)
    bare = _PREFIX.sub("", whole)
    head = _PREFIX.sub("", fold(_TAIL.sub("", name))) if country else ""
    yield from dict.fromkeys(form for form in (whole, bare, _SUFFIX.sub("", bare), head, _SUFFIX.sub("", head)) if form)


def _check(place: Entity, entities: Mapping[str, Entity]) -> None:
    lat, lon, precision = (place.facts.get(name) for name in ("lat", "lon", "precision"))
    try:
        valid = (lat is None) == (lon is None) and (
            lat is None or lon is None or (abs(float(lat)) <= 90 and abs(float(lon)) <= 180)
        )
    except ValueError:
        valid = False
    if not valid:
        raise UsageError(
            f"places.csv: {place.id} has lat {lat}, lon {lon}.", next_step="Give both in degrees, or neither."
        )
    if precision not in PRECISIONS[:-1]:
        raise UsageError(
            f"places.csv: {place.id} has the precision {precision}.",
            next_step=f"Use one of {', '.join(PRECISIONS[:-1])}.",
        )
    country = place.facts.get("country", "")
    if country and not _COUNTRY.fullmatch(country):
        raise UsageError(
            f"places.csv: {place.id} has the country {country}.", next_step="Use its code, ISO 3166 alpha-2: IQ."
        )
    seen = {place.id}
    while (parent := place.facts.get("part_of")) is not None:
        if parent not in entities or parent in seen:
            problem = "is part of itself" if parent in seen else f"is part_of {parent}, but no row has the id {parent}"
            raise UsageError(f"places.csv: {place.id} {problem}.", next_step="Correct part_of; it holds one id.")
        seen.add(parent)
        place = entities[parent]
