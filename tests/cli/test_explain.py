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
    """Each rule is printed with its result, and the links of the incident, the given pair marked."""
    result = extractor("explain", "001:i3", "002:i3", *IN)
    assert result.code == 0
    assert "  place       yes        both at Ain al-Asad air base" in result.out
    assert "By the rules: one incident." in result.out
    assert "Both are in incident " in result.out
    assert (
        " * 001_fcd22a2e951b032d.txt:i3 and 002_393928cfdeb5277e.txt:i3 (same): both air or drone strike" in result.out
    )


def test_two_incidents(extractor: Callable[..., CommandResult]) -> None:
    """A drone that was shot down and drones that hit are two incidents; the rule and its reason are printed."""
    result = extractor("explain", "001:i4", "002:i3", *IN)
    assert "  type        no         interception and air or drone strike" in result.out
    assert "By the rules: two incidents." in result.out
    assert "They are in different incidents" in result.out


def test_a_near_miss(extractor: Callable[..., CommandResult]) -> None:
    """A near miss is printed as such; reports can be given by their ids."""
    misses = Path("runs/demo-consolidated/near_misses.csv").read_text(encoding="utf-8-sig").splitlines()
    _, a, b, _ = misses[1].split(",", 3)
    result = extractor("explain", a, b, *IN)
    assert "  date        borderline only one has a day" in result.out
    assert "By the rules: a near miss, to be reviewed." in result.out


def test_joined_through_a_third(extractor: Callable[..., CommandResult]) -> None:
    """For two reports that are not linked directly the other links are printed, none marked."""
    result = extractor("explain", "000:i4", "002:i1", *IN)
    assert "Both are in incident" in result.out
    assert " * " not in result.out
    assert result.out.count("(same)") == 2


def test_kept_apart_by_a_decision(extractor: Callable[..., CommandResult]) -> None:
    """A decision against the rules is printed beside their result."""
    Path("mine.csv").write_text(
        "decision,a,b\ndifferent,001_fcd22a2e951b032d.txt:i3,002_393928cfdeb5277e.txt:i3\n", encoding="utf-8"
    )
    extractor("consolidate", "runs/demo", "-o", "out", "--decisions", "mine.csv")
    result = extractor("explain", "001:i3", "002:i3", "--incidents", "out")
    assert "By the rules: one incident." in result.out
    assert "They are in different incidents" in result.out
    assert "a decision keeps them apart" in result.out


def test_other_names(extractor: Callable[..., CommandResult]) -> None:
    """Names other than those of the folder are reported first."""
    Path("mine").mkdir()
    Path("mine/actors.csv").write_text("id,name\nx,Somebody\n", encoding="utf-8")
    assert "These names differ" in extractor("explain", "001:i3", "002:i3", *IN, "--names", "mine").out


@pytest.mark.parametrize(
    ("a", "message"),
    [
        ("00:i1", "00:i1 matches"),
        ("nobody", "no report named nobody"),
        ("001:i99", "no report named 001:i99"),
        (":i1", "no report named :i1"),
    ],
)
def test_ambiguous_and_unknown_reports(extractor: Callable[..., CommandResult], a: str, message: str) -> None:
    """A name that matches no report or several is refused with a next step."""
    result = extractor("explain", a, "002:i3", *IN)
    assert result.code == 2
    assert message in result.err
    assert "reports.csv" in result.err


def test_no_folder(extractor: Callable[..., CommandResult]) -> None:
    """The default folder is `consolidated`; if it is missing, the command that makes it is printed."""
    result = extractor("explain", "a", "b")
    assert result.code == 2
    assert "consolidated: no consolidated incidents. Make them first: extractor consolidate" in result.err
