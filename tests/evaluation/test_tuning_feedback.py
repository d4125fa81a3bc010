"""tuning_feedback: the report of errors, and the schema of a rewritten block."""

import pytest
from pydantic import ValidationError

from extractor.evaluation.tuning_feedback import MAX_CHARS, Revision, report
from extractor.prompts.lint import problems
from extractor.prompts.loading import load_prompt
from tests.evaluated import erbil, gold, qaim, score_of


def test_report() -> None:
    """The report has the block, and for each response its errors and its fields with counts."""
    wrong = score_of(gold(), gold(erbil(damage="some", weapon="rocket")))
    text = report("rules", "Be careful.", [wrong, score_of(gold(), gold()), score_of(gold(), None)])
    assert "The block `rules` as it is:\n\nBe careful.\n" in text
    assert "Answer 1:\n- missed: US strike near al-Qaim." in text
    assert "- incidents, field `damage`: 1 too many, 0 right" in text
    assert "Answer 2:\n- Nothing." in text
    assert "Answer 3:\n- The answer could not be used at all." in text


def test_report_is_limited() -> None:
    """The report is cut off at a maximum size."""
    assert len(report("rules", "x", [score_of(gold(qaim()), None)] * 3_000)) == MAX_CHARS


def test_reflect_prompt() -> None:
    """The reflect prompt has no problems, and its schema takes a block with findings."""
    prompt = load_prompt("reflect")
    assert problems(prompt) == []
    assert prompt.schema is Revision
    assert Revision.model_validate({"findings": [{"quote": "missed", "cause": "no rule"}], "text": "x"}).text == "x"
    with pytest.raises(ValidationError):
        Revision.model_validate({"findings": [], "text": ""})
