"""consolidation.decisions: what a person has decided wins."""

import pytest

from extractor.consolidation.aliases import Handwritten
from extractor.consolidation.decisions import ResolvedDecisions, decided, read_decisions
from extractor.core.errors import UsageError
from tests.consolidated import report

REPORTS = [report("a"), report("b"), report("c")]


def _decided(*lines: str) -> ResolvedDecisions:
    text = "decision,a,b,note\n" + "\n".join(lines) + "\n"
    return decided(read_decisions(Handwritten("mine.csv", text)), REPORTS)


def test_pairs() -> None:
    """Reports are named by id or by label, in any order; the note is kept."""
    found = _decided("Same,b,a,one strike", "different,c.txt:i1,a")
    assert found.same == {("a", "b")}
    assert found.different == {("a", "c")}
    assert found.notes[("a", "b")] == "one strike"
    assert found.notes[("a", "c")] == "decided in mine.csv, line 3"


def test_undecided_lines() -> None:
    """A near miss that nobody has decided is passed over: its file can be given back as it is."""
    assert _decided(",a,b,a day apart", "same,a,c,") == ResolvedDecisions(
        frozenset({("a", "c")}), notes={("a", "c"): "decided in mine.csv, line 3"}
    )


def test_reports_that_are_not_there() -> None:
    """A decision about a report that was coded anew, or left out, is told and not used."""
    found = _decided("same,a,zzz,")
    assert found.same == frozenset()
    assert found.unused == ("mine.csv, line 2: no report is called zzz",)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["maybe,a,b,"], "line 2: no decision about two reports"),
        (["same,a,,"], "line 2: no decision about two reports"),
        (["same,a,a.txt:i1,"], "line 2: both are one report"),
        (["same,a,b,", "same,b,c,", "different,a,c,"], "line 4: a and c are decided to be the same elsewhere"),
    ],
)
def test_what_is_wrong(lines: list[str], told: str) -> None:
    """The error names the line; decisions that contradict each other, also through others, are refused."""
    with pytest.raises(UsageError, match=told):
        _decided(*lines)


def test_a_name_that_fits_several() -> None:
    """Two articles of one name are told apart by the ids of their reports."""
    twins = [report("a", label="x.txt:i1"), report("b", label="x.txt:i1"), report("c")]
    lines = read_decisions(Handwritten("d", "decision,a,b\nsame,x.txt:i1,c\n"))
    with pytest.raises(UsageError, match="fits a, b"):
        decided(lines, twins)


def test_a_wrong_header() -> None:
    """The columns that are needed are told."""
    with pytest.raises(UsageError, match="Use these: decision, a, b, note"):
        read_decisions(Handwritten("d", "a,b\nx,y\n"))
