"""muc: the profile of MUC-4, by its scoring guidelines."""

from pathlib import Path

import pytest

from extractor.evaluation.muc4.files import Template, read_templates
from extractor.evaluation.muc4.profile import PROFILE, fill, item, score_response
from extractor.evaluation.scoring import Tally
from tests.muc4 import KEY, folder


@pytest.mark.parametrize(
    ("slot", "gold", "said", "credit"),
    [
        (19, '"PEASANTS"', '"THE 3 PEASANTS"', 1.0),
        (12, '"SALVADORAN EMBASSY"', '"EMBASSY"', 1.0),
        (18, '"ALBERTO ROBERTO TORRES"', '"TORRES"', 0.5),
        (10, '"6TH INFANTRY BRIGADE"', '"BRIGADE"', 0.5),
        (12, '"OIL PIPELINE" / "PIPELINE"', '"PIPELINE"', 1.0),
        (10, '"BLACK HAND"', '"WHITE LADY"', 0.0),
        (4, "BOMBING", "ATTACK", 0.5),
        (4, "ATTACK", "BOMBING", 0.0),
        (7, 'MACHINE GUN: "AK-47"', 'GUN: "AK-47"', 0.5),
        (7, 'MACHINE GUN: "-"', 'GUN: "BULLET"', 0.5),
        (7, 'VEHICLE BOMB: "CAR BOMB"', 'EXPLOSIVE: "CAR BOMB"', 0.5),
        (7, 'GUN: "-"', 'GUN: "-"', 1.0),
        (11, 'SUSPECTED OR ACCUSED BY AUTHORITIES: "X"', 'SUSPECTED OR ACCUSED: "X"', 0.5),
        (13, 'GOVERNMENT OFFICE OR RESIDENCE: "X"', 'POLITICAL FIGURE OFFICE OR RESIDENCE: "X"', 0.5),
        (16, 'SOME DAMAGE: "X"', 'DESTROYED: "X"', 0.5),
        (16, 'DESTROYED: "X"', 'SOME DAMAGE: "X"', 0.0),
        (20, 'FORMER GOVERNMENT OFFICIAL: "X"', 'GOVERNMENT OFFICIAL: "X"', 0.5),
        (23, 'DEATH: "X"', 'DEATH: "Y"', 0.5),
        (23, 'NO INJURY OR DEATH: "-"', 'NO DEATH: "-"', 0.5),
        (14, '5 - 7: "PYLONS"', '7: "PYLONS"', 0.5),
        (14, '~7: "PYLONS"', '7: "PYLONS"', 0.5),
        (14, '7: "PYLONS"', '7: "POLES"', 0.5),
        (17, "7", "8", 0.0),
        (3, "COLOMBIA: MEDELLIN (CITY)", "COLOMBIA", 0.5),
        (3, "COLOMBIA: ANTIOQUIA (DEPARTMENT): MEDELLIN (CITY)", "COLOMBIA: MEDELLIN (CITY)", 1.0),
        (3, "COLOMBIA: MEDELLIN (CITY)", "COLOMBIA: CALI (CITY)", 0.5),
        (3, "COLOMBIA: MEDELLIN (CITY)", "BOLIVIA: MEDELLIN (CITY)", 0.5),
        (3, "COLOMBIA", "BOLIVIA", 0.0),
        (3, "(PERU: LIMA (CITY)) / (PERU: CALLAO (CITY))", "PERU: CALLAO (CITY)", 1.0),
        (2, "(08 MAR 90) / (07 MAR 90 - 08 MAR 90)", "08 MAR 90", 1.0),
        (19, '"MAYOR OF ACHI": "TORRES"', '"MAYOR OF ACHI": "SANCHEZ"', 0.5),
    ],
)
def test_the_guidelines(slot: int, gold: str, said: str, credit: float) -> None:
    """The examples of the guidelines, and what they say of each slot."""
    alike = PROFILE.slots[str(slot)]
    assert max(alike(value, fill(slot, said).values[0]) for value in fill(slot, gold).values) == credit


def test_marks_of_a_key() -> None:
    """A question mark makes a value optional, a stroke separates equally right ones, quotes may hold either."""
    assert fill(9, '? "HOODED MEN" / "MEN"').optional
    assert [value[0] for value in fill(9, '? "HOODED MEN" / "MEN"').values] == ["HOODED MEN", "MEN"]
    assert fill(10, '"A / B: C"').values == (("A / B: C", ()),)
    assert fill(13, 'ENERGY / OTHER: "X" / "Y"').values == (("ENERGY", ("X", "Y")), ("OTHER", ("X", "Y")))
    assert fill(10, '"\\"THE HAND\\""').values[0][0] == '\\"THE HAND\\"'


def test_perfect_and_empty(tmp_path: Path) -> None:
    """The key as a response scores 100, no response 0; an optional template is neither missed nor spurious."""
    key = read_templates(folder(tmp_path / "muc") / "key-tstx.v1")
    assert score_response(key, key).overall.f1 == 1
    assert score_response(key, {}).overall.f1 == 0
    assert score_response(key, {}).found == Tally(missing=1)
    only = {"TSTX-0001": key["TSTX-0001"]}
    assert score_response(key, only).overall.f1 == 1


def test_one_shared_target_or_perpetrator_is_needed() -> None:
    """A response of the right type that shares nobody and nothing is another incident."""
    other = Template(slots={4: ["BOMBING"], 3: KEY[3], 10: ['"RED FOOT"']})
    assert score_response({"d": [Template(slots=KEY)]}, {"d": [other]}).found == Tally(missing=1, spurious=1)
    assert item(other).fills.keys() == {"4", "3", "10"}
