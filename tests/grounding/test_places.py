"""grounding.places: the location of an incident and its precision."""

import pytest

from extractor.core.errors import UsageError
from extractor.grounding.aliases import CsvFile
from extractor.grounding.gazetteer import Gazetteer
from extractor.grounding.places import PRECISIONS, Places, needs_gazetteer, vaguer
from tests.consolidated import coded, names


@pytest.fixture(scope="module")
def world() -> Places:
    from extractor.core.package_data import NAMES

    return Places([CsvFile("places.csv", (NAMES / "places.csv").read_text(encoding="utf-8"))], Gazetteer())


@pytest.mark.parametrize(
    ("written", "id_"),
    [
        *[(name, "ain-al-asad-air-base") for name in ("Ain al-Asad air base", "Ain al-Assad", "Aïn al-Assad", "Ain al-Assad airport", "the Ain al-Asad base", "the Ain al-Asad base in Anbar province, west of Baghdad")],
        *[(name, "jurf-al-sakhar") for name in ("Jurf al-Sakhr", "Jurf al-Nasr", "Jurf al-Sakhar", "the Jurf al-Sakhr sector about sixty kilometers south of the capital Baghdad")],
        *[(name, "al-qaim") for name in ("Al-Qaïm", "Al Qaim", "the al-Qaim area on the Syrian border")],
    ],
)  # fmt: skip
def test_codebook_names(written: str, id_: str) -> None:
    """Each name of the codebook's table resolves to one place, with or without surrounding words."""
    located = names().places.locate(coded(place_name=written, place_text=written))
    assert located.id == id_
    assert located.by == "names"
    assert located.lat is not None


def test_vaguer_precision() -> None:
    """A location is no more precise than the text, and no more precise than the alias file."""
    places = names().places
    near = places.locate(coded(place_name="al-Qaim", place_precision="near_place"))
    assert (near.id, near.precision) == ("al-qaim", "near_place")
    conoco = places.locate(coded(place_name="Conoco", country="SY", place_precision="site"))
    assert conoco.precision == "near_place"
    area = places.locate(coded(place_name="Anbar", place_precision="province_or_region"))
    assert (area.precision, area.lat) == ("province_or_region", None)
    assert [vaguer(one, "town_or_district") for one in PRECISIONS] == ["town_or_district", *PRECISIONS[1:]]


def test_another_country() -> None:
    """A place of the alias file in another country is not taken; a flag tells it."""
    located = names().places.locate(coded(place_name="Baghdad", place_text="Baghdad", country="US"))
    assert located.id is None
    assert located.lat is None
    assert located.flags == ("place: Baghdad is in IQ, coded as US",)


@pytest.mark.parametrize("written", ["city of Baghdad", "Baghdad city", "around Baghdad", "the Baghdad area"])
def test_words_around_a_place(written: str) -> None:
    """Words that give the kind of place make no difference."""
    assert names().places.locate(coded(place_name=written)).id == "baghdad"


@pytest.mark.parametrize(
    "written", ["US Embassy in Beirut", "US Embassy", "Victoria base in Kenya", "border with Syria", "Kirkuk"]
)
def test_names_without_a_country(written: str) -> None:
    """Without a country, a name with its end removed, or one that many countries have, is not resolved."""
    assert names().places.locate(coded(place_name=written, place_text="Nineveh", country=None)).id is None


def test_part_of() -> None:
    """A place has its parents, nearest first; an unknown parent and a circle are errors."""
    assert names().places.locate(coded(place_name="US Embassy in Baghdad", place_precision="site")).within == (
        "baghdad-green-zone",
        "baghdad",
    )
    header = "id,name,precision,part_of\n"
    for rows in ("x,X,site,y\n", "x,X,site,y\ny,Y,site,x\n"):
        with pytest.raises(UsageError, match=r"is part_of y, but no row|is part of itself"):
            Places([CsvFile("p", header + rows)], None)
    with pytest.raises(UsageError, match="x has the country Iraq"):
        Places([CsvFile("p", "id,name,precision,country\nx,X,site,Iraq\n")], None)


def test_province_named_like_a_town(world: Places) -> None:
    """A province with the name of a town does not get the town's coordinates."""
    assert world.locate(coded(place_name="Kirkuk", place_text=None, place_precision="province_or_region")).lat is None
    assert world.locate(coded(place_name="Kirkuk", place_text=None)).lat is not None


def test_no_place() -> None:
    """Without a place, or with a country only, there are no coordinates; the coded name stays."""
    places = names().places
    assert places.locate(coded(place_name=None, place_text=None, place_precision="unknown")).row() == {
        "id": None, "name": None, "lat": None, "lon": None, "precision": "unknown", "country": "IQ", "admin1": None, "by": None, "within": [],
    }  # fmt: skip
    country = places.locate(coded(place_name=None, place_text="two locations in Iraq", place_precision="country"))
    assert (country.id, country.name, country.precision) == (None, "two locations in Iraq", "country")
    assert not needs_gazetteer(country.row())


def test_gazetteer(world: Places) -> None:
    """A town that no alias file has is found in its country by its usual name, with the precision of a town at most."""
    mosul = world.locate(coded(place_name="Mosul", place_text="Mosul", place_precision="site"))
    assert (mosul.id, mosul.by, mosul.precision) == ("geonames-99072", "geonames", "town_or_district")
    assert mosul.lat
    assert round(mosul.lat) == 36
    assert needs_gazetteer(mosul.row())


def test_gazetteer_leads_to_alias_file(world: Places) -> None:
    """A name that only the gazetteer has resolves to the same place of the alias file."""
    assert world.locate(coded(place_name="Dulaym al Husaybah", place_text="x")).id == "al-qaim"


def test_several_towns(world: Places) -> None:
    """A name that several towns share gives no coordinates, and a flag with their number."""
    located = world.locate(coded(place_name="Springfield", place_text="Springfield", country="US"))
    assert located.lat is None
    assert "towns in US are called Springfield" in located.flags[0]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ("1,,site", "x has lat 1, lon None"),
        ("91,0,site", "x has lat 91"),
        ("a,0,site", "x has lat a"),
        ("1,1,exact", "the precision exact"),
        ("1,1,", "the precision None"),
    ],
)
def test_invalid_file(cells: str, message: str) -> None:
    """One coordinate only, impossible coordinates and an unknown precision are errors with the place."""
    with pytest.raises(UsageError, match=message):
        Places([CsvFile("p", f"id,name,lat,lon,precision\nx,X,{cells}\n")], None)
