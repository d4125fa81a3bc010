"""Where an incident was, and how exactly that is known: the vaguer of what the text says and the gazetteer has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any

from extractor.consolidation.aliases import Aliases, Handwritten, Known, read_aliases
from extractor.consolidation.gazetteer import Gazetteer
from extractor.consolidation.normalize import after, before, fold
from extractor.core.errors import UsageError

COLUMNS = ("id", "name", "lat", "lon", "precision", "country", "admin1", "part_of", "geonames", "wikidata", "note")
_COUNTRY = re.compile("[A-Z]{2}")
PRECISIONS = ("site", "town_or_district", "near_place", "province_or_region", "country", "unknown")  # ever vaguer
# Words that say of what sort a place is: "the al-Qaim area", "Ain al-Asad base". Tried without them only where
# the name with them is unknown, since "Anbar province" is not the town of Anbar.
_BEFORE = before(
    *("the", "in", "at", "near", "around", "town of", "city of", "village of", "region of", "area of", "district of")
)
_AFTER = after(
    *("region", "area", "sector", "district", "town", "city", "village"),
    *("base", "air base", "airbase", "military base"),
)
_TAIL = re.compile(
    r"\s*(?:,|\(| in | near | on | (?:(?:about|some|roughly) )?\S+ (?:km|kilomet\w+|miles?) "
    r"| (?:(?:north|south)?-?(?:east|west)|north|south) of ).*$",
    re.DOTALL,
)


@dataclass(frozen=True)
class Location:
    """Where an incident was.

    Attributes:
        id: the canonical place; None where no file and no gazetteer has the name, or none is given.
        name: its usual name, or the name that the coding gives.
        lat, lon: degrees, WGS 84; None for areas and for places that are not known.
        precision: one of `PRECISIONS`.
        country, admin1: of the place, else as coded.
        by: `names` (an alias file), `geonames`, or None.
        within: the places that it is part of, by the alias files.
        flags: what a reader should know.
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

    def row(self) -> dict[str, Any]:
        """As columns, without the flags."""
        row = asdict(self)
        del row["flags"]
        return {**row, "within": list(self.within)}


class Places:
    """The places of the alias files, and behind them a gazetteer."""

    def __init__(self, files: Iterable[Handwritten], gazetteer: Gazetteer | None) -> None:
        """Raises UsageError: an alias file is wrong, or a place has half a point or an unknown precision."""
        self.aliases: Aliases = read_aliases(files, COLUMNS)
        self.gazetteer = gazetteer
        for place in self.aliases.known.values():
            _check(place, self.aliases.known)
        self._by_geonames = {
            place.facts["geonames"]: place for place in self.aliases.known.values() if "geonames" in place.facts
        }
        self._find = lru_cache(maxsize=100_000)(self._look_up)

    def locate(self, incident: dict[str, Any]) -> Location:
        """Where a coded incident was.

        Raises:
            UsageError: the gazetteer is needed and not installed.
        """
        text = (incident["place_text"] or {}).get("text")
        asked = incident["place_name"], text, incident["admin1"], incident["country"], incident["place_precision"]
        return self._find(*asked)

    def name(self, id_: str) -> str:
        """The usual name of a place of the alias files."""
        return self.aliases.known[id_].name

    def _look_up(
        self, name: str | None, text: str | None, admin1: str | None, country: str | None, precision: str
    ) -> Location:
        shown = name or text
        said = precision if shown or precision == "country" else "unknown"
        nowhere = Location(None, shown, None, lon=None, precision=said, country=country, admin1=admin1, by=None)
        if not shown or precision == "country":
            return nowhere
        for reading in _readings(shown, country):  # the text's own words only where the coding gives no name
            if known := self.aliases.ids.get(reading):
                return self._placed(self.aliases.known[known], nowhere)
        exact = precision in ("site", "town_or_district", "near_place")  # a province is not the town of its name
        return self._in_gazetteer(name, nowhere) if name and country and exact and self.gazetteer else nowhere

    def _in_gazetteer(self, name: str, nowhere: Location) -> Location:
        assert self.gazetteer is not None
        assert nowhere.country is not None
        for reading in _readings(name, nowhere.country):
            town, count = self.gazetteer.find(reading, nowhere.country)
            if town and (known := self._by_geonames.get(town.geonames)):
                return self._placed(known, nowhere)
            if town:
                precision = vaguer(nowhere.precision, "town_or_district")
                point = town.lat, town.lon, precision, nowhere.country, nowhere.admin1, "geonames"
                return Location(f"geonames-{town.geonames}", town.name, *point)
            if count:
                flag = f"place: {count} towns in {nowhere.country} are called {name}"
                return replace(nowhere, flags=(flag,))
        return nowhere

    def _placed(self, place: Known, nowhere: Location) -> Location:
        country = place.facts.get("country")
        if country and nowhere.country and country != nowhere.country:
            flag = f"place: {place.name} is in {country}, the coding says {nowhere.country}"
            return replace(nowhere, flags=(flag,))
        lat, lon = place.facts.get("lat"), place.facts.get("lon")
        return Location(
            id=place.id,
            name=place.name,
            lat=float(lat) if lat else None,
            lon=float(lon) if lon else None,
            precision=vaguer(nowhere.precision, place.facts["precision"]),
            country=country or nowhere.country,
            admin1=place.facts.get("admin1") or nowhere.admin1,
            by="names",
            within=tuple(self._around(place)),
        )

    def _around(self, place: Known) -> Iterator[str]:
        """What a place is part of, the nearest first."""
        while (parent := place.facts.get("part_of")) is not None:
            yield parent
            place = self.aliases.known[parent]


