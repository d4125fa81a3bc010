"""exports.shared: values that the layouts share."""

from extractor.consolidation.exports.shared import (
    all_actors,
    casualty_range,
    country_of,
    first_and_others,
    narrative,
    only_civilian_targets,
    source_names,
)
from extractor.consolidation.folder import format_figures
from tests.consolidated import casualty
from tests.exported import incident


def test_countries() -> None:
    """A country has its common name and ISO number; an unknown code stays as it is."""
    assert country_of(incident(country="SY", place_name=None, place_text=None)) == ("Syria", 760)
    assert country_of({**incident(), "country": "XX"}) == ("XX", None)
    assert country_of({**incident(), "country": None}) == (None, None)


def test_sides() -> None:
    """A side is split into the first actor and the others."""
    two = incident(initiators=[("Pentagon", "state_military"), ("Gunmen", "armed_group")])
    assert first_and_others(two, "initiators") == ("Gunmen", "United States")
    assert all_actors(two, "initiators") == "Gunmen; United States"
    assert first_and_others(incident(initiators=[]), "initiators") == (None, None)


def test_casualty_range() -> None:
    """A status has its range, and the narrative has all figures."""
    found = incident(casualties=[casualty(2)])
    killed = casualty_range(found, "killed")
    assert killed
    assert killed["low"] == 2
    assert casualty_range(found, "injured") is None
    assert format_figures(found) == "2 killed (the ministry)"
    assert narrative(found) == "US strike in Jurf al-Sakhar. 2 killed (the ministry)"


def test_sources() -> None:
    """Sources are outlets and agencies, or the articles' names if there are none."""
    assert source_names(incident()) == "A Times"
    found = incident()
    found["reports"][0]["outlet"] = None
    assert source_names(found) == "a.txt"


def test_only_civilian_targets() -> None:
    """Civilians or civilian objects count if no armed group, state or company is named beside them."""
    assert only_civilian_targets(incident(targets=[("market traders", "civilians")]))
    assert only_civilian_targets(incident(targets=[], target_kinds=["civilian_object"]))
    assert not only_civilian_targets(incident(target_kinds=["civilian_object", "headquarters_command"]))
    assert not only_civilian_targets(incident(targets=[("market traders", "civilians"), ("Hamas", "armed_group")]))
    assert not only_civilian_targets(incident())
