"""report outlines: land and borders for a map, and the frame of it."""

from itertools import accumulate

import pytest

from extractor.report.basemap import HEIGHT, WIDTH, Frame, outlines

BAGHDAD, PARIS, CAIRO, NAIROBI = (44.36, 33.31), (2.35, 48.86), (31.24, 30.04), (36.82, -1.29)


def _names(*points: tuple[float, float], countries: tuple[str, ...] = ()) -> set[str]:
    found = outlines(points, countries)
    return {each["name"] for each in found["countries"]} if found else set()


def test_what_lies_around() -> None:
    """Around Baghdad there are Iraq and its neighbours, and not France; between Baghdad and Paris there is Italy."""
    assert {"Iraq", "Iran", "Syria", "Saudi Arabia"} <= _names(BAGHDAD)
    assert "France" not in _names(BAGHDAD)
    assert {"Iraq", "France", "Italy"} <= _names(BAGHDAD, PARIS)


def test_all_that_the_picture_shows() -> None:
    """A high, narrow set of points has a wide picture: what comes into it at the sides is there, and is no sea."""
    assert {"Niger", "Nigeria", "Algeria", "Cameroon", "Oman", "Pakistan", "Angola"} <= _names(CAIRO, NAIROBI)


def test_a_country_is_enough() -> None:
    """A country that is named is there, without any point; its far islands do not widen the map."""
    assert "Mali" in _names(countries=("ML",))
    assert "Brazil" not in _names(countries=("FR",))
    assert outlines((), ("XX",)) is None
    assert outlines((), ()) is None


def test_in_the_middle_of_a_large_country() -> None:
    """A country whose border is far away all around is there all the same."""
    assert "Russia" in _names((95.0, 62.0))


def test_both_sides_of_the_180th_meridian() -> None:
    """Points on both sides of it lie near each other, in a map that is cut elsewhere; Fiji is in it."""
    frame = Frame.around([(179.5, -17.0), (-179.8, -17.0)])
    assert frame.west == 179.5
    assert frame.middle[0] == pytest.approx(179.85)
    assert WIDTH * frame.unit / frame.squeeze < 20
    assert "Fiji" in _names((179.5, -17.0), (-179.8, -17.0))


def test_one_point_has_a_map_of_some_size() -> None:
    """Around a single point some degrees are shown, not nothing."""
    frame = Frame.around([BAGHDAD])
    assert frame.middle == BAGHDAD
    assert HEIGHT * frame.unit == pytest.approx(6.4)


def test_rings_are_steps() -> None:
    """A ring is its first point and then steps, in hundredths of a degree; it closes, and never leaps around the earth."""
    found = outlines([(-4.0, 17.0), (150.0, -30.0), (-100.0, 60.0)], ())
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
