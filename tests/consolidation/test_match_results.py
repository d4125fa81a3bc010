"""consolidation.verdicts: what rules say of two reports."""

from extractor.consolidation.matching import Answer, Check, MatchResult

CHECKS = (
    Check("type", Answer.YES, "both a strike"),
    Check("date", Answer.BORDERLINE, "a day apart"),
    Check("place", Answer.NO, "here and there"),
    Check("toll", Answer.UNKNOWN, "no figure"),
)


def test_the_reason_is_what_decided() -> None:
    """What agrees, for one incident; what is close, for a near miss; what contradicts, for two."""
    assert MatchResult("same", CHECKS).reason == "both a strike"
    assert MatchResult("near", CHECKS).reason == "a day apart"
    assert MatchResult("different", CHECKS).reason == "here and there"


def test_answers_are_words() -> None:
    """As they are printed."""
    assert [str(answer) for answer in Answer] == ["yes", "unknown", "borderline", "no"]
