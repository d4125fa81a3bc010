"""exports.common: what the layouts share."""

from extractor.consolidation.exports.shared import account, at_civilians, country, everybody, side, sources, toll
from extractor.consolidation.folder import format_figures
from tests.consolidated import casualty
from tests.exported import incident


def test_countries() -> None:
    """The common name and the ISO number; a code that no country has stays as it is."""
    assert country(incident(country="SY", place_name=None, place_text=None)) == ("Syria", 760)
    assert country({"country": "XX"}) == ("XX", None)
    assert country({"country": None}) == (None, None)


def test_sides() -> None:
    """The first of a side and the others."""
    two = incident(initiators=[("Pentagon", "state_military"), ("Gunmen", "armed_group")])
    assert side(two, "initiators") == ("Gunmen", "United States")
    assert everybody(two, "initiators") == "Gunmen; United States"
    assert side(incident(initiators=[]), "initiators") == (None, None)


def test_tolls() -> None:
    """The range of a status, and all figures in words."""
    found = incident(casualties=[casualty(2)])
    killed = toll(found, "killed")
    assert killed
    assert killed["low"] == 2
    assert toll(found, "injured") is None
    assert format_figures(found) == "2 killed (the ministry)"
    assert account(found) == "US strike in Jurf al-Sakhar. 2 killed (the ministry)"


def test_sources() -> None:
    """Outlets and agencies; the article's name where neither is known."""
    assert sources(incident()) == "A Times"
    assert sources({"reports": [{"outlet": None, "agencies": [], "article": "x.txt"}]}) == "x.txt"


def test_civilians() -> None:
    """By kind of actor or of object, where no armed group, state or company is named beside them."""
    assert at_civilians(incident(targets=[("market traders", "civilians")]))
    assert at_civilians(incident(targets=[], target_kinds=["civilian_object"]))
    assert not at_civilians(incident(target_kinds=["civilian_object", "headquarters_command"]))
    assert not at_civilians(incident(targets=[("market traders", "civilians"), ("Hamas", "armed_group")]))
    assert not at_civilians(incident())
