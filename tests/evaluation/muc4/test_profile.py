"""muc4 profile: the scoring guidelines."""

from pathlib import Path

import pytest

from extractor.evaluation.muc4.files import Template, read_templates
from extractor.evaluation.muc4.profile import PROFILE, parse_fill, score_response, to_item
from extractor.evaluation.scoring import Tally
from tests.muc4 import KEY, folder


@pytest.mark.parametrize(
    ("slot", "gold", "predicted", "credit"),
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
def test_guidelines(slot: int, gold: str, predicted: str, credit: float) -> None:
    """The examples of the guidelines, slot by slot."""
    compare = PROFILE.slots[str(slot)]
    assert (
        max(compare(value, parse_fill(slot, predicted).values[0]) for value in parse_fill(slot, gold).values) == credit
    )


def test_marks_of_a_key() -> None:
    """A question mark makes a value optional, a slash separates alternatives; quotes may contain either."""
    assert parse_fill(9, '? "HOODED MEN" / "MEN"').optional
    assert [value[0] for value in parse_fill(9, '? "HOODED MEN" / "MEN"').values] == ["HOODED MEN", "MEN"]
    assert parse_fill(10, '"A / B: C"').values == (("A / B: C", ()),)
    assert parse_fill(13, 'ENERGY / OTHER: "X" / "Y"').values == (("ENERGY", ("X", "Y")), ("OTHER", ("X", "Y")))
    assert parse_fill(10, '"\\"THE HAND\\""').values[0][0] == '\\"THE HAND\\"'


def test_perfect_and_empty(tmp_path: Path) -> None:
    """The key scores 1 against itself, no response 0; an optional template is neither missed nor spurious."""
    key = read_templates(folder(tmp_path / "muc") / "key-tstx.v1")
    assert score_response(key, key).overall.f1 == 1
    assert score_response(key, {}).overall.f1 == 0
    assert score_response(key, {}).items == Tally(missing=1)
    only = {"TSTX-0001": key["TSTX-0001"]}
    assert score_response(key, only).overall.f1 == 1


def test_incompatible_templates() -> None:
    """Templates of one type without a common target or perpetrator are not aligned."""
    other = Template(slots={4: ["BOMBING"], 3: KEY[3], 10: ['"RED FOOT"']})
    assert score_response({"d": [Template(slots=KEY)]}, {"d": [other]}).items == Tally(missing=1, spurious=1)
    assert to_item(other).fills.keys() == {"4", "3", "10"}
