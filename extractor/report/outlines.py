"""Land and borders around some points: Natural Earth 1:50m (public domain), to a hundredth of a degree."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("assets") / "outlines.json.gz"
MARGIN = 8.0  # degrees around the outermost points
Point = tuple[float, float]  # longitude, latitude


def outlines(points: Iterable[Point], countries: Iterable[str]) -> list[dict[str, Any]]:
    """The countries that a map of these points shows, and those that are named (ISO 3166 alpha-2).

    Returns:
        `country`, `name`, `rings`: each ring as numbers in hundredths of a degree, the first point as longitude and
        latitude, each further one as its distance from the one before.
    """
    named, known = set(countries), list(points)
    with gzip.open(_FILE) as file:
        every = json.load(file)
    known += [point for each in every if each["country"] in named for point in _corners(each["rings"])]
    if not known:
        return []
    west, east = min(x for x, _ in known) - MARGIN, max(x for x, _ in known) + MARGIN
    south, north = min(y for _, y in known) - MARGIN, max(y for _, y in known) + MARGIN
    found = []
    for each in every:
        rings = [
            ring
            for ring in each["rings"]
            if any(west <= x <= east and south <= y <= north for x, y in _points(ring))
            or _around(ring, (west + east) / 2, (south + north) / 2)
        ]
        if rings:
            found.append({**each, "rings": rings})
    return found


def _points(ring: list[int]) -> Iterator[Point]:
    yield from zip((x / 100 for x in accumulate(ring[::2])), (y / 100 for y in accumulate(ring[1::2])), strict=True)


def _corners(rings: list[list[int]]) -> Iterator[Point]:
    """The corners of the box around the largest part of a country; its far islands do not widen a map."""
    largest = list(_points(max(rings, key=len)))
    xs, ys = [x for x, _ in largest], [y for _, y in largest]
    yield from ((min(xs), min(ys)), (max(xs), max(ys)))


def _around(ring: list[int], x: float, y: float) -> bool:
    """Whether a ring goes around a point, none of its own points being near: the rule of crossings."""
    inside, points = False, list(_points(ring))
    for (x1, y1), (x2, y2) in pairwise(points):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside
