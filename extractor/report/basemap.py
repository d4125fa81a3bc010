"""Land and borders for the map: Natural Earth 1:50m (public domain), to a hundredth of a degree.

Rings that cross the 180th meridian continue beyond it, so longitudes may lie outside -180 to 180.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from math import cos, radians
from pathlib import Path
from typing import TypedDict, cast

_FILE = Path(__file__).with_name("assets") / "outlines.json.gz"
WIDTH, HEIGHT = 960, 540  # of the picture, in its own units
MARGIN = 1.6  # size of the frame relative to the box around the points
MIN_HEIGHT = 4.0  # degrees from top to bottom
Point = tuple[float, float]  # longitude, latitude


class Outline(TypedDict):
    """A country: ISO 3166 alpha-2 code, name, and rings in hundredths of a degree.

    A ring is a flat list: longitude and latitude of its first point, then the difference of each point from the last.
    """

    country: str
    name: str
    rings: list[list[int]]


class FrameData(TypedDict):
    """A `Frame` as JSON."""

    middle: Point
    unit: float
    squeeze: float
    west: float


class MapData(TypedDict):
    """The frame of a map, and the countries in it."""

    frame: FrameData
    countries: list[Outline]


@dataclass(frozen=True)
class Frame:
    """The area of a map.

    Attributes:
        middle: its center.
        unit: degrees of latitude per unit of the picture.
        squeeze: length of a degree of longitude relative to one of latitude.
        west: where longitudes begin; a point west of it is displayed 360 degrees further east.
    """

    middle: Point
    unit: float
    squeeze: float
    west: float

    @classmethod
    def around(cls, points: Sequence[Point]) -> Frame:
        """Return the frame of some points, cut at their widest gap of longitude."""
        west, east = _longitude_range([x for x, _ in points])
        south, north = min(y for _, y in points), max(y for _, y in points)
        squeeze = max(cos(radians((south + north) / 2)), 0.2)
        unit = MARGIN * max((east - west) * squeeze / WIDTH, (north - south) / HEIGHT, MIN_HEIGHT / HEIGHT)
        return cls(((west + east) / 2, (south + north) / 2), unit, squeeze, west)

    def meets(self, box: tuple[float, float, float, float]) -> bool:
        """Return True if a box (west, east, south, north) can become visible when the map is moved by half its size."""
        x, y = WIDTH * self.unit / self.squeeze, HEIGHT * self.unit
        west, east, south, north = box
        in_height = south <= self.middle[1] + y and self.middle[1] - y <= north
        return in_height and any(
            west + turn <= self.middle[0] + x and self.middle[0] - x <= east + turn for turn in (-360, 0, 360)
        )


def _longitude_range(longitudes: Iterable[float]) -> tuple[float, float]:
    """Return the shortest range of longitudes that contains all of them."""
    known = sorted(set(longitudes))
    gaps = [(known[0] + 360 - known[-1], known[0]), *((b - a, b) for a, b in pairwise(known))]
    west = max(gaps)[1]
    return west, max(x + 360 if x < west else x for x in known)


def map_data(points: Iterable[Point], countries: Iterable[str]) -> MapData | None:
    """Return a map of points and of countries (ISO 3166 alpha-2); None if there are neither."""
    wanted = set(countries)
    corners = [point for each in _outlines() if each["country"] in wanted for point in _corners(each["rings"])]
    known = [*points, *corners]
    if not known:
        return None
    frame = Frame.around(known)
    found: list[Outline] = []
    for each in _outlines():
        if rings := [ring for ring in each["rings"] if frame.meets(_box(ring))]:
            found.append({**each, "rings": rings})
    data: FrameData = {"middle": frame.middle, "unit": frame.unit, "squeeze": frame.squeeze, "west": frame.west}
    return {"frame": data, "countries": found}


@cache
def _outlines() -> list[Outline]:
    with gzip.open(_FILE) as file:
        return cast(list[Outline], json.load(file))


def _points(ring: list[int]) -> Iterator[Point]:
    yield from zip((x / 100 for x in accumulate(ring[::2])), (y / 100 for y in accumulate(ring[1::2])), strict=True)


def _box(ring: list[int]) -> tuple[float, float, float, float]:
    xs, ys = zip(*_points(ring), strict=True)
    return min(xs), max(xs), min(ys), max(ys)


def _corners(rings: list[list[int]]) -> Iterator[Point]:
    """Yield two corners of the box around the largest ring of a country; far islands do not widen the map."""
    west, east, south, north = _box(max(rings, key=len))
    yield from ((west, south), (east, north))
