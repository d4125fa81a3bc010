"""Land and borders for a map: Natural Earth 1:50m (public domain), to a hundredth of a degree.

Rings that cross the 180th meridian go on beyond it, so longitudes may lie outside of -180 to 180.
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
from typing import Any

_FILE = Path(__file__).with_name("assets") / "outlines.json.gz"
WIDTH, HEIGHT = 960, 540  # of the picture, in its own units
ROOM = 1.6  # times what is needed
LEAST = 4.0  # degrees from top to bottom
Point = tuple[float, float]  # longitude, latitude


@dataclass(frozen=True)
class Frame:
    """What a map shows: a middle, and how many degrees of latitude one unit of the picture is; a degree of longitude is
    `squeeze` times as long. `west` is where longitudes begin: a point west of it lies 360 degrees further east."""

    middle: Point
    unit: float
    squeeze: float
    west: float

    @classmethod
    def around(cls, points: Sequence[Point]) -> Frame:
        """The frame of some points: cut where no point is for the longest way around the earth."""
        west, east = _cut([x for x, _ in points])
        south, north = min(y for _, y in points), max(y for _, y in points)
        squeeze = max(cos(radians((south + north) / 2)), 0.2)
        unit = ROOM * max((east - west) * squeeze / WIDTH, (north - south) / HEIGHT, LEAST / HEIGHT)
        return cls(((west + east) / 2, (south + north) / 2), unit, squeeze, west)

    def meets(self, box: tuple[float, float, float, float]) -> bool:
        """Whether a box (west, east, south, north) can come into the picture, which may be moved by half its size."""
        x, y = WIDTH * self.unit / self.squeeze, HEIGHT * self.unit
        west, east, south, north = box
        high = south <= self.middle[1] + y and self.middle[1] - y <= north
        return high and any(
            west + turn <= self.middle[0] + x and self.middle[0] - x <= east + turn for turn in (-360, 0, 360)
        )


def _cut(xs: Iterable[float]) -> tuple[float, float]:
    """The shortest stretch of longitudes that holds all of them."""
    known = sorted(set(xs))
    gaps = [(known[0] + 360 - known[-1], known[0]), *((b - a, b) for a, b in pairwise(known))]
    west = max(gaps)[1]
    return west, max(x + 360 if x < west else x for x in known)


def outlines(points: Iterable[Point], countries: Iterable[str]) -> dict[str, Any] | None:
    """A map of these points, and of countries that are named (ISO 3166 alpha-2); None where there is nothing to show.

    Returns:
        `frame`, and `countries`: `country`, `name`, `rings`; each ring as numbers in hundredths of a degree, the first
        point as longitude and latitude, each further one as its distance from the one before.
    """
    named = set(countries)
    known = [*points, *(point for each in _every() if each["country"] in named for point in _corners(each["rings"]))]
    if not known:
        return None
    frame = Frame.around(known)
    found = []
    for each in _every():
        if rings := [ring for ring in each["rings"] if frame.meets(_box(ring))]:
            found.append({**each, "rings": rings})
    facts = {"middle": frame.middle, "unit": frame.unit, "squeeze": frame.squeeze, "west": frame.west}
    return {"frame": facts, "countries": found}


@cache
def _every() -> list[dict[str, Any]]:
    with gzip.open(_FILE) as file:
        found: list[dict[str, Any]] = json.load(file)
    return found


def _points(ring: list[int]) -> Iterator[Point]:
    yield from zip((x / 100 for x in accumulate(ring[::2])), (y / 100 for y in accumulate(ring[1::2])), strict=True)


def _box(ring: list[int]) -> tuple[float, float, float, float]:
    xs, ys = zip(*_points(ring), strict=True)
    return min(xs), max(xs), min(ys), max(ys)


def _corners(rings: list[list[int]]) -> Iterator[Point]:
    """The corners of the box around the largest part of a country; its far islands do not widen a map."""
    west, east, south, north = _box(max(rings, key=len))
    yield from ((west, south), (east, north))
