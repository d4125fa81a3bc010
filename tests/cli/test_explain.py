"""cli explain: why two reports are one incident, or are not, rule by rule."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import CommandResult

IN = ("--incidents", "runs/demo-consolidated")


@pytest.fixture(autouse=True)
def _demo(extractor: Callable[..., CommandResult]) -> None:
    extractor("demo")


def test_one_incident(extractor: Callable[..., CommandResult]) -> None:
    """Each rule with its answer, the pairs that joined the incident, the asked one marked."""
    said = extractor("explain", "001:i3", "002:i3", *IN)
    assert said.code == 0
    assert "  place       yes        both at Ain al-Asad air base" in said.out
    assert "By the rules: one incident." in said.out
    assert "Both are in incident " in said.out
    assert " * 001_fcd22a2e951b032d.txt:i3 and 002_393928cfdeb5277e.txt:i3 (same): both air_drone_strike" in said.out


def test_two_incidents(extractor: Callable[..., CommandResult]) -> None:
    """The drone that was shot down and the drones that hit: a rule says no, and why."""
    said = extractor("explain", "001:i4", "002:i3", *IN)
    assert "  type        no         weapon_interception and air_drone_strike" in said.out
    assert "By the rules: two incidents." in said.out
    assert "They are in different incidents" in said.out


def test_a_near_miss(extractor: Callable[..., CommandResult]) -> None:
    """What is close says so; reports can be named by their ids."""
    misses = Path("runs/demo-consolidated/near_misses.csv").read_text(encoding="utf-8-sig").splitlines()
    _, a, b, _ = misses[1].split(",", 3)
    said = extractor("explain", a, b, *IN)
    assert "  date        borderline only one has a day" in said.out
    assert "By the rules: a near miss, to be reviewed." in said.out


def test_joined_through_a_third(extractor: Callable[..., CommandResult]) -> None:
    """Two reports that no pair joined directly: the pairs that did are shown, none of them marked."""
    said = extractor("explain", "000:i4", "002:i1", *IN)
    assert "Both are in incident" in said.out
    assert " * " not in said.out
    assert said.out.count("(same)") == 2


def test_kept_apart_by_a_person(extractor: Callable[..., CommandResult]) -> None:
    """The rules say one, a decision says two: both are told."""
    Path("mine.csv").write_text(
        "decision,a,b\ndifferent,001_fcd22a2e951b032d.txt:i3,002_393928cfdeb5277e.txt:i3\n", encoding="utf-8"
    )
    extractor("consolidate", "runs/demo", "-o", "out", "--decisions", "mine.csv")
    said = extractor("explain", "001:i3", "002:i3", "--incidents", "out")
    assert "By the rules: one incident." in said.out
    assert "They are in different incidents" in said.out
    assert "a decision keeps them apart" in said.out


def test_other_names(extractor: Callable[..., CommandResult]) -> None:
    """With other names than the folder was made with, that is said first."""
    Path("mine").mkdir()
    Path("mine/actors.csv").write_text("id,name\nx,Somebody\n", encoding="utf-8")
    assert "These names differ" in extractor("explain", "001:i3", "002:i3", *IN, "--names", "mine").out


@pytest.mark.parametrize(
    ("a", "told"),
    [
        ("00:i1", "00:i1 matches"),
        ("nobody", "no report named nobody"),
        ("001:i99", "no report named 001:i99"),
        (":i1", "no report named :i1"),
    ],
)
def test_which_report(extractor: Callable[..., CommandResult], a: str, told: str) -> None:
    """A name that fits none or several is told, with where names stand."""
    said = extractor("explain", a, "002:i3", *IN)
    assert said.code == 2
    assert told in said.err
    assert "reports.csv" in said.err


def test_no_folder(extractor: Callable[..., CommandResult]) -> None:
    """Without --in it looks in consolidated, and says how that is made."""
    said = extractor("explain", "a", "b")
    assert said.code == 2
    assert "consolidated: no consolidated incidents. Make them first: extractor consolidate" in said.err
