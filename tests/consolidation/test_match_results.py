"""consolidation.matching: the results of rules."""

from extractor.consolidation.matching import Answer, Check, MatchResult

CHECKS = (
    Check("type", Answer.YES, "both a strike"),
    Check("date", Answer.BORDERLINE, "a day apart"),
    Check("place", Answer.NO, "here and there"),
    Check("casualties", Answer.UNKNOWN, "no figure"),
)


def test_reason() -> None:
    """The reason is what agrees for one incident, what is borderline for a near miss, what contradicts for two."""
    assert MatchResult("same", CHECKS).reason == "both a strike"
    assert MatchResult("near", CHECKS).reason == "a day apart"
    assert MatchResult("different", CHECKS).reason == "here and there"


def test_answers() -> None:
    """Answers are printed as words."""
    assert [str(answer) for answer in Answer] == ["yes", "unknown", "borderline", "no"]
