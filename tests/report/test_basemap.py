"""basemap: land and borders, and the frame of a map."""

from itertools import accumulate

import pytest

from extractor.report.basemap import HEIGHT, WIDTH, Frame, map_data

BAGHDAD, PARIS, CAIRO, NAIROBI = (44.36, 33.31), (2.35, 48.86), (31.24, 30.04), (36.82, -1.29)


def _names(*points: tuple[float, float], countries: tuple[str, ...] = ()) -> set[str]:
    found = map_data(points, countries)
    return {each["name"] for each in found["countries"]} if found else set()


def test_countries_around() -> None:
    """A map around Baghdad has Iraq and its neighbours, not France; one of Baghdad and Paris has Italy."""
    assert {"Iraq", "Iran", "Syria", "Saudi Arabia"} <= _names(BAGHDAD)
    assert "France" not in _names(BAGHDAD)
    assert {"Iraq", "France", "Italy"} <= _names(BAGHDAD, PARIS)


def test_a_wide_picture() -> None:
    """A tall, narrow set of points gives a wide map, with the countries at its sides."""
    assert {"Niger", "Nigeria", "Algeria", "Cameroon", "Oman", "Pakistan", "Angola"} <= _names(CAIRO, NAIROBI)


def test_a_country_is_enough() -> None:
    """A country without points is on the map; its far islands do not widen the map."""
    assert "Mali" in _names(countries=("ML",))
    assert "Brazil" not in _names(countries=("FR",))
    assert map_data((), ("XX",)) is None
    assert map_data((), ()) is None


def test_in_the_middle_of_a_large_country() -> None:
    """A country whose border lies outside the frame is included."""
    assert "Russia" in _names((95.0, 62.0))


def test_both_sides_of_the_180th_meridian() -> None:
    """Points on both sides of the meridian are near each other on a map that is cut elsewhere."""
    frame = Frame.around([(179.5, -17.0), (-179.8, -17.0)])
    assert frame.west == 179.5
    assert frame.middle[0] == pytest.approx(179.85)
    assert WIDTH * frame.unit / frame.squeeze < 20
    assert "Fiji" in _names((179.5, -17.0), (-179.8, -17.0))


def test_a_single_point() -> None:
    """The map of a single point has a minimum size."""
    frame = Frame.around([BAGHDAD])
    assert frame.middle == BAGHDAD
    assert HEIGHT * frame.unit == pytest.approx(6.4)


def test_rings_are_steps() -> None:
    """A ring is its first point and then differences, in hundredths of a degree; it closes and never jumps around the earth."""
    found = map_data([(-4.0, 17.0), (150.0, -30.0), (-100.0, 60.0)], ())
    assert found
    for country in found["countries"]:
        for ring in country["rings"]:
            assert max(map(abs, ring[2::2]), default=0) < 18_000
    (mali,) = [each for each in found["countries"] if each["name"] == "Mali"]
    ring = max(mali["rings"], key=len)
    xs, ys = list(accumulate(ring[::2])), list(accumulate(ring[1::2]))
    assert mali["country"] == "ML"
    assert (xs[0], ys[0]) == (xs[-1], ys[-1])
    assert -1300 < min(xs) < max(xs) < 500
