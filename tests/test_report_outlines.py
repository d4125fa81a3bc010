"""report outlines: land and borders around some points."""

from itertools import accumulate

from extractor.report.outlines import outlines

BAGHDAD, PARIS = (44.36, 33.31), (2.35, 48.86)


def _names(*points: tuple[float, float], countries: tuple[str, ...] = ()) -> set[str]:
    return {each["name"] for each in outlines(points, countries)}


def test_what_lies_around() -> None:
    """Around Baghdad there are Iraq and its neighbours, and not France; between Baghdad and Paris there is Italy."""
    assert {"Iraq", "Iran", "Syria", "Saudi Arabia"} <= _names(BAGHDAD)
    assert "France" not in _names(BAGHDAD)
    assert {"Iraq", "France", "Italy"} <= _names(BAGHDAD, PARIS)


def test_a_country_is_enough() -> None:
    """A country that is named is there, without any point; its far islands do not widen the map."""
    assert "Mali" in _names(countries=("ML",))
    assert "Brazil" not in _names(countries=("FR",))
    assert outlines((), ("XX",)) == []
    assert outlines((), ()) == []


def test_in_the_middle_of_a_large_country() -> None:
    """A country whose border is far away all around is there all the same."""
    assert "Russia" in _names((95.0, 62.0))


def test_rings_are_steps() -> None:
    """A ring is its first point and then steps, in hundredths of a degree, and it closes."""
    (mali,) = [each for each in outlines([(-4.0, 17.0)], ()) if each["name"] == "Mali"]
    ring = max(mali["rings"], key=len)
    xs, ys = list(accumulate(ring[::2])), list(accumulate(ring[1::2]))
    assert mali["country"] == "ML"
    assert (xs[0], ys[0]) == (xs[-1], ys[-1])
    assert -1300 < min(xs) < max(xs) < 500