def asks_gazetteer(place: Mapping[str, Any]) -> bool:
    """Whether no alias file had the place of a row, so that the gazetteer was or would have been asked."""
    return place["by"] != "names" and bool(place["name"] and place["country"]) and place["precision"] != "country"


def vaguer(one: str, other: str) -> str:
    """The vaguer of two precisions."""
    return max(one, other, key=PRECISIONS.index)


def _readings(name: str, country: str | None) -> Iterator[str]:
    """Folded forms of a place's name, the most literal first.

    "US Embassy in Beirut" is read without its end only where the country says which place that leaves.
    """
    whole = fold(name)
    bare = _BEFORE.sub("", whole)
    head = _BEFORE.sub("", fold(_TAIL.sub("", name))) if country else ""
    yield from dict.fromkeys(form for form in (whole, bare, _AFTER.sub("", bare), head, _AFTER.sub("", head)) if form)


def _check(place: Known, known: Mapping[str, Known]) -> None:
    lat, lon, precision = (place.facts.get(name) for name in ("lat", "lon", "precision"))
    try:
        fine = (lat is None) == (lon is None) and (
            lat is None or lon is None or (abs(float(lat)) <= 90 and abs(float(lon)) <= 180)
        )
    except ValueError:
        fine = False
    if not fine:
        raise UsageError(f"places: {place.id} has lat {lat}, lon {lon}.", next_step="Give both in degrees, or neither.")
    if precision not in PRECISIONS[:-1]:
        raise UsageError(
            f"places: {place.id} has the precision {precision}.", next_step=f"Use one of {', '.join(PRECISIONS[:-1])}."
        )
    country = place.facts.get("country", "")
    if country and not _COUNTRY.fullmatch(country):
        raise UsageError(
            f"places: {place.id} has the country {country}.", next_step="Use its code, ISO 3166 alpha-2: IQ."
        )
    seen = {place.id}
    while (parent := place.facts.get("part_of")) is not None:
        if parent not in known or parent in seen:
            raise UsageError(
                f"places: {place.id} is part_of {parent}, which no row has or which is part of it.",
                next_step="Correct part_of; it holds one id.",
            )
        seen.add(parent)
        place = known[parent]
