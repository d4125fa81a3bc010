"""consolidation.decisions: decisions by a person, resolved to reports."""

import pytest

from extractor.consolidation.decisions import ResolvedDecisions, read_decisions, resolve_decisions
from extractor.core.errors import UsageError
from extractor.grounding.aliases import CsvFile
from tests.consolidated import report

REPORTS = [report("a"), report("b"), report("c")]


def _decided(*lines: str) -> ResolvedDecisions:
    text = "decision,a,b,note\n" + "\n".join(lines) + "\n"
    return resolve_decisions(read_decisions(CsvFile("mine.csv", text)), REPORTS)


def test_pairs() -> None:
    """Reports are found by id or label, in any order; the note is kept."""
    found = _decided("Same,b,a,one strike", "different,c.txt:i1,a")
    assert found.same == {("a", "b")}
    assert found.different == {("a", "c")}
    assert found.notes[("a", "b")] == "one strike"
    assert found.notes[("a", "c")] == "decided in mine.csv, line 3"


def test_undecided_lines() -> None:
    """An undecided line is skipped, so that the file of near misses can be used as it is."""
    assert _decided(",a,b,a day apart", "same,a,c,") == ResolvedDecisions(
        frozenset({("a", "c")}), notes={("a", "c"): "decided in mine.csv, line 3"}
    )


def test_reports_not_found() -> None:
    """A decision about a report that was coded anew or left out is returned as unused."""
    found = _decided("same,a,zzz,")
    assert found.same == frozenset()
    assert found.unused == ("mine.csv, line 2: no report is called zzz",)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["maybe,a,b,"], "line 2: needs a decision"),
        (["same,a,,"], "line 2: needs a decision"),
        (["same,a,a.txt:i1,"], "line 2: a and b are the same report"),
        (["same,a,b,", "same,b,c,", "different,a,c,"], "line 4: a and c are decided to be the same elsewhere"),
    ],
)
def test_invalid_decisions(lines: list[str], message: str) -> None:
    """The error gives the line; decisions that contradict each other, also through others, are rejected."""
    with pytest.raises(UsageError, match=message):
        _decided(*lines)


def test_ambiguous_label() -> None:
    """A label that matches reports of two articles with one name is an error; ids tell them apart."""
    twins = [report("a", label="x.txt:i1"), report("b", label="x.txt:i1"), report("c")]
    lines = read_decisions(CsvFile("d", "decision,a,b\nsame,x.txt:i1,c\n"))
    with pytest.raises(UsageError, match="matches several reports: a, b"):
        resolve_decisions(lines, twins)


def test_a_wrong_header() -> None:
    """A missing column is an error that lists the required ones."""
    with pytest.raises(UsageError, match="Use these: decision, a, b, note"):
        read_decisions(CsvFile("d", "a,b\nx,y\n"))
